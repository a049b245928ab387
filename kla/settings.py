"""The one settings file; what differs between machines comes from the environment (kla/env.py)."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

from kla import env

BASE_DIR = Path(__file__).resolve().parent.parent

# True only inside the pytest process itself: programs that a test starts see the real settings.
TESTING = "pytest" in sys.modules
ENV = env.read({**os.environ, "DEBUG": "1"} if TESTING else os.environ, BASE_DIR)

DEBUG = ENV.debug
DEMO = ENV.demo
# Known to everybody: the accounts that seed_demo makes are shown on the log-in page.
DEMO_PASSWORD = "layakanak-demo-2026"  # noqa: S105 - no secret
SECRET_KEY = ENV.secret_key
ALLOWED_HOSTS = list(ENV.allowed_hosts)
BASE_URL = ENV.base_url
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL else []
# Behind a proxy that sets X-Real-IP itself; otherwise anybody could write that header.
TRUSTED_PROXY = ENV.trusted_proxy

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "agencies",
    "assessment",
]

MIDDLEWARE = [
    # Outermost: the instant that counts for a deadline is taken before the body is read.
    "agencies.middleware.ArrivalMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "kla.middleware.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kla.middleware.CompressPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "agencies.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "kla.urls"
WSGI_APPLICATION = "kla.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "agencies.User"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "assessment.context.shell",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Databases. WAL of SQLite before 3.51.3 can lose a commit; there the rollback journal is used.
SQLITE_JOURNAL = "WAL" if sqlite3.sqlite_version_info >= (3, 51, 3) else "DELETE"
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": ENV.database.name,
    "OPTIONS": {
        # Deferred transactions that read and then write lose work under concurrency.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            f"PRAGMA journal_mode={SQLITE_JOURNAL};"
            "PRAGMA synchronous=FULL;"
            "PRAGMA foreign_keys=ON;"
            "PRAGMA recursive_triggers=ON;"
        ),
    },
}
POSTGRES = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": ENV.database.name,
    "USER": ENV.database.user,
    "PASSWORD": ENV.database.password,
    "HOST": ENV.database.host,
    "PORT": ENV.database.port or "",
    "CONN_MAX_AGE": 600,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {
        "connect_timeout": 10,
        "options": (
            "-c statement_timeout=30000 -c lock_timeout=10000"
            " -c idle_in_transaction_session_timeout=60000"
        ),
        **({"sslmode": ENV.database.sslmode} if ENV.database.sslmode else {}),
    },
}
DATABASES = {"default": SQLITE if ENV.database.is_sqlite else POSTGRES}
if ENV.test_database_name:
    DATABASES["default"]["TEST"] = {"NAME": ENV.test_database_name}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": ENV.cache_url,
    }
    if ENV.cache_url
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# Language and time: one language; instants in UTC, shown in the zone of the city.
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Indonesia")]
USE_I18N = True
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "UTC"
USE_TZ = True

# People and sessions.
AUTHENTICATION_BACKENDS = ["agencies.backends.ScopeBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = ENV.https
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = ENV.https
CSRF_FAILURE_VIEW = "kla.errors.csrf_failure"

# Transport. HTTPS is on unless DEBUG; HTTPS=0 is for a test server without a certificate.
SECURE_SSL_REDIRECT = ENV.https
SECURE_REDIRECT_EXEMPT = [r"^sehat/?$", r"^siap/?$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.https else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if ENV.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENV.https
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    "security.W021",  # the preload list is for the owner of the whole domain to ask for
]

# Uploads. Files go to disk at once, on the file system where they will stay.
MEDIA_ROOT = ENV.media_root
FILE_UPLOAD_TEMP_DIR = MEDIA_ROOT / "tmp"
try:
    FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise env.EnvError("MEDIA_ROOT", "folder tidak dapat dibuat atau ditulisi") from error
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 25
EVIDENCE_MAX_BYTES = 25 * 1024 * 1024
CLAMD_URL = ENV.clamd_url

# Static files: whitenoise serves what collectstatic built; unbuilt, DEBUG finds the sources.
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_IS_BUILT = (STATIC_ROOT / "staticfiles.json").is_file() and not TESTING
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG and not STATIC_IS_BUILT
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}

# Mail: printed on the console until EMAIL_URL names a server.
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if ENV.mail.host else 'console'}.EmailBackend"
EMAIL_HOST = ENV.mail.host or "localhost"
EMAIL_PORT = ENV.mail.port
EMAIL_HOST_USER = ENV.mail.user
EMAIL_HOST_PASSWORD = ENV.mail.password
EMAIL_USE_SSL = ENV.mail.use_ssl
EMAIL_USE_TLS = ENV.mail.use_starttls
EMAIL_TIMEOUT = 10

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": ENV.log_level},
    "loggers": {
        # Without the handlers of Django, which mail tracebacks and print twice under DEBUG.
        "django": {"handlers": [], "level": ENV.log_level, "propagate": True},
        # What was refused is no fault of the server: no trace for each 403 and 404.
        "django.request": {"level": "ERROR"},
        # SQL may hold answers and names: never below INFO, whatever LOG_LEVEL says.
        "django.db.backends": {"level": "INFO"},
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
    },
}
