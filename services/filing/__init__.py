"""A report comes in: what is known, what is decided, what is stored."""
