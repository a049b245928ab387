"""Writes: keyword-only, atomic, by=actor. The only code that saves."""
