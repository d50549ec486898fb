"""The national policy, read once for all tests that only look at it."""

import policy

NATIONAL = policy.load()
