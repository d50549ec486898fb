"""Who somebody of staff is, where they belong, and which keys they reach."""
