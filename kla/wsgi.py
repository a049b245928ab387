"""The entry point of WSGI servers; a wrong environment ends the start with one line."""

from __future__ import annotations

import os
import sys

from django.core.wsgi import get_wsgi_application

from kla.env import EnvError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kla.settings")

try:
    application = get_wsgi_application()
except EnvError as error:
    sys.stderr.write(f"{error}\n")
    raise SystemExit(2) from None
