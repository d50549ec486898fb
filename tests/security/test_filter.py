"""E2: the filter of system calls decides as it is meant to, tried by following its instructions (BPF)."""

import ctypes
import platform
import resource
import struct
import sys

import pytest

from security.evidence import sandbox
from security.evidence.sandbox import NoSandbox

X86_64, AARCH64 = 0xC000003E, 0xC00000B7
ALLOW, REFUSE, UNKNOWN, KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
READ_ONLY, WRITE_ONLY, READ_WRITE, CREATE, APPEND = 0, 1, 2, 0o100, 0o2000


def decided(machine, number, *arguments, architecture=None):
    """What the filter of a machine answers to a call."""
    known, *_ = sandbox._MACHINES[machine]
    data = struct.pack("IIQ6Q", number, architecture or known, 0, *(*arguments, 0, 0, 0, 0, 0, 0)[:6])
    program = [*struct.iter_unpack("HBBI", sandbox._program(*sandbox._MACHINES[machine]))]
    held, at = 0, 0
    while True:
        code, yes, no, value = program[at]
        if code == 0x06:
            return value
        if code == 0x20:
            held = int.from_bytes(data[value : value + 4], "little")
            taken = 0
        else:
            is_met = {0x15: held == value, 0x35: held >= value, 0x45: bool(held & value)}[code]
            taken = yes if is_met else no
        at += 1 + taken


@pytest.mark.promise("E2", "in part")
@pytest.mark.parametrize(
    ("number", "arguments", "answer"),
    [
        (0, (), ALLOW),  # read
        (9, (), ALLOW),  # mmap
        (41, (), REFUSE),  # socket
        (57, (), REFUSE),  # fork
        (59, (), REFUSE),  # execve
        (62, (), REFUSE),  # kill
        (87, (), REFUSE),  # unlink
        (435, (), UNKNOWN),  # clone3
        (437, (), UNKNOWN),  # openat2
        (2, (0, READ_ONLY), ALLOW),
        (2, (0, WRITE_ONLY), REFUSE),
        (257, (0, 0, READ_ONLY), ALLOW),
        (257, (0, 0, READ_WRITE), REFUSE),
        (257, (0, 0, CREATE), REFUSE),
        (257, (0, 0, APPEND), REFUSE),
        (56, (0x10000,), ALLOW),  # a thread
        (56, (0x11,), REFUSE),  # another process
        (0x40000000, (), REFUSE),  # x32
    ],
)
def test_each_call_is_decided_as_it_is_meant(number, arguments, answer):
    assert decided("x86_64", number, *arguments) == answer


@pytest.mark.promise("E2", "in part")
@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_calls_of_another_kind_of_machine_end_the_process(machine):
    for architecture in {X86_64, AARCH64, 0x40000003} - {sandbox._MACHINES[machine][0]}:
        assert decided(machine, 0, architecture=architecture) == KILL


@pytest.mark.promise("E2", "in part")
def test_on_arm_files_are_opened_for_reading_and_threads_started():
    assert decided("aarch64", 56, 0, 0, READ_ONLY) == ALLOW
    assert decided("aarch64", 56, 0, 0, WRITE_ONLY) == REFUSE
    assert decided("aarch64", 220, 0x10000) == ALLOW
    assert decided("aarch64", 220, 0x11) == REFUSE
    assert decided("aarch64", 198) == REFUSE  # socket


class Kernel:
    """Takes what is asked of it, and remembers."""

    def __init__(self, *, refuses=()):
        self.limits, self.options, self.refuses = {}, [], refuses

    def setrlimit(self, limit, bounds):
        self.limits[limit] = bounds

    def prctl(self, option, *_):
        self.options.append(option)
        return -1 if option in self.refuses else 0


@pytest.fixture
def kernel(monkeypatch):
    kernel = Kernel()
    monkeypatch.setattr(resource, "setrlimit", kernel.setrlimit)
    monkeypatch.setattr(resource, "getrlimit", lambda limit: (7, 7 if limit == resource.RLIMIT_CPU else -1))
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: kernel)
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(sys, "platform", "linux")
    return kernel


@pytest.mark.promise("E2", "in part")
def test_every_limit_is_set_for_good_and_never_above_what_is_allowed(kernel):
    sandbox.enter(memory_mb=512, cpu_s=20)
    assert kernel.limits == {
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_NOFILE: (64, 64),
        resource.RLIMIT_CPU: (7, 7),
        resource.RLIMIT_AS: (512 << 20, 512 << 20),
    }
    assert kernel.options == [1, 4, 38, 22]  # ends with its parent, is not looked into, gains nothing, is filtered


@pytest.mark.promise("E2", "in part")
def test_without_a_filter_nothing_is_cleaned(kernel, monkeypatch):
    kernel.refuses = {22}
    with pytest.raises(NoSandbox, match="prctl 22"):
        sandbox.enter(memory_mb=512, cpu_s=20)
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(NoSandbox, match="riscv64"):
        sandbox.enter(memory_mb=512, cpu_s=20)


def test_elsewhere_the_limits_have_to_do(kernel, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    sandbox.enter(memory_mb=512, cpu_s=20)
    assert len(kernel.limits) == 5
    assert kernel.options == []
