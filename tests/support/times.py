"""How many times longer than in `make test` the tests go on that draw their moments or inputs by chance."""

import os

TIMES = int(os.environ.get("TEST_TIMES", "1"))
