"""The audit log: what staff did, who reads it, and how it is told that nobody changed it (ADR 24)."""
