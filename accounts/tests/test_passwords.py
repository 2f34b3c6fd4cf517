"""New passwords are held against those that were breached, plain or dressed up."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError

LEAST_BREACHED = 3000


def find_codes(password: str) -> set[str]:
    try:
        validate_password(password)
    except ValidationError as error:
        return {problem.code for problem in error.error_list}
    return set()


def test_more_than_the_three_thousand_most_breached_passwords_are_refused():
    breached = CommonPasswordValidator().passwords
    assert len(breached) > LEAST_BREACHED
    assert [word for word in sorted(breached) if not find_codes(word)] == []


def test_breached_passwords_that_are_long_enough_are_refused_for_being_breached():
    long_enough = [word for word in CommonPasswordValidator().passwords if len(word) >= 10 and not word.isdecimal()]
    assert len(long_enough) > 1000
    assert [word for word in long_enough if "password_too_common" not in find_codes(word)] == []


@pytest.mark.parametrize(
    "password",
    [
        "Sunshine2024!", "jepara12345", "p4ssw0rd-112", "Password!!2026", "QWERTY#12345", "1234sayang56",
        "JeparaJepara", "monkeymonkey1", "B1smillah786", "dragon1990", "Diskominfo@2026",
    ],
)  # fmt: skip
def test_a_common_password_with_figures_and_signs_around_it_is_refused(password):
    assert "password_dressed_up" in find_codes(password)


@pytest.mark.parametrize(
    "password",
    ["sungai-kayu-2045", "ukiran-jati-1879", "tiga kapal dan satu payung", "xk7Qp2vLm9Ra", "meja gergaji 88"],
)
def test_words_that_have_nothing_to_do_with_each_other_are_taken(password):
    assert find_codes(password) == set()


def test_a_common_word_in_many_figures_is_theirs_to_choose():
    assert find_codes("love8391734652") == set()
