"""Writes: keyword-only, atomic, by=actor. The only code of this app that saves."""
