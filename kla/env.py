"""Reads the environment into typed values; a wrong one raises an EnvError of one line.

Knows nothing of Django. Values that may hold passwords are never repeated in a message.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
DEBUG_SECRET_KEY = "debug-only-key-never-used-outside-a-developer-machine"  # noqa: S105 - refused unless DEBUG
HOST_PATTERN = re.compile(r"\*|\.?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")


class EnvError(Exception):
    """A variable of the environment is wrong; the text is one line that begins with its name."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name


@dataclass(frozen=True)
class Database:
    """Where the rows live; `options` are driver options taken from the query of the address."""

    is_sqlite: bool
    name: str
    user: str = ""
    password: str = field(default="", repr=False)
    host: str = ""
    port: int | None = None
    sslmode: str = ""


@dataclass(frozen=True)
class Mail:
    """The SMTP server; an empty host means that messages are printed on the console."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    use_ssl: bool = False
    use_starttls: bool = False


@dataclass(frozen=True)
class Environment:
    """Everything the settings take from outside."""

    debug: bool
    demo: bool
    https: bool
    secret_key: str = field(repr=False)
    allowed_hosts: tuple[str, ...]
    database: Database
    test_database_name: str
    media_root: Path
    mail: Mail = field(repr=False)
    clamd_url: str
    cache_url: str = field(repr=False)
    base_url: str
    trusted_proxy: bool
    log_level: str


def read(environ: Mapping[str, str], base_dir: Path) -> Environment:
    """All variables at once; `base_dir` is the folder of manage.py."""
    debug = read_bool(environ, "DEBUG", default=False)
    refuse_storage_url(environ)
    return Environment(
        debug=debug,
        demo=read_bool(environ, "DEMO", default=debug),
        https=read_bool(environ, "HTTPS", default=not debug),
        secret_key=read_secret_key(environ, debug=debug),
        allowed_hosts=read_hosts(environ, "ALLOWED_HOSTS"),
        database=read_database(environ, "DATABASE_URL", base_dir / "db.sqlite3"),
        test_database_name=read_text(environ, "TEST_DATABASE_NAME"),
        media_root=read_folder(environ, "MEDIA_ROOT", base_dir / "media"),
        mail=read_mail(environ, "EMAIL_URL"),
        clamd_url=read_clamd_url(environ, "CLAMD_URL"),
        cache_url=read_cache_url(environ, "CACHE_URL"),
        base_url=read_base_url(environ, "BASE_URL"),
        trusted_proxy=read_bool(environ, "TRUSTED_PROXY", default=False),
        log_level=read_choice(environ, "LOG_LEVEL", LOG_LEVELS, default="INFO"),
    )


def read_text(environ: Mapping[str, str], name: str, default: str = "") -> str:
    """The trimmed value; an empty one counts as not set, as compose files write it."""
    value = environ.get(name, "").strip()
    if "\x00" in value or "\n" in value:
        raise EnvError(name, "tidak boleh berisi baris baru atau karakter NUL")
    return value or default


def read_bool(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = read_text(environ, name).lower()
    if not value:
        return default
    if value in TRUE_WORDS:
        return True
    if value in FALSE_WORDS:
        return False
    raise EnvError(name, "harus salah satu dari 1, true, yes, on atau 0, false, no, off")


def read_choice(
    environ: Mapping[str, str], name: str, choices: tuple[str, ...], default: str
) -> str:
    value = read_text(environ, name, default).upper()
    if value not in choices:
        raise EnvError(name, "harus salah satu dari " + ", ".join(choices))
    return value


def read_list(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    parts = (part.strip() for part in read_text(environ, name).split(","))
    return tuple(part for part in parts if part)


def read_hosts(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    hosts = read_list(environ, name)
    if not all(HOST_PATTERN.fullmatch(host) for host in hosts):
        raise EnvError(name, "harus nama host dipisah koma, tanpa http:// dan tanpa port")
    return hosts


def read_secret_key(environ: Mapping[str, str], *, debug: bool) -> str:
    value = read_text(environ, "SECRET_KEY", DEBUG_SECRET_KEY if debug else "")
    if not value:
        raise EnvError("SECRET_KEY", "wajib diisi bila DEBUG tidak menyala")
    if value == DEBUG_SECRET_KEY and not debug:
        raise EnvError("SECRET_KEY", "kunci contoh hanya boleh dipakai bila DEBUG menyala")
    return value


def read_folder(environ: Mapping[str, str], name: str, default: Path) -> Path:
    """An absolute folder; it need not exist yet."""
    path = Path(read_text(environ, name, str(default)))
    if not path.is_absolute():
        raise EnvError(name, "harus jalur absolut, misalnya /srv/kla/media")
    if path.exists() and not path.is_dir():
        raise EnvError(name, "harus folder, bukan berkas")
    return path


def read_database(environ: Mapping[str, str], name: str, default: Path) -> Database:
    value = read_text(environ, name)
    if not value:
        return Database(is_sqlite=True, name=str(default))
    scheme = value.partition("://")[0]
    if scheme == "sqlite":
        return _sqlite(name, value)
    if scheme in {"postgres", "postgresql"}:
        return _postgres(name, value)
    raise EnvError(
        name, "harus sqlite:///jalur/absolut atau postgres://pengguna:sandi@host:port/nama"
    )


def _sqlite(name: str, value: str) -> Database:
    rest = value.removeprefix("sqlite://")
    if not rest.startswith("/") or rest.strip("/") == "":
        raise EnvError(name, "jalur SQLite harus absolut, misalnya sqlite:///srv/kla/db.sqlite3")
    path = Path("/" + unquote(rest).lstrip("/"))
    if path.is_dir() or not path.parent.is_dir():
        raise EnvError(name, "jalur SQLite harus berkas di dalam folder yang sudah ada")
    return Database(is_sqlite=True, name=str(path))


def _postgres(name: str, value: str) -> Database:
    parts = _split(name, value)
    database = unquote(parts.path.removeprefix("/"))
    if not parts.hostname or not database or "/" in database:
        raise EnvError(name, "harus postgres://pengguna:sandi@host:port/nama")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    sslmode = query.pop("sslmode", "")
    if query:
        raise EnvError(name, "sesudah tanda tanya hanya sslmode yang dikenal")
    return Database(
        is_sqlite=False,
        name=database,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=parts.hostname,
        port=_port(name, parts),
        sslmode=sslmode,
    )


def read_mail(environ: Mapping[str, str], name: str) -> Mail:
    value = read_text(environ, name)
    if not value or value.rstrip(":/") == "console":
        return Mail()
    parts = _split(name, value)
    ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    if parts.scheme not in ports or not parts.hostname:
        raise EnvError(name, "harus smtp://, smtp+tls:// atau smtps://pengguna:sandi@host:port")
    return Mail(
        host=parts.hostname,
        port=_port(name, parts) or ports[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_ssl=parts.scheme == "smtps",
        use_starttls=parts.scheme == "smtp+tls",
    )


def read_clamd_url(environ: Mapping[str, str], name: str) -> str:
    value = read_text(environ, name)
    if not value:
        return ""
    parts = _split(name, value)
    _port(name, parts)
    if parts.scheme != "tcp" or not parts.hostname or parts.path:
        raise EnvError(name, "harus tcp://host:port")
    return value


def read_cache_url(environ: Mapping[str, str], name: str) -> str:
    value = read_text(environ, name)
    if not value:
        return ""
    parts = _split(name, value)
    _port(name, parts)
    if parts.scheme not in {"redis", "rediss"} or not parts.hostname:
        raise EnvError(name, "harus redis://host:port/nomor atau rediss://host:port/nomor")
    if importlib.util.find_spec("redis") is None:
        raise EnvError(name, "memerlukan paket Python redis, yang belum terpasang")
    return value


def read_base_url(environ: Mapping[str, str], name: str) -> str:
    """The address people use, without a slash at the end; empty when it is not known."""
    value = read_text(environ, name).rstrip("/")
    if not value:
        return ""
    parts = _split(name, value)
    _port(name, parts)
    is_plain = not (parts.path or parts.query or parts.fragment or parts.username)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not is_plain:
        raise EnvError(name, "harus alamat seperti https://kla.kota.go.id, tanpa jalur")
    return value


def refuse_storage_url(environ: Mapping[str, str]) -> None:
    """Evidence is kept on disk only; better to stop than to write elsewhere than was asked."""
    if read_text(environ, "STORAGE_URL"):
        raise EnvError("STORAGE_URL", "penyimpanan S3 belum didukung versi ini; kosongkan")


def _split(name: str, value: str) -> SplitResult:
    try:
        return urlsplit(value)
    except ValueError as error:
        raise EnvError(name, "bukan alamat yang sah") from error


def _port(name: str, parts: SplitResult) -> int | None:
    try:
        port = parts.port
    except ValueError as error:
        raise EnvError(name, "port harus angka 1 sampai 65535") from error
    if port == 0:
        raise EnvError(name, "port harus angka 1 sampai 65535")
    return port
