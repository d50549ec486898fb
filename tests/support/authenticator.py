"""An authenticator app for scripts: `python authenticator.py FILE OTPAUTH_URI` prints a code, each time a new one.

FILE remembers the last one; it waits only when the service would not take the next one yet.
"""

import sys
import time
from base64 import b32decode
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

sys.path.insert(0, str(Path(__file__).parents[2]))

from security.totp import code_at, step_at


def next_code(memory, otpauth_uri):
    """A code that was not given before, as soon as it is taken."""
    seed = b32decode(parse_qs(urlsplit(otpauth_uri).query)["secret"][0])
    last = int(memory.read_text()) if memory.exists() else 0
    step = max(last + 1, step_at(datetime.now(UTC)) - 1)
    while step > step_at(datetime.now(UTC)):
        time.sleep(0.5)
    memory.write_text(str(step))
    return code_at(seed, step)


if __name__ == "__main__":
    sys.stdout.write(next_code(Path(sys.argv[1]), sys.argv[2]))
