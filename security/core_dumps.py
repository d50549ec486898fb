"""No memory of a process goes to a disk: neither when it crashes, nor because another process of its user looks in."""

from __future__ import annotations

import ctypes
import resource
import sys
from typing import Final

_GET_DUMPABLE: Final = 3
_SET_DUMPABLE: Final = 4


def leave_no_core() -> None:
    """No core dump of this process or of those it starts; on Linux nobody but root may attach to it (prctl(2))."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_SET_DUMPABLE, *map(ctypes.c_ulong, (0, 0, 0, 0)))


def may_leave_core() -> bool:
    """Whether a crash of this process could be written down."""
    is_dumpable = sys.platform != "linux" or ctypes.CDLL(None).prctl(_GET_DUMPABLE, 0, 0, 0, 0) != 0
    return is_dumpable or resource.getrlimit(resource.RLIMIT_CORE) != (0, 0)
