"""A process that has this on its path believes in a clock that is `CLOCK_OFF` seconds wrong."""

import os
from datetime import UTC, datetime, timedelta

from time_machine import travel

away = timedelta(seconds=int(os.environ["CLOCK_OFF"]))
travel(datetime.now(UTC) + away, tick=True).start()
