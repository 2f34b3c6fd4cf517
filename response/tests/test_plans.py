"""The data says who goes out to what, and why; a place's own plan goes before the county's."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from accounts.models import User
from complaints.tests.helpers import file_report
from dispatch.models import Agency, Category, District, Village
from response.choices import EngagementRole
from response.models import ResponsePlan, ResponsePlanStep
from response.plan_seeding import seed_response_plans
from response.plans import FROM_CATEGORY, read_plan

pytestmark = pytest.mark.django_db
FOLDER: Path = settings.BASE_DIR / "data" / "jepara"


def codes(plan) -> list[str]:
    return [line.agency.code for line in plan.lines]


def test_every_emergency_of_the_files_has_a_draft_plan_whose_lead_is_the_one_responsible():
    for category in Category.objects.filter(track="emergency").select_related("agency"):
        plan = ResponsePlan.objects.get(category=category, district=None)
        assert not plan.is_confirmed
        lead = plan.steps.get(role=EngagementRole.LEAD)
        assert lead.agency == category.agency
        assert all(step.asked_for for step in plan.steps.all())


def test_a_fire_names_its_agencies_in_order_each_with_what_it_is_asked_and_why():
    plan = read_plan(complaint=file_report("D-BAKAR"))
    assert codes(plan) == ["SATPOLPP_DAMKAR", "PLN", "POLRES", "BPBD"]
    assert plan.is_draft
    power = plan.find(Agency.objects.get(code="PLN").pk)
    assert "listrik" in power.asked_for
    assert power.why == "Rencana Kebakaran, semua kecamatan"


def test_a_district_with_a_plan_of_its_own_goes_by_that_alone_and_its_office_is_found():
    island = Village.objects.filter(district__code="33.20.10").select_related("district").first()
    complaint = file_report("D-KES")
    complaint.village, complaint.district = island, island.district
    complaint.save()
    plan = read_plan(complaint=complaint)
    assert codes(plan) == ["DINKES", "KEC_10", "RSUD"]
    assert "Kec. Karimunjawa" in plan.lines[1].why
    assert "PMI" not in codes(plan)


def test_without_a_plan_the_categorys_supporters_are_named():
    ResponsePlan.objects.all().delete()
    plan = read_plan(complaint=file_report("D-BAKAR"))
    assert set(codes(plan)[1:]) == {"BPBD", "PLN", "POLRES"}
    assert {line.why for line in plan.lines[1:]} == {FROM_CATEGORY}
    assert not plan.is_draft


def test_who_is_inactive_or_reported_about_is_in_no_line():
    complaint = file_report("D-BAKAR")
    Agency.objects.filter(code="PLN").update(is_active=False)
    complaint.about_agency = Agency.objects.get(code="POLRES")
    complaint.save()
    assert codes(read_plan(complaint=complaint)) == ["SATPOLPP_DAMKAR", "BPBD"]


def test_whoever_has_the_ticket_leads_whatever_the_plan_says():
    complaint = file_report("D-BAKAR")
    complaint.agency = Agency.objects.get(code="BPBD")
    complaint.save()
    plan = read_plan(complaint=complaint)
    assert (plan.lines[0].agency.code, plan.lines[0].role) == ("BPBD", EngagementRole.LEAD)
    assert codes(plan).count("BPBD") == 1


def test_seeding_again_leaves_what_was_edited_and_reset_brings_it_back():
    step = ResponsePlanStep.objects.filter(plan__category__code="D-BAKAR", agency__code="PLN").get()
    ResponsePlanStep.objects.filter(pk=step.pk).update(asked_for="Lain")
    assert seed_response_plans(folder=FOLDER) == 0
    assert ResponsePlanStep.objects.get(pk=step.pk).asked_for == "Lain"
    call_command("seed_response_plans", "--reset", stdout=io.StringIO())
    assert not ResponsePlanStep.objects.filter(asked_for="Lain").exists()


def test_a_place_has_one_plan_of_a_kind():
    from django.db import IntegrityError, transaction

    category = Category.objects.get(code="D-BAKAR")
    with pytest.raises(IntegrityError), transaction.atomic():
        ResponsePlan.objects.create(category=category)
    district = District.objects.first()
    ResponsePlan.objects.create(category=category, district=district)
    with pytest.raises(IntegrityError), transaction.atomic():
        ResponsePlan.objects.create(category=category, district=district)


@pytest.mark.parametrize("sent", [" ", "x", "a\0b"])
def test_an_agency_that_is_no_id_is_refused_in_the_admin_with_the_form_kept(client, sent):
    client.force_login(User.objects.create_superuser("boss", password="x", role="administrator"))
    plan = ResponsePlan.objects.first()
    step = plan.steps.first()
    form = {
        "category": plan.category_id,
        "district": "",
        "is_active": "on",
        "steps-TOTAL_FORMS": 1,
        "steps-INITIAL_FORMS": 1,
        "steps-0-id": step.pk,
        "steps-0-plan": plan.pk,
        "steps-0-agency": sent,
        "steps-0-role": step.role,
        "steps-0-asked_for": "Tetap di sini",
        "steps-0-order": 1,
    }
    answer = client.post(f"/admin/response/responseplan/{plan.pk}/change/", form)
    assert answer.status_code == 200
    assert "Tetap di sini" in answer.text
    step.refresh_from_db()
    assert step.asked_for != "Tetap di sini"


@pytest.mark.parametrize("sent", ["the same agency", "the local office"])
def test_an_agency_in_two_lines_sent_together_is_refused_in_the_admin(client, sent):
    client.force_login(User.objects.create_superuser("boss", password="x", role="administrator"))
    plan = next(plan for plan in ResponsePlan.objects.all() if plan.steps.exclude(agency=None).count() >= 2)
    named = {step.agency_id for step in plan.steps.all()}
    newcomer = Agency.objects.exclude(pk__in=named - {None}).first()
    plan.steps.filter(agency=None).delete()
    steps = list(plan.steps.all()[:2])
    form = {
        "category": plan.category_id,
        "district": plan.district_id or "",
        "is_active": "on",
        "steps-TOTAL_FORMS": 2,
        "steps-INITIAL_FORMS": 2,
    }
    for place, step in enumerate(steps):
        form |= {
            f"steps-{place}-id": step.pk,
            f"steps-{place}-plan": plan.pk,
            f"steps-{place}-agency": newcomer.pk if sent == "the same agency" else "",
            f"steps-{place}-role": step.role,
            f"steps-{place}-asked_for": step.asked_for,
            f"steps-{place}-order": place,
        }
    answer = client.post(f"/admin/response/responseplan/{plan.pk}/change/", form)
    assert answer.status_code == 200
    assert "sudah ada di baris lain" in answer.text
    assert {step.agency_id for step in plan.steps.all()} == named - {None}
