"""Nobody acknowledges, and something breaks: each contact is alerted once per round, and none is missed.

The minutes between rounds are not waited for: a round is made due by setting its time, which stands in the row.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from tests_faults.duty import REACHED, open_duty
from tests_faults.harness import Figures, Stack
from tests_faults.provider import REPEAT_MARK
from tests_faults.waiting import wait_for

EMERGENCIES = 6
ROUND = re.compile(r"BELUM DITERIMA \((\d+)\)")
TICKET = re.compile(r"\b(\d{12})\b")
# Ticks of the clock of emergencies are 2 s apart, and one leaves what is due to the workers for a second.
RAISED_SECONDS = 15.0
SLOW = 1.5


@pytest.fixture
def on_duty(stack) -> Iterator[Stack]:
    with open_duty(stack):
        yield stack


def test_processes_killed_while_alerts_are_sent(on_duty):
    """First the worker and then the clock dies, each with alerts in its hands."""
    stack, start = on_duty, time.monotonic()
    stack.start_all()
    stack.provider.delay = SLOW
    numbers = stack.file(emergency=EMERGENCIES)
    kill_with_alerts_in_hand(stack, "emergency", number=0)
    stack.start_worker("emergency")
    wait_until_sent(stack)
    for number in (1, 2, 3, 4):
        stack.provider.delay = SLOW if number < 3 else 0.0
        make_due(stack, number)
        if number < 3:
            kill_with_alerts_in_hand(stack, "clock", number=number)
            stack.start_clock()
        wait_until_raised(stack, number)
    check_rounds(stack, numbers, start, "escalation, processes killed", may_repeat=True)
    assert any(marked for *_, marked in read_alerts(stack)), "nobody died with an alert in hand"


def test_broker_down_through_all_rounds(on_duty):
    stack, start = on_duty, time.monotonic()
    stack.start_all()
    numbers = stack.file(emergency=EMERGENCIES)
    wait_until_sent(stack)
    stack.redis.stop()
    numbers += stack.file(emergency=EMERGENCIES)
    run_rounds(stack)
    check_rounds(stack, numbers, start, "escalation, broker down")


def test_two_of_everything(on_duty):
    """Two beats, two clocks and two workers look at the same rows at the same times."""
    stack, start = on_duty, time.monotonic()
    stack.start_all()
    stack.start_beat(name="second beat")
    stack.start_clock(name="second clock")
    stack.start_worker("emergency", name="second")
    stack.wait_for_workers(4)
    numbers = stack.file(emergency=EMERGENCIES)
    run_rounds(stack)
    check_rounds(stack, numbers, start, "escalation, two of everything")


@pytest.mark.parametrize("minutes", [10, -10])
def test_clocks_of_machines_that_disagree(on_duty, minutes):
    """The machine of web and clock is wrong by ten minutes one way, that of worker and beat the other way.

    The provider is slow: a lease read by another machine's clock would have run out, and a second alert gone out.
    """
    stack, start = on_duty, time.monotonic()
    stack.start_worker("emergency", clock=-minutes)
    stack.start_beat(clock=-minutes)
    stack.start_clock(clock=minutes)
    stack.wait_for_workers(1)
    stack.provider.delay = 1.0
    numbers = stack.file(emergency=EMERGENCIES, clock=minutes)
    if minutes > 0:
        wait_for(lambda: count_too_far(stack) == 0, seconds=RAISED_SECONDS, what="first rounds brought back")
    run_rounds(stack)
    check_rounds(stack, numbers, start, f"escalation, clocks {minutes:+} and {-minutes:+} minutes")


@pytest.mark.parametrize("minutes", [10, -10])
def test_the_databases_clock_jumps(on_duty, minutes):
    """Moving every time in the rows is, for the product, the same as moving the database's clock the other way."""
    stack, start = on_duty, time.monotonic()
    stack.start_all()
    numbers = stack.file(emergency=EMERGENCIES)
    wait_until_sent(stack)
    move_clock(stack, minutes)
    if minutes > 0:
        # Ten minutes ahead all are due, and get one round and not two.
        wait_until_raised(stack, 1)
    else:
        wait_for(lambda: count_too_far(stack) == 0, seconds=RAISED_SECONDS, what="first rounds brought back")
        assert count_raised(stack, 1) == 0
    run_rounds(stack)
    check_rounds(stack, numbers, start, f"escalation, the database's clock {minutes:+} minutes")


def test_alerts_written_before_the_clock_went_back_are_sent(on_duty):
    """The provider is away and the broker too; then the clock goes back, and the tries lie ten minutes ahead."""
    stack, start = on_duty, time.monotonic()
    stack.redis.stop()
    stack.provider.refusals = 10_000
    numbers = stack.file(emergency=EMERGENCIES)
    wait_for(lambda: count_waiting(stack) == EMERGENCIES, seconds=20, what="tries in vain")
    move_clock(stack, -10)
    stack.provider.refusals = 0
    stack.start_clock()
    run_rounds(stack)
    check_rounds(stack, numbers, start, "escalation, alerts ten minutes ahead")


