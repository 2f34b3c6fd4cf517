"""One answer for all reporters of a major incident: each gets it once, whatever is sent twice or breaks half way."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from complaints.choices import UNFINISHED, Audience, EventKind, Status
from complaints.major.answering import BROKE, LEFT, answer_line, answer_waiting, retry_refused, write_answer
from complaints.major.gathering import release
from complaints.major.reading import measure_progress
from complaints.models import Complaint, Event, IncidentAnswer, IncidentAnswerLine
from complaints.refusals import MissingField, NotAllowed
from complaints.tasks import answer_together
from complaints.tests.helpers import file_report, officer_of
from complaints.tests.incidents import make_incident, manager
from dispatch.models import Delivery
from jepara_tanggap.clock import name_now

pytestmark = pytest.mark.django_db

WORDS = "Air mulai surut. Petugas masih di lokasi."


def answers_on(report: Complaint) -> list[str]:
    return list(report.events.filter(kind=EventKind.ANSWER).values_list("text", flat=True))


def write(incident, **more) -> IncidentAnswer:
    return write_answer(**{"incident_id": incident.pk, "actor": manager(), "token": uuid4(), "text": WORDS} | more)


def test_each_report_gets_the_answer_on_its_own_ticket_and_keeps_its_state():
    reports = [file_report("D-BENCANA"), file_report("N-PJU")]
    before = list(Complaint.objects.order_by("pk").values_list("status", flat=True))
    answer = write(make_incident(reports))
    # The page that was sent has nothing to wait for.
    assert [answers_on(report) for report in reports] == [[], []]
    assert answer_waiting() == 2
    assert [answers_on(report) for report in reports] == [[WORDS], [WORDS]]
    assert list(Complaint.objects.order_by("pk").values_list("status", flat=True)) == before
    line = reports[0].events.get(kind=EventKind.ANSWER)
    assert (line.audience, line.actor_name, line.user) == (Audience.REPORTER, "Dispatcher", manager().user)
    answer.refresh_from_db()
    assert (answer.completed_at is not None, answer.lease_until) == (True, None)


def test_the_usual_messages_go_out_once_for_each():
    lamp, flood = file_report("N-PJU"), file_report("D-BENCANA")
    Delivery.objects.all().delete()
    write(make_incident([lamp, flood]))
    answer_waiting()
    answer_waiting()
    # Wadul Bupati hears of the routine one, as of every answer; of an emergency it never does.
    assert list(Delivery.objects.values_list("channel", "subject")) == [("wadul", f"complaint:{lamp.number}")]


def test_the_same_form_sent_twice_answers_once():
    report = file_report()
    incident, token = make_incident([report]), uuid4()
    first, again = write(incident, token=token), write(incident, token=token, text="Lain lagi")
    assert first == again
    answer_waiting()
    assert answers_on(report) == [WORDS]


def test_an_answer_may_go_only_to_those_whose_report_is_not_finished():
    done, running = file_report(), file_report()
    incident = make_incident([done, running])
    Complaint.objects.filter(pk=done.pk).update(status=Status.RESOLVED)
    assert Status.RESOLVED not in UNFINISHED
    write(incident, only_unfinished=True)
    answer_waiting()
    assert (answers_on(done), answers_on(running)) == ([], [WORDS])


@pytest.mark.parametrize("text", ["", "   \n "])
def test_an_answer_without_words_is_refused(text):
    incident = make_incident([file_report()])
    with pytest.raises(MissingField):
        write(incident, text=text)
    assert not IncidentAnswer.objects.exists()


def test_an_incident_without_reports_has_nobody_to_answer():
    incident = make_incident()
    with pytest.raises(MissingField):
        write(incident)


def test_others_answer_nobody():
    report = file_report()
    incident = make_incident([report])
    with pytest.raises(NotAllowed):
        write(incident, actor=officer_of(report))


def test_a_worker_that_runs_out_of_time_leaves_the_rest_to_the_next_turn():
    reports = [file_report() for _ in range(3)]
    answer = write(make_incident(reports))
    assert answer_waiting(seconds=0) == 0
    lines = list(answer.lines.order_by("pk"))
    assert answer_line(answer=answer, line=lines[0], actor=manager())
    assert measure_progress(answer=answer, user=manager().user).done == 1
    assert answer_together() == 2
    assert [answers_on(report) for report in reports] == [[WORDS]] * 3


def test_a_line_that_was_done_is_not_done_again():
    report = file_report()
    answer = write(make_incident([report]))
    line = answer.lines.get()
    assert answer_line(answer=answer, line=line, actor=manager())
    # As a worker that read the line before the other one took it.
    assert not answer_line(answer=answer, line=line, actor=manager())
    assert answers_on(report) == [WORDS]


def test_a_lease_that_ran_out_is_taken_by_the_next_and_one_that_stands_is_not():
    report = file_report()
    answer = write(make_incident([report]))
    rows = IncidentAnswer.objects.filter(pk=answer.pk)
    rows.update(lease_until=name_now() + timedelta(seconds=20))
    assert answer_waiting() == 0
    rows.update(lease_until=name_now() - timedelta(seconds=1))
    assert answer_waiting() == 1


def test_a_report_that_was_let_go_meanwhile_gets_no_answer_and_says_why():
    kept, gone = file_report(), file_report()
    incident = make_incident([kept, gone])
    answer = write(incident)
    release(incident_id=incident.pk, complaint_ids=[gone.pk], actor=manager())
    answer_waiting()
    assert (answers_on(kept), answers_on(gone)) == ([WORDS], [])
    assert answer.lines.get(complaint=gone).problem == LEFT
    progress = measure_progress(answer=answer, user=manager().user)
    assert (progress.total, progress.answered, progress.refused, progress.is_over) == (2, 1, 1, True)
    # It was let go on purpose: nothing to try again.
    assert retry_refused(answer_id=answer.pk, actor=manager()) == 0


def test_what_could_not_be_said_in_the_name_of_somebody_who_left_is_said_in_anothers():
    report = file_report()
    leaver = manager("pergi")
    answer = write(make_incident([report]), actor=leaver)
    User.objects.filter(pk=leaver.user.pk).update(is_active=False)
    answer_waiting()
    assert answers_on(report) == []
    assert answer.lines.get().problem == "Laporan ini tidak dapat Anda ubah."
    boss = manager("koordinator", Role.COORDINATOR, is_staff=True)
    assert retry_refused(answer_id=answer.pk, actor=boss) == 1
    answer_waiting()
    assert answers_on(report) == [WORDS]
    assert retry_refused(answer_id=answer.pk, actor=boss) == 0


def test_a_ticket_that_cannot_be_written_keeps_no_other_from_its_answer_and_is_tried_again():
    broken, sound = file_report(), file_report()
    answer = write(make_incident([broken, sound]))
    with connection.cursor() as cursor:
        # As if its key were gone.
        cursor.execute("UPDATE complaints_complaint SET landmark = 'rusak' WHERE id = %s", [broken.pk])
    assert answer_waiting() == 2
    assert answers_on(sound) == [WORDS]
    assert answer.lines.get(complaint=broken).problem == BROKE
    Complaint.objects.filter(pk=broken.pk).update(landmark="")
    assert retry_refused(answer_id=answer.pk, actor=manager()) == 1
    answer_waiting()
    assert answers_on(broken) == [WORDS]


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_answer_everybody_once():
    reports = [file_report() for _ in range(16)]
    answer = write(make_incident(reports))
    lines = list(answer.lines.order_by("pk"))

    def work() -> None:
        try:
            # Past the lease, as if it had run out under each of them: the line itself decides.
            for line in lines:
                answer_line(answer=answer, line=line, actor=manager())
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Event.objects.filter(kind=EventKind.ANSWER).count() == len(reports)
    assert IncidentAnswerLine.objects.filter(event=None).count() == 0


def test_saying_it_costs_as_many_statements_for_each_however_many_wait(django_assert_max_num_queries):
    def count(reports: int) -> int:
        write(make_incident([file_report("D-BENCANA") for _ in range(reports)]))
        with CaptureQueriesContext(connection) as captured:
            answer_waiting()
        return len(captured)

    few = count(2)
    assert count(12) - few <= 10 * 13
