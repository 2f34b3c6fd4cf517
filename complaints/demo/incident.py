"""One open major incident of the demo: a night of rain, with the reports that tell of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone

from complaints.choices import UNFINISHED
from complaints.demo.staff import Cast
from complaints.major.answering import write_answer
from complaints.major.gathering import gather
from complaints.major.incidents import Words, open_incident
from complaints.models import Complaint, MajorIncident
from dispatch.wake import leave_to_sweep

CATEGORIES = ("D-BENCANA", "N-DRAIN", "N-POHON", "N-JALAN", "D-LISTRIK")
MOST_MEMBERS = 12
FEWEST_MEMBERS = 2
WORDS = Words(
    kind="flood",
    name="Banjir setelah hujan lebat semalam",
    public_name="Banjir setelah hujan lebat",
    area="Beberapa kecamatan",
    description="Posko di kantor BPBD. Laporan genangan, pohon tumbang, dan jalan rusak dikumpulkan di sini.",
)
ANSWER = "Petugas sudah di lapangan dan mendahulukan rumah yang kemasukan air. Hubungi 112 bila keadaan memburuk."
OPENED_BEFORE = timedelta(minutes=35)
# The same however often the demo is filled.
TOKEN = uuid5(NAMESPACE_URL, "jepara-tanggap:contoh:kejadian-besar")
ANSWER_TOKEN = uuid5(NAMESPACE_URL, "jepara-tanggap:contoh:jawaban-bersama")


def gather_demo_incident(*, now: datetime | None = None) -> MajorIncident | None:
    """Open the incident with its reports and one answer; None where too few reports are about it.

    The answer is left to the workers, as a real one is.
    """
    now = now or timezone.now()
    told = Complaint.objects.real().filter(
        is_demo=True, category__code__in=CATEGORIES, status__in=sorted(UNFINISHED), about_agency=None
    )
    chosen = list(told.order_by("-filed_at").values_list("pk", flat=True)[:MOST_MEMBERS])
    if len(chosen) < FEWEST_MEMBERS:
        return None
    example = Complaint.objects.select_related("agency").get(pk=chosen[0])
    actor = Cast().find_actor(kind="dispatcher", agency=example.agency)
    with leave_to_sweep(), transaction.atomic():
        opened = open_incident(actor=actor, token=TOKEN, words=WORDS, is_demo=True, now=now - OPENED_BEFORE)
        # Some of the reports are younger than the incident: they come in now.
        gather(incident_id=opened.incident.pk, complaint_ids=chosen, actor=actor, now=now)
        if actor.user is not None and opened.is_new:
            write_answer(incident_id=opened.incident.pk, actor=actor, token=ANSWER_TOKEN, text=ANSWER, now=now)
    return opened.incident
