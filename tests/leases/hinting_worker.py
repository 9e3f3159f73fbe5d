"""Says when it is hinted, and hints another: `python -m tests.leases.hinting_worker [WORKER]`."""

from __future__ import annotations

import os
import sys
import threading
import time
from itertools import count

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "livechat.settings")
django.setup()

from chat.leases import hints  # noqa: E402
from chat.leases.worker import worker_id  # noqa: E402

EACH_S = 0.2
LATE_S = 0.1

wakes = count(1)
hints.listen(lambda: print(f"woken {next(wakes)}.", flush=True))
print(f"worker {worker_id()}", flush=True)
while True:
    for worker in sys.argv[1:]:
        began = time.monotonic()
        hints.hint(worker)
        if time.monotonic() - began > LATE_S:
            print("late", flush=True)
    threading.Event().wait(EACH_S)
