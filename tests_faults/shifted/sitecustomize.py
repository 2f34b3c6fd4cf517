"""Python imports this by itself at its start: the process lives TEST_CLOCK_MINUTES ahead of this machine."""

import os
from datetime import UTC, datetime, timedelta

import time_machine

_ahead = timedelta(minutes=float(os.environ["TEST_CLOCK_MINUTES"]))
time_machine.travel(datetime.now(UTC) + _ahead, tick=True).start()
