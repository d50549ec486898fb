"""The ways a push can leave: a push service, or the log of an installation without one."""
