"""The Python drivers' side of the line protocol; see line.ts and ../reports.ts."""

import json
import os
import sys
import threading

#: Every intent that Discord documents.
ALL_INTENTS = 53_608_447

#: Settings that the runner gave this driver.
settings = json.loads(sys.argv[1])


def report(kind, **fields):
    """Writes one report."""
    sys.stdout.write(json.dumps({"kind": kind, **fields}) + "\n")
    sys.stdout.flush()


def event(name, text):
    """Reports an event; `text` names what it is about."""
    report("event", name=name, text=str(text))


def read_commands(loop, handle):
    """Calls `handle` on the loop for each command, from a thread: a pipe cannot be polled everywhere.

    The process ends with its input, so it never outlives the runner.
    """

    def read():
        for line in sys.stdin:
            loop.call_soon_threadsafe(handle, json.loads(line))
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
