"""The Python drivers' side of the line protocol; see line.mjs and ../reports.ts."""

import json
import os
import sys
import threading

#: All intents that Discord documents.
ALL_INTENTS = 53_608_447

#: Settings from the runner.
settings = json.loads(sys.argv[1])


def report(kind, **fields):
    """Writes one report."""
    sys.stdout.write(json.dumps({"kind": kind, **fields}) + "\n")
    sys.stdout.flush()


def event(name, text):
    """Reports an event; `text` identifies its subject."""
    report("event", name=name, text=str(text))


def read_commands(loop, handle):
    """Calls `handle` on the loop for each command about voice, and obeys the others.

    Reads in a thread, because some systems cannot poll a pipe. The process exits when its input ends, so it never outlives
    the runner.
    """

    def obey(command):
        if command["do"] == "sleep":
            loop.call_later(command["milliseconds"] / 1000, report, "slept")
        else:
            handle(command)

    def read():
        for line in sys.stdin:
            loop.call_soon_threadsafe(obey, json.loads(line))
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
