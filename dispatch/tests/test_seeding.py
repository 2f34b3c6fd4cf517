"""Reference data: loaded once, never overwritten unless asked."""

from __future__ import annotations

import io
import shutil

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dispatch.models import (
    Agency,
    AgencyContact,
    Category,
    DirectNumber,
    District,
    ExtraTime,
    Question,
    RoutingOverride,
    ServiceHours,
    Village,
)

pytestmark = pytest.mark.django_db
FILES = settings.BASE_DIR / "data" / "jepara"


def seed(*arguments: str, **options) -> str:
    out = io.StringIO()
    call_command("seed_jepara", *arguments, stdout=out, **options)
    return out.getvalue()


def test_everything_of_the_files_is_there():
    assert District.objects.count() == 16
    assert Village.objects.count() == 195
    assert Agency.objects.count() == 50
    assert Category.objects.count() == 36
    assert ServiceHours.objects.count() == 7
    assert set(DirectNumber.objects.values_list("number", flat=True)) == {"110", "113", "115", "119", "123"}
    assert not Village.objects.filter(boundary={}).exists()


def test_each_district_has_its_office():
    offices = dict(Agency.objects.exclude(district=None).values_list("code", "district_id"))
    assert len(offices) == 16
    assert offices["KEC_07"] == "33.20.07"


def test_supporting_agencies_and_district_offices_are_linked():
    waste = Category.objects.get(code="N-SAMPAH")
    assert waste.district_office_supports
    assert not waste.supporting.exists()
    fire = Category.objects.get(code="D-BAKAR")
    assert set(fire.supporting.values_list("code", flat=True)) == {"BPBD", "PLN", "POLRES"}
    assert fire.direct_number == "113"
    assert fire.questions.count() == 3


def test_emergencies_come_first():
    tracks = list(Category.objects.order_by("order").values_list("track", flat=True))
    assert tracks[:9] == ["emergency"] * 9
    assert "emergency" not in tracks[9:]


def test_second_run_writes_nothing():
    with CaptureQueriesContext(
        connection,
    ) as captured:
        out = seed()
    written = [query["sql"] for query in captured if query["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert written == []
    assert len(captured) < 40
    assert "added" not in out


def test_limits_come_from_the_files_and_files_of_before_they_were_there_load_all_the_same(tmp_path):
    shutil.copytree(FILES, tmp_path, dirs_exist_ok=True)
    text = (tmp_path / "categories.csv").read_text(encoding="utf-8")
    names = "respond_minutes,verify_working_days,respond_working_days"
    text = text.replace("DISHUB,BPSPP2,,3,5,5,", "DISHUB,BPSPP2,,2,4,5,").replace(names, "respond_minutes,later,x")
    (tmp_path / "categories.csv").write_text(text, encoding="utf-8")
    Category.objects.filter(code="N-PJU").update(verify_working_days=1)
    seed("--from", str(tmp_path), "--reset")
    assert read_limits("N-PJU") == (15, 3, 5)
    (tmp_path / "categories.csv").write_text(text.replace("respond_minutes,later,x", names), encoding="utf-8")
    seed("--from", str(tmp_path), "--reset")
    assert read_limits("N-PJU") == (15, 2, 4)
    assert read_limits("D-LISTRIK") == (30, 3, 5)


def read_limits(code: str) -> tuple[int, int, int]:
    row = Category.objects.get(code=code)
    return (row.respond_minutes, row.verify_working_days, row.respond_working_days)


def test_edits_and_deletions_of_the_admin_survive():
    Category.objects.filter(code="N-PJU").update(resolve_working_days=3, name="Lampu")
    Category.objects.get(code="D-BAKAR").supporting.clear()
    Question.objects.all().delete()
    ServiceHours.objects.filter(weekday=6).delete()
    DirectNumber.objects.filter(number="115").delete()
    ExtraTime.objects.update(resolve_days=30)
    seed()
    assert ExtraTime.objects.get().resolve_days == 30
    light = Category.objects.get(code="N-PJU")
    assert (light.resolve_working_days, light.name) == (3, "Lampu")
    assert not Category.objects.get(code="D-BAKAR").supporting.exists()
    assert not Question.objects.exists()
    assert ServiceHours.objects.count() == 6
    assert not DirectNumber.objects.filter(number="115").exists()


def test_reset_puts_back_what_the_files_say_and_keeps_contacts():
    light = Category.objects.get(code="N-PJU")
    agency = Agency.objects.get(code="DISHUB")
    AgencyContact.objects.create(agency=agency, name="Piket", address="json://127.0.0.1")
    Agency.objects.filter(pk=agency.pk).update(is_active=False, short_name="X")
    Category.objects.filter(pk=light.pk).update(resolve_working_days=3)
    RoutingOverride.objects.create(category=light, district_id="33.20.07", agency=agency)
    ServiceHours.objects.all().delete()
    ExtraTime.objects.update(resolve_days=30)
    out = seed("--reset")
    agency.refresh_from_db()
    light.refresh_from_db()
    assert (agency.short_name, agency.is_active) == ("Dishub", True)
    assert light.resolve_working_days == 5
    assert light.supporting.get().code == "BPSPP2"
    assert not RoutingOverride.objects.exists()
    assert ServiceHours.objects.count() == 7
    assert ExtraTime.objects.get().resolve_days == 5
    assert agency.contacts.count() == 1
    assert Question.objects.filter(category__code="D-BAKAR").count() == 3
    assert "put back" in out


def test_a_missing_row_is_added_with_all_that_hangs_on_it():
    Category.objects.filter(code="D-BAKAR").delete()
    out = seed()
    fire = Category.objects.get(code="D-BAKAR")
    assert fire.supporting.count() == 3
    assert fire.questions.count() == 3
    assert "kategori: 36 (1 added)" in out
    # The others were not touched.
    assert Category.objects.get(code="D-LAKA").questions.count() == 3


def test_another_regency_loads_its_own_files(tmp_path):
    for name in ("districts", "villages", "agencies", "categories"):
        for suffix in (".csv", ".geojson"):
            if (FILES / (name + suffix)).is_file():
                shutil.copy(FILES / (name + suffix), tmp_path)
    with (tmp_path / "agencies.csv").open("a", encoding="utf-8") as file:
        file.write("BARU,Dinas Baru,Dinas Baru,dinas,semua,,,,,\n")
    assert "OPD: 51 (1 added)" in seed("--from", str(tmp_path))


@pytest.mark.parametrize(
    ("file", "line"),
    [
        pytest.param("categories.csv", "X-1,Baru,routine,TIDAK_ADA,,,3,5,5,public,\n", id="unknown-agency"),
        pytest.param("districts.csv", "33.20.99,Baru,bukan-angka,110.1,1\n", id="not-a-number"),
    ],
)
def test_a_bad_file_is_told_and_changes_nothing(tmp_path, file, line):
    shutil.copytree(FILES, tmp_path, dirs_exist_ok=True)
    with (tmp_path / file).open("a", encoding="utf-8") as handle:
        handle.write(line)
    with pytest.raises(CommandError):
        seed("--from", str(tmp_path))
    assert Category.objects.count() == 36
    assert District.objects.count() == 16


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(CommandError, match="missing"):
        seed("--from", str(tmp_path / "none"))
