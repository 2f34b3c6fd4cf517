"""The look at the logs after each fault test finds what must not stand there."""

from __future__ import annotations

import pytest

from tests_faults.launching import DATA_KEY, SECRET
from tests_faults.log_check import REPORTER_NAME, find_leaks, list_needles, measure_logs

GIVEN = {"JT_SECRET_KEY": "k" * 50, "JT_DATA_KEYS": DATA_KEY, "JT_WADUL_SECRET": SECRET}
WORD = "word-of-the-database"
GIVEN |= {"DATABASE_URL": f"postgres://jepara:{WORD}@127.0.0.1/jepara"}


@pytest.mark.parametrize(
    "line",
    [f"key {'k' * 50}", DATA_KEY, SECRET, WORD, REPORTER_NAME.upper(), "hp 0812-7777-6161"],
)
def test_a_line_with_a_key_or_the_reporter_is_found(tmp_path, line):
    (tmp_path / "web.log").write_text(f"before\n{line}\n")
    assert [leak.partition(":")[0] for leak in find_leaks(tmp_path, list_needles(GIVEN), since={})][:1] == ["web.log"]


def test_what_an_earlier_test_left_is_no_leak_of_this_one(tmp_path):
    (tmp_path / "web.log").write_text(f"{DATA_KEY}\n")
    since = measure_logs(tmp_path)
    with (tmp_path / "web.log").open("a") as log:
        log.write("nothing of anybody\n")
    assert find_leaks(tmp_path, list_needles(GIVEN), since=since) == []
