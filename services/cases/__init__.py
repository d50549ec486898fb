"""A case and its reports: who may see it, how it changes, and what a receipt shows of it."""
