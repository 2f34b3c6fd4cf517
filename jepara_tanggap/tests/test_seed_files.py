"""Files of reference data that cannot be read: named in the error, and nothing is changed."""

from __future__ import annotations

import io
import shutil

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from calls.models import ServiceLimit
from complaints.models import RetentionRule
from dispatch.models import Agency
from response.models import ResponsePlan

pytestmark = pytest.mark.django_db
FILES = settings.BASE_DIR / "data" / "jepara"


def read_rows():
    return [
        list(model.objects.order_by("pk").values()) for model in (ServiceLimit, ResponsePlan, RetentionRule, Agency)
    ]


@pytest.mark.parametrize(
    ("command", "file", "cell", "broken"),
    [
        ("seed_call_room", "service_limits.csv", ",15,", ",lima belas,"),
        ("seed_response_plans", "response_plans.csv", "lead", "pemimpin"),
        ("seed_jepara", "agencies.csv", "code", "kode"),
    ],
)
def test_a_file_with_a_wrong_value_is_named_and_changes_nothing(tmp_path, command, file, cell, broken):
    folder = tmp_path / "jepara"
    shutil.copytree(FILES, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert cell in text
    (folder / file).write_text(text.replace(cell, broken), encoding="utf-8")
    before = read_rows()
    with pytest.raises(CommandError, match=r"jepara.*(ValueError|KeyError)"):
        call_command(command, "--reset", "--from", str(folder), stdout=io.StringIO())
    assert read_rows() == before


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"tidak-ada\.csv is missing"):
        call_command("seed_retention", "--from", str(tmp_path / "tidak-ada.csv"), stdout=io.StringIO())


def test_a_regency_without_files_for_its_call_room_starts_with_an_empty_one(tmp_path):
    said = io.StringIO()
    call_command("seed_call_room", "--from", str(tmp_path), stdout=said)
    call_command("seed_response_plans", "--from", str(tmp_path), stdout=said)
    assert said.getvalue().count(": 0 added") == 4
