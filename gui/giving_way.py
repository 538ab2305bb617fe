"""How the threads of the program share few cores: the window goes first.

The engine keeps every core busy for seconds, with threads of its own. A frame of the window that
has to wait for one of them stutters, although it needs but a few milliseconds.
"""

from __future__ import annotations

import logging
import os
import sys
import threading

NICENESS = 8
SWITCH_INTERVAL_S = 0.001
log = logging.getLogger(__name__)


def give_way() -> None:
    """Let the window's thread go before the one that calls this, and before all that it starts.

    To be called first thing in a thread that works in the background. On systems other than Linux,
    where a priority belongs to the whole process, only Python's lock is handed over sooner.
    """
    # The window waits this long for the lock every time that it comes back from drawing.
    sys.setswitchinterval(min(sys.getswitchinterval(), SWITCH_INTERVAL_S))
    if not sys.platform.startswith("linux"):
        return
    thread = threading.get_native_id()
    try:
        niceness = os.getpriority(os.PRIO_PROCESS, thread)
        os.setpriority(os.PRIO_PROCESS, thread, max(niceness, NICENESS))
    except OSError as error:  # forbidden in some containers; it works all the same
        log.info("The priority of a thread could not be lowered: %s", error)
