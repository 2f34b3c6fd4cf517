"""A day of the 112 room in half a minute: no call is lost, and the statistics say what the exchange sent.

The same script as `make bench-day`, which holds the ten-minute day to times; these few seconds hold it to none.
"""

from __future__ import annotations

from bench.day import play_day, prepare_day
from tests_faults.harness import Stack
from tests_faults.servers import create_database

CALLS = 60
SECONDS = 90.0
SPEED = 3.0
# Of these sixty calls some are of every kind.
SEED = 15


def test_a_day_of_the_room_in_half_a_minute(stack, tmp_path):
    # Staff and calls of a database of its own: other tests begin without them.
    room = Stack(tmp_path, stack.postgres, stack.redis, create_database(stack.postgres, "day", template="jepara"))
    try:
        # Where the static files were collected.
        room.environment["JT_DATA_DIR"] = stack.environment["JT_DATA_DIR"]
        prepare_day(room)
        room.start_all(web=True)
        day = play_day(room, calls=CALLS, seconds=SECONDS, speed=SPEED, seed=SEED)
    finally:
        room.stop()
        room.provider.shutdown()
    day.print_all()
    assert day.is_whole
    assert day.sent.total() == CALLS
    assert all(day.sent[kind] for kind in ("prank", "ghost", "information", "genuine", "abandoned")), day.sent
    assert day.emergencies == day.sent["genuine"]
