"""Who a kind of emergency needs at a place, what each is asked for, and why: the plans, read for one complaint."""

from __future__ import annotations

from dataclasses import dataclass

from complaints.models import Complaint
from dispatch.models import Agency
from response.choices import EngagementRole
from response.models import ResponsePlan, ResponsePlanStep

FROM_CATEGORY = "OPD pendukung menurut kategori"
USUAL_ASK = "Dukung penanganan di lokasi"


@dataclass(frozen=True)
class PlanLine:
    """One agency that the data names for a complaint, and why, in words."""

    agency: Agency
    role: str
    asked_for: str
    why: str


@dataclass(frozen=True)
class PlanFor:
    """The lines of one complaint, the responsible agency first; `is_draft` while the county has not confirmed it."""

    lines: list[PlanLine]
    is_draft: bool

    def find(self, agency_id: int) -> PlanLine | None:
        """Return the line of an agency."""
        return next((line for line in self.lines if line.agency.pk == agency_id), None)


def read_plan(*, complaint: Complaint) -> PlanFor:
    """Return whom the data names: the plan of kind and district, else of the kind, else the category's supporters.

    The responsible agency is the one that has the ticket, whoever the plan would have lead. An agency that is
    inactive, or that the report is about, is in no line. At most four statements.
    """
    plan = _find_plan(complaint)
    steps = _read_steps(plan, complaint)
    lead = next((step for step, agency in steps if agency == complaint.agency), None)
    lines = [
        PlanLine(
            complaint.agency,
            EngagementRole.LEAD,
            lead.asked_for if lead else "",
            complaint.routing_explanation or "OPD penanggung jawab",
        )
    ]
    for step, agency in steps:
        if agency != complaint.agency:
            lines.append(PlanLine(agency, EngagementRole.SUPPORT, step.asked_for, _tell_why(plan, step)))
    if plan is None:
        lines += _list_category_support(complaint)
    return PlanFor(lines, is_draft=plan is not None and not plan.is_confirmed)


def _find_plan(complaint: Complaint) -> ResponsePlan | None:
    plans = ResponsePlan.objects.filter(category=complaint.category_id, is_active=True).select_related("district")
    found = {plan.district_id: plan for plan in plans}
    return found.get(complaint.district_id) or found.get(None)


def _read_steps(plan: ResponsePlan | None, complaint: Complaint) -> list[tuple[ResponsePlanStep, Agency]]:
    if plan is None:
        return []
    steps = list(plan.steps.select_related("agency"))
    office = None
    if complaint.district_id and any(step.agency is None for step in steps):
        office = Agency.objects.filter(district=complaint.district_id).first()
    named = [(step, step.agency or office) for step in steps]
    chosen: dict[int, tuple[ResponsePlanStep, Agency]] = {}
    for step, agency in named:
        if agency is not None and agency.is_active and agency.pk != complaint.about_agency_id:
            # An office that is named itself besides is one agency, asked once.
            chosen.setdefault(agency.pk, (step, agency))
    return list(chosen.values())


def _list_category_support(complaint: Complaint) -> list[PlanLine]:
    supporting = complaint.supporting.filter(is_active=True).exclude(pk=complaint.agency_id)
    return [
        PlanLine(agency, EngagementRole.SUPPORT, USUAL_ASK, FROM_CATEGORY)
        for agency in supporting
        if agency.pk != complaint.about_agency_id
    ]


def _tell_why(plan: ResponsePlan | None, step: ResponsePlanStep) -> str:
    assert plan is not None
    where = f"Kec. {plan.district.name}" if plan.district else "semua kecamatan"
    office = "" if step.agency else "; kantor kecamatan setempat"
    return f"Rencana {plan.category.name}, {where}{office}"
