"""People on duty for the tests of escalation: who is alerted first, who next, and who stands behind them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests_faults.harness import Stack
from tests_faults.opening import run_python

ADD = """
from dispatch.models import Agency, AgencyContact, Category
agency = Category.objects.get(code="D-BAKAR").agency
agency.contacts.get(name="Piket").shifts.create(starts="00:00", ends="00:00")
for code, name in ((agency.code, "kedua"), ("POLRES", "dukungan"), ("DISKOMINFO", "kabupaten")):
    agency = Agency.objects.get(code=code)
    AgencyContact.objects.create(agency=agency, name=name, address="{address}" + name, order=9)
"""
# The provider's name for the one contact every stack has.
PIKET = ""
# Whom each round reaches: data/jepara/escalation_steps.csv. Round 0 is the first alert; the last one repeats.
REACHED = {
    0: {PIKET},
    1: {"kedua"},
    2: {PIKET, "kedua", "dukungan"},
    3: {"kabupaten"},
    4: {"kabupaten"},
}


@contextmanager
def open_duty(stack: Stack) -> Iterator[None]:
    """Put three more contacts beside the one on duty, for as long as this lasts."""
    run_python(stack, "manage.py", "shell", "-c", ADD.format(address=stack.provider.address))
    try:
        yield
    finally:
        stack.ask("DELETE FROM dispatch_dutyshift RETURNING 1")
        stack.ask("DELETE FROM dispatch_agencycontact WHERE name IN ('kedua', 'dukungan', 'kabupaten') RETURNING 1")
