"""What a cleaning process gives up before it looks at a file: network, other programs, writing, most of the machine.

Limits of the kernel bound time, memory, open files and file sizes. On Linux a seccomp filter (seccomp(2)) makes system
calls fail that open sockets, start programs, touch other processes or change files; elsewhere the limits have to do.
"""

from __future__ import annotations

import ctypes
import platform
import resource
import struct
import sys
from collections.abc import Mapping
from typing import Final

MOST_OPEN_FILES: Final = 64
MIB: Final = 1 << 20

_SET_PARENT_DEATH_SIGNAL, _SET_DUMPABLE, _SET_SECCOMP, _SET_NO_NEW_PRIVILEGES = 1, 4, 22, 38
_FILTER, _KILL_SIGNAL = 2, 9
_ALLOW, _REFUSE, _UNKNOWN, _KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000  # EPERM, and ENOSYS
_LOAD, _EQUAL, _AT_LEAST, _ANY_OF, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT, _ARGUMENT_BYTES = 0, 4, 16, 8
_OTHER_ABI: Final = 0x40000000  # x32
_WRITING: Final = 0o1 | 0o2 | 0o100 | 0o1000 | 0o2000  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND

_THREAD: Final = 0x10000  # CLONE_THREAD: without it, a clone is another process

_UNKNOWN_CALLS: Final = (424, 425, 426, 427, 434, 435, 437, 438, 452)
"""pidfd_send_signal, io_uring (three), pidfd_open, clone3, openat2, pidfd_getfd, fchmodat2: as in an older kernel."""
_X86_64: Final = (
    *(29, 30, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 53, 54, 55, 288, 299, 307),  # shared memory, sockets
    *(57, 58, 59, 322, 62, 200, 101, 272, 308, 310, 311, 312),  # programs, signals, other processes
    *(76, 77, 82, 83, 84, 85, 86, 87, 88, 90, 91, 92, 93, 94, 132, 133, 188, 189, 190),  # files by name
    *(258, 259, 260, 261, 263, 264, 265, 266, 268, 280, 316, 304),
    *(155, 161, 165, 166, 240, 248, 249, 250, 298, 321, 323),  # mounts, queues, keys, kernel
)
_AARCH64: Final = (
    *(194, 196, 198, 199, 200, 201, 202, 203, 204, 205, 206, 207, 208, 209, 210, 211, 212, 242, 243, 269),
    *(221, 281, 129, 130, 117, 97, 268, 270, 271, 272),
    *(33, 34, 35, 36, 37, 38, 45, 46, 52, 53, 54, 55, 5, 6, 7, 88, 276, 265),
    *(39, 40, 41, 51, 180, 217, 218, 219, 241, 280, 282),
)
_MACHINES: Final[Mapping[str, tuple[int, tuple[int, ...], tuple[tuple[int, int], ...], int]]] = {
    "x86_64": (0xC000003E, _X86_64, ((2, 1), (257, 2)), 56),
    "aarch64": (0xC00000B7, _AARCH64, ((56, 2),), 220),
}
"""Machine → architecture, refused calls, calls that open a file with the place of their flags, and clone."""


class NoSandbox(Exception):
    """The kernel does not let the process give up what it must not have."""


def enter(*, memory_mb: int, cpu_s: int) -> None:
    """Give it all up, for good; NoSandbox when that cannot be had on Linux."""
    for limit, most in (
        (resource.RLIMIT_CORE, 0),  # a core dump would be clear bytes on the disk
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, MOST_OPEN_FILES),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_AS, memory_mb * MIB),
    ):
        _, hard = resource.getrlimit(limit)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (bound, bound))
    if sys.platform == "linux":
        _give_up_calls()


def _give_up_calls() -> None:
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        raise NoSandbox(platform.machine())
    program = _program(*machine)
    code = ctypes.create_string_buffer(program)
    described = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code)))
    _prctl(_SET_PARENT_DEATH_SIGNAL, _KILL_SIGNAL)
    _prctl(_SET_DUMPABLE, 0)
    _prctl(_SET_NO_NEW_PRIVILEGES, 1)
    _prctl(_SET_SECCOMP, _FILTER, ctypes.addressof(described))


def _prctl(option: int, *arguments: int) -> None:
    given = [ctypes.c_ulong(argument) for argument in (*arguments, 0, 0, 0, 0)[:4]]
    if ctypes.CDLL(None, use_errno=True).prctl(option, *given):
        raise NoSandbox(f"prctl {option}: errno {ctypes.get_errno()}")


def _program(architecture: int, refused: tuple[int, ...], opening: tuple[tuple[int, int], ...], clone: int) -> bytes:
    """The filter (BPF): each test goes on to the next unless it decides."""
    steps = [_step(_LOAD, _ARCHITECTURE_AT), _step(_EQUAL, architecture, yes=1), _step(_RETURN, _KILL)]
    steps += [_step(_LOAD, _NUMBER_AT), _step(_AT_LEAST, _OTHER_ABI, no=1), _step(_RETURN, _REFUSE)]
    for number, answer in (*((each, _REFUSE) for each in refused), *((each, _UNKNOWN) for each in _UNKNOWN_CALLS)):
        steps += [_step(_EQUAL, number, no=1), _step(_RETURN, answer)]
    for number, argument in opening:
        steps += _by_flags(number, argument, _WRITING, with_them=_REFUSE, without=_ALLOW)
    steps += _by_flags(clone, 0, _THREAD, with_them=_ALLOW, without=_REFUSE)
    return b"".join((*steps, _step(_RETURN, _ALLOW)))


def _by_flags(number: int, argument: int, flags: int, *, with_them: int, without: int) -> list[bytes]:
    """A call that is decided by whether an argument has any of these flags."""
    return [
        _step(_EQUAL, number, no=4),
        _step(_LOAD, _ARGUMENTS_AT + argument * _ARGUMENT_BYTES),
        _step(_ANY_OF, flags, no=1),
        _step(_RETURN, with_them),
        _step(_RETURN, without),
    ]


def _step(code: int, value: int, *, yes: int = 0, no: int = 0) -> bytes:
    """One instruction; `yes` and `no` are how many to skip."""
    return struct.pack("HBBI", code, yes, no, value)
