"""A clock that moves when it is told to."""

from datetime import timedelta


class Clock:
    """Calling it gives its `time`."""

    def __init__(self, time):
        self.time = time

    def __call__(self):
        return self.time

    def forward(self, seconds):
        self.time += timedelta(seconds=seconds)
