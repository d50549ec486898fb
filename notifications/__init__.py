"""Telling reporters that there is news: the outbox, what a push says, where it goes, and the relay that sends it."""
