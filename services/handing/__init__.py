"""Where a case goes: to another office, up, down, aside, back, or into another case."""