# --- making rounds due --------------------------------------------------------


def run_rounds(stack: Stack) -> None:
    """Make one round after the other due, and let each reach its people."""
    for number in REACHED:
        if number and count_raised(stack, number) == 0:
            make_due(stack, number)
        wait_until_raised(stack, number)


def make_due(stack: Stack, number: int) -> None:
    """Let the time of this round come for all that had the one before."""
    due = "UPDATE complaints_complaint SET escalate_at = clock_timestamp() WHERE escalation_round = %s RETURNING 1"
    assert stack.ask(due, number - 1), f"nothing had round {number - 1}"


def wait_until_raised(stack: Stack, number: int) -> None:
    """Wait until every emergency had this round and its alerts are out."""
    total = int(stack.ask("SELECT count(*) FROM complaints_complaint")[0][0])
    wait_for(lambda: count_raised(stack, number) == total, seconds=RAISED_SECONDS, what=f"round {number}")
    wait_until_sent(stack)


def wait_until_sent(stack: Stack) -> None:
    """Wait until no alert is open."""
    wait_for(lambda: stack.count_open(channel="alert") == 0, seconds=30, what="alerts out", every=0.1)


def kill_with_alerts_in_hand(stack: Stack, name: str, *, number: int) -> None:
    """Kill a process once the slow provider has got alerts of this round."""
    wait_for(
        lambda: sum(one[1] == number for one in read_alerts(stack).elements()) >= 2,
        seconds=RAISED_SECONDS, what=f"alerts of round {number} at the provider", every=0.005,
    )  # fmt: skip
    stack.kill(name)


def move_clock(stack: Stack, minutes: int) -> None:
    """Let the database's clock jump: every time that waits in a row comes so much nearer, or goes further away."""
    stack.ask(
        "UPDATE complaints_complaint SET escalate_at = escalate_at - make_interval(mins => %s) RETURNING 1", minutes
    )
    stack.ask(
        "UPDATE dispatch_delivery SET next_attempt_at = next_attempt_at - make_interval(mins => %s), "
        "lease_until = lease_until - make_interval(mins => %s) RETURNING 1",
        minutes, minutes,
    )  # fmt: skip


# --- what came of it ------------------------------------------------------------


def count_raised(stack: Stack, number: int) -> int:
    """Return how many emergencies had this round."""
    return int(stack.ask("SELECT count(*) FROM complaints_complaint WHERE escalation_round >= %s", number)[0][0])


def count_too_far(stack: Stack) -> int:
    """Return how many first rounds are further away than the five minutes they may be."""
    far = "SELECT count(*) FROM complaints_complaint WHERE escalate_at > clock_timestamp() + interval '5 minutes'"
    return int(stack.ask(far)[0][0])


def count_waiting(stack: Stack) -> int:
    """Return how many alerts to contacts were tried in vain and wait."""
    tried = "attempts > 0 AND state = 'pending' AND target LIKE 'contact:%%'"
    return int(stack.ask(f"SELECT count(*) FROM dispatch_delivery WHERE {tried}")[0][0])


def read_alerts(stack: Stack) -> Counter[tuple[str, int, str, bool]]:
    """Return how often (contact, round, ticket, whether marked as a repeat) came to the provider."""
    found: Counter[tuple[str, int, str, bool]] = Counter()
    for contact, title in list(stack.provider.alerts):
        number, ticket = ROUND.search(title), TICKET.search(title)
        assert ticket is not None, title
        found[contact, int(number[1]) if number else 0, ticket[1], title.startswith(REPEAT_MARK)] += 1
    return found


def check_rounds(stack: Stack, numbers: list[str], start: float, name: str, *, may_repeat: bool = False) -> None:
    """Hold the provider to one alert for each contact, round and ticket; a second one only says that it is one."""
    wanted = {(contact, number, ticket) for number in REACHED for contact in REACHED[number] for ticket in numbers}
    alerts = read_alerts(stack)
    arrived = {key[:3] for key in alerts}
    twice = sum(count - 1 for (*_, marked), count in alerts.items() if not marked)
    marked = sum(count for key, count in alerts.items() if key[3])
    figures = Figures(len(numbers), len(arrived), twice, len(wanted - arrived), time.monotonic() - start)
    figures.more |= {"alerts wanted": len(wanted), "marked repeats": marked}
    figures.print_line(name)
    assert arrived == wanted
    assert (figures.lost, figures.duplicated) == (0, 0)
    assert may_repeat or marked == 0
    inbox = stack.ask("SELECT count(*), count(DISTINCT key) FROM dispatch_inboxmessage")[0]
    events = stack.ask("SELECT count(*) FROM complaints_event WHERE kind = 'escalation'")[0][0]
    assert inbox[0] == inbox[1]
    assert events == len(numbers) * max(REACHED)
