"""One-time passwords: made by the server, read once by the admin, changed at the first sign-in."""

from __future__ import annotations

import secrets

# Without signs that look alike on paper or over the telephone: 0 o, 1 l i.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 4, 4


def one_time_password() -> str:
    """16 random signs in groups of four, such as `k7mp-x2ra-9dqe-h4tw`: 79 bits."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)
