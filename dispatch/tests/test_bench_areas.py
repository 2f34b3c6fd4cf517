"""The benchmark of look-ups runs and says what it measured."""

import io

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_it_prints_look_ups_per_second():
    out = io.StringIO()
    call_command("bench_areas", "--count", "200", stdout=out)
    assert "200 look-ups in" in out.getvalue()
    assert "per second" in out.getvalue()
