"""Whoever reads what strangers send: a name, the module of this folder that has it, and how often it is tried.

A new target is a function of bytes in one of the modules, its first inputs in SEEDS there, and a line here.
"""

from importlib import import_module

TARGETS = {
    "receipt": ("texts", 20_000),
    "idempotency_key": ("texts", 5_000),
    "envelope": ("texts", 20_000),
    "stream": ("texts", 10_000),
    "cursor": ("texts", 20_000),
    "tus_headers": ("texts", 10_000),
    "endpoint": ("texts", 10_000),
    "browser_keys": ("texts", 10_000),
    "proof_of_work": ("texts", 10_000),
    "image": ("files", 2_000),
    "pdf": ("files", 500),
    "audio": ("files", 200),
    "webauthn": ("ceremonies", 3_000),
    "csv": ("data", 3_000),
    "yaml": ("data", 1_000),
}


def found(name):
    """The function, and its first inputs."""
    module = import_module(f"tests.fuzz.{TARGETS[name][0]}")
    return getattr(module, name), module.SEEDS[name]
