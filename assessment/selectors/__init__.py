"""Reads: actor first, starting from policies.visible_*; frozen dataclasses or querysets out."""
