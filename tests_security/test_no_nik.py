"""Nobody is asked for a national identity number: no form has a field for it, and no column keeps one."""

from __future__ import annotations

import importlib
import pkgutil
import re

from django import forms
from django.apps import apps

import accounts
import calls
import complaints
import dashboard
import dispatch
import response
from jepara_tanggap.settings import BASE_DIR
from tests_security.figures import say

NIK = re.compile(r"\b(nik|ktp|kk|nomor induk|kartu keluarga|no\.? identitas|passport|paspor)\b", re.IGNORECASE)


def import_everything() -> None:
    for package in (accounts, calls, complaints, dashboard, dispatch, response):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not re.search(r"\.(tests|migrations)(\.|$)", module.name):
                importlib.import_module(module.name)


def find_forms(kind: type = forms.BaseForm) -> set[type]:
    ours = {one for one in kind.__subclasses__() if one.__module__.split(".")[0] in
            ("accounts", "calls", "complaints", "dashboard", "dispatch", "response")}  # fmt: skip
    return ours.union(*(find_forms(one) for one in kind.__subclasses__()))


def test_no_form_of_ours_asks_for_an_identity_number():
    import_everything()
    found = find_forms()
    fields = [(form, name, field) for form in found for name, field in getattr(form, "base_fields", {}).items()]
    asked = [
        f"{form.__name__}.{name}"
        for form, name, field in fields
        if NIK.search(f"{name.replace('_', ' ')} {field.label or ''} {field.help_text or ''}")
    ]
    assert asked == []
    assert len(found) >= 10
    say("identity numbers asked for", forms=len(found), fields=len(fields), asked=len(asked))


def test_no_question_of_a_category_asks_for_one():
    assert not NIK.search((BASE_DIR / "data" / "jepara" / "questions.csv").read_text(encoding="utf-8"))


def test_no_column_keeps_one():
    columns = [f"{model._meta.label}.{field.name}" for model in apps.get_models() for field in model._meta.fields]
    assert [column for column in columns if NIK.search(column.replace("_", " "))] == []
