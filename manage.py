#!/usr/bin/env python
"""The command line of the project; a wrong environment ends it with one line and exit code 2."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

from kla.env import EnvError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kla.settings")
    try:
        execute_from_command_line(sys.argv)
    except EnvError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
