"""The admin of reference data, and trying a route before saving it."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dispatch.models import Agency, AgencyContact, Category, District, Question, RoutingOverride, ServiceHours, Village

pytestmark = pytest.mark.django_db
SEKURO = "33.20.07.2001"
TRY = "admin:dispatch_routingoverride_coba"
ADD = "admin:dispatch_routingoverride_add"


@pytest.fixture
def boss(client):
    client.force_login(get_user_model().objects.create_superuser("boss", password="x", role="administrator"))
    return client


@pytest.fixture
def light() -> Category:
    return Category.objects.get(code="N-PJU")


def agency(code: str) -> Agency:
    return Agency.objects.get(code=code)


def rule(light: Category, **changes) -> dict:
    return {"category": light.pk, "village": SEKURO, "agency": agency("PLN").pk, "is_active": "on", **changes}


# --- lists and forms --------------------------------------------------------

MODELS = [
    "agency",
    "category",
    "directnumber",
    "district",
    "extratime",
    "hoursexception",
    "routingoverride",
    "servicehours",
    "village",
]


@pytest.mark.parametrize("model", MODELS)
def test_lists_cost_few_statements_and_carry_no_inline_code(boss, model, light):
    for code in Village.objects.values_list("code", flat=True)[:30]:
        RoutingOverride.objects.create(category=light, village_id=code, agency=agency("PLN"))
    with CaptureQueriesContext(connection) as captured:
        response = boss.get(reverse(f"admin:dispatch_{model}_changelist"))
    assert response.status_code == 200
    assert len(captured) <= 11
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|\sstyle=|\son\w+=", response.text)


@pytest.mark.parametrize("model", ["agency", "category", "district", "servicehours", "village"])
def test_change_forms_open(boss, model):
    row = {"agency": Agency, "category": Category, "district": District, "servicehours": ServiceHours}.get(
        model, Village
    )
    with CaptureQueriesContext(connection) as captured:
        response = boss.get(reverse(f"admin:dispatch_{model}_change", args=[row.objects.first().pk]))
    assert response.status_code == 200
    assert len(captured) <= 14


@pytest.mark.parametrize("model", ["agency", "category", "district", "village"])
def test_what_reports_hang_on_is_never_deleted(boss, model):
    row = {"agency": Agency, "category": Category, "district": District, "village": Village}[model].objects.first()
    assert boss.post(reverse(f"admin:dispatch_{model}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def read_category_form(boss, url: str) -> dict:
    """What the form would send again as it stands."""
    form = boss.get(url).context["adminform"].form
    data = {name: value for name, value in form.initial.items() if value not in (None, False)}
    return data | {"supporting": [], "questions-TOTAL_FORMS": 0, "questions-INITIAL_FORMS": 0}


def test_a_category_needs_exactly_one_answer_to_who(boss, light):
    url = reverse("admin:dispatch_category_change", args=[light.pk])
    data = read_category_form(boss, url)
    both = boss.post(url, {**data, "to_district_office": "on"})
    assert "salah satu" in both.text
    assert boss.post(url, {**data, "agency": "", "to_district_office": "on"}).status_code == 302
    light.refresh_from_db()
    assert (light.agency, light.to_district_office) == (None, True)


def test_the_limits_of_a_category_follow_one_another(boss, light):
    url = reverse("admin:dispatch_category_change", args=[light.pk])
    data = read_category_form(boss, url)
    assert "Urutkan batasnya" in boss.post(url, {**data, "respond_working_days": 9}).text
    assert boss.post(url, {**data, "respond_working_days": 0}).status_code == 200
    assert boss.post(url, {**data, "verify_working_days": 1, "respond_working_days": 2}).status_code == 302
    light.refresh_from_db()
    assert (light.verify_working_days, light.respond_working_days) == (1, 2)


@pytest.mark.parametrize(
    ("model", "inline"),
    [pytest.param("agency", AgencyContact, id="contacts"), pytest.param("category", Question, id="questions")],
)
def test_what_belongs_to_a_row_is_edited_with_it(boss, model, inline):
    formsets = boss.get(reverse(f"admin:dispatch_{model}_add")).context["inline_admin_formsets"]
    assert [formset.opts.model for formset in formsets] == [inline]


def test_changed_hours_show_at_once(boss, client):
    from dispatch.hours import describe_hours

    cache.clear()
    describe_hours()
    for row in ServiceHours.objects.all():
        url = reverse("admin:dispatch_servicehours_change", args=[row.pk])
        data = {"weekday": row.weekday, "opens": "07:00", "closes": "21:00", "all_day": "on"}
        assert boss.post(url, data).status_code == 302
    assert describe_hours().text == "Buka sekarang, 24 jam"
    cache.clear()


def test_half_an_exception_is_refused(boss):
    response = boss.post(reverse("admin:dispatch_hoursexception_add"), {"date": "2026-12-25", "opens": "07:00"})
    assert "tutup seharian" in response.text


# --- trying a route ---------------------------------------------------------


def test_the_page_tells_who_gets_it_and_why(boss, light):
    response = boss.get(reverse(TRY), {"category": light.pk, "village": SEKURO})
    assert "tidak ada pengecualian untuk Kec. Mlonggo" in response.text
    assert response.context["trial"].now.agency.code == "DISHUB"
    assert response.context["trial"].then is None
    assert not re.search(r"\sstyle=|\son\w+=", response.text)


def test_without_a_place(boss, light):
    response = boss.get(reverse(TRY), {"category": light.pk})
    assert response.context["trial"].now.agency.code == "DISHUB"


@pytest.mark.parametrize("scope", ["village", "district"])
def test_an_exception_can_be_tried_on_the_page(boss, light, scope):
    response = boss.get(
        reverse(TRY), {"category": light.pk, "village": SEKURO, "agency": agency("PLN").pk, "scope": scope}
    )
    trial = response.context["trial"]
    assert (trial.now.agency.code, trial.then.agency.code) == ("DISHUB", "PLN")
    assert not RoutingOverride.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"category": "x"}, id="no-such-category"),
        pytest.param({"category": "\x00", "village": "\x00"}, id="nul"),
        pytest.param({"category": "9" * 40, "village": "'"}, id="huge-number"),
        pytest.param({"category": "1", "agency": "1", "scope": "elsewhere"}, id="unknown-scope"),
    ],
)
def test_bad_input_shows_the_form_again(boss, data):
    response = boss.get(reverse(TRY), data)
    assert response.status_code in (200, 400)


def test_trying_needs_the_right(client, boss, light):
    client.logout()
    assert client.get(reverse(TRY)).status_code == 302
    client.force_login(get_user_model().objects.create_user("petugas", password="x", is_staff=True))
    # The flag follows the role, and an officer's role has no place in the admin.
    assert client.get(reverse(TRY), follow=True).status_code == 403
    assert client.post(reverse(ADD), rule(light, _coba="1"), follow=True).status_code == 403


def test_a_new_rule_is_tried_and_not_saved(boss, light):
    response = boss.post(reverse(ADD), rule(light, _coba="1", reason="Tiang milik PLN"))
    trial = response.context["trial"]
    assert (trial.now.agency.code, trial.then.agency.code) == ("DISHUB", "PLN")
    assert "alasan: Tiang milik PLN" in response.text
    assert not RoutingOverride.objects.exists()
    # What was typed is still in the form.
    assert response.context["adminform"].form.initial["reason"] == "Tiang milik PLN"
    assert 'value="Tiang milik PLN"' in response.text
    assert boss.post(reverse(ADD), rule(light)).status_code == 302
    assert RoutingOverride.objects.get().agency.code == "PLN"


def test_a_changed_rule_is_tried_and_not_saved(boss, light):
    saved = RoutingOverride.objects.create(category=light, village_id=SEKURO, agency=agency("PLN"))
    url = reverse("admin:dispatch_routingoverride_change", args=[saved.pk])
    response = boss.post(url, rule(light, agency=agency("BPBD").pk, _coba="1"))
    trial = response.context["trial"]
    assert (trial.now.agency.code, trial.then.agency.code) == ("PLN", "BPBD")
    saved.refresh_from_db()
    assert saved.agency.code == "PLN"
    assert response.context["adminform"].form.initial["agency"] == agency("BPBD").pk


def test_switching_a_rule_off_can_be_tried(boss, light):
    saved = RoutingOverride.objects.create(category=light, village_id=SEKURO, agency=agency("PLN"))
    url = reverse("admin:dispatch_routingoverride_change", args=[saved.pk])
    data = rule(light, _coba="1")
    del data["is_active"]
    assert boss.post(url, data).context["trial"].then.agency.code == "DISHUB"


def test_a_district_rule_names_the_villages_that_keep_their_own(boss, light):
    RoutingOverride.objects.create(category=light, village_id=SEKURO, agency=agency("BPBD"))
    response = boss.post(reverse(ADD), rule(light, village="", district="33.20.07", _coba="1"))
    assert response.context["trial"].then.agency.code == "PLN"
    assert "→ BPBD" in response.text


def test_a_rule_with_errors_is_shown_with_them(boss, light):
    response = boss.post(reverse(ADD), rule(light, district="33.20.07", _coba="1"))
    assert "salah satu saja" in response.text
    assert "trial" not in response.context
    assert not RoutingOverride.objects.exists()


@pytest.mark.parametrize("path", ["dispatch/delivery", "accounts/user"])
def test_an_action_on_something_that_is_no_id_is_answered_400(boss, path):
    action = {"dispatch/delivery": "resend_selected", "accounts/user": "deactivate"}[path]
    answer = boss.post(f"/admin/{path}/", {"action": action, "_selected_action": [" "]})
    assert answer.status_code == 400
    assert not get_user_model().objects.filter(is_active=False).exists()
