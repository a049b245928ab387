"""The reader of the environment: right values, and one line for wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from kla import env

BASE = Path("/srv/kla")


def test_read_gives_safe_defaults_with_only_a_secret_key() -> None:
    got = env.read({"SECRET_KEY": "k" * 60}, BASE)

    assert got == env.Environment(
        debug=False,
        demo=False,
        https=True,
        secret_key="k" * 60,
        allowed_hosts=(),
        database=env.Database(is_sqlite=True, name="/srv/kla/db.sqlite3"),
        test_database_name="",
        media_root=Path("/srv/kla/media"),
        mail=env.Mail(),
        clamd_url="",
        cache_url="",
        base_url="",
        trusted_proxy=False,
        log_level="INFO",
    )


def test_read_under_debug_needs_nothing() -> None:
    got = env.read({"DEBUG": "1"}, BASE)

    assert (got.debug, got.demo, got.https, got.secret_key) == (
        True,
        True,
        False,
        env.DEBUG_SECRET_KEY,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1", True), ("TRUE", True), (" yes ", True), ("on", True), ("0", False), ("False", False)],
)
def test_read_bool_understands_words(text: str, expected: bool) -> None:
    assert env.read_bool({"DEBUG": text}, "DEBUG", default=not expected) is expected


def test_read_bool_takes_the_default_for_an_empty_value() -> None:
    assert env.read_bool({"DEBUG": ""}, "DEBUG", default=True) is True


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgres://kla:p%40ss%2F@db.kota.go.id:5433/kla?sslmode=require",
            env.Database(
                is_sqlite=False,
                name="kla",
                user="kla",
                password="p@ss/",
                host="db.kota.go.id",
                port=5433,
                sslmode="require",
            ),
        ),
        (
            "postgresql://postgres@127.0.0.1/postgres",
            env.Database(is_sqlite=False, name="postgres", user="postgres", host="127.0.0.1"),
        ),
    ],
)
def test_read_database_parses_postgres(url: str, expected: env.Database) -> None:
    assert env.read_database({"DATABASE_URL": url}, "DATABASE_URL", BASE) == expected


@pytest.mark.parametrize("slashes", ["sqlite://", "sqlite:///"])
def test_read_database_parses_an_absolute_sqlite_path(tmp_path: Path, slashes: str) -> None:
    path = tmp_path / "a file.sqlite3"
    url = slashes + str(path).replace(" ", "%20")

    got = env.read_database({"DATABASE_URL": url}, "DATABASE_URL", BASE)

    assert got == env.Database(is_sqlite=True, name=str(path))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", env.Mail()),
        ("console:", env.Mail()),
        ("smtp://mail.go.id", env.Mail(host="mail.go.id", port=25)),
        (
            "smtp+tls://u%40x:p%3Aw@mail.go.id",
            env.Mail(host="mail.go.id", port=587, user="u@x", password="p:w", use_starttls=True),
        ),
        (
            "smtps://u:p@mail.go.id:4650",
            env.Mail(host="mail.go.id", port=4650, user="u", password="p", use_ssl=True),
        ),
    ],
)
def test_read_mail_parses_addresses(url: str, expected: env.Mail) -> None:
    assert env.read_mail({"EMAIL_URL": url}, "EMAIL_URL") == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", env.DEBUG_SECRET_KEY),
        ("DEBUG", "maybe"),
        ("DEMO", "2"),
        ("HTTPS", "ja"),
        ("ALLOWED_HOSTS", "https://kla.go.id"),
        ("ALLOWED_HOSTS", "kla.go.id:8000"),
        ("DATABASE_URL", "mysql://u:rahasia@h/db"),
        ("DATABASE_URL", "rahasia"),
        ("DATABASE_URL", "sqlite://relative.sqlite3"),
        ("DATABASE_URL", "sqlite:///no/such/folder/db.sqlite3"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "postgres://u:rahasia@h:port/db"),
        ("DATABASE_URL", "postgres://u:rahasia@h:99999/db"),
        ("DATABASE_URL", "postgres://u:rahasia@h:0/db"),
        ("DATABASE_URL", "postgres://u:rahasia@h/"),
        ("DATABASE_URL", "postgres://u:rahasia@h/db?options=rahasia"),
        ("DATABASE_URL", "postgres://u:rahasia@[h/db"),
        ("MEDIA_ROOT", "media"),
        ("MEDIA_ROOT", "/dev/null"),
        ("EMAIL_URL", "http://u:rahasia@h"),
        ("EMAIL_URL", "smtp://u:rahasia@h:x"),
        ("CLAMD_URL", "clamav:3310"),
        ("CLAMD_URL", "tcp://clamav:x"),
        ("STORAGE_URL", "s3://key:rahasia@host/bucket"),
        ("CACHE_URL", "memcached://host"),
        ("BASE_URL", "kla.go.id"),
        ("BASE_URL", "https://kla.go.id/aplikasi"),
        ("LOG_LEVEL", "loud"),
        ("LOG_LEVEL", "INFO\nDEBUG"),
    ],
)
def test_read_refuses_a_wrong_value_with_one_line_that_names_it(name: str, value: str) -> None:
    with pytest.raises(env.EnvError) as caught:
        env.read({"SECRET_KEY": "k" * 60, name: value}, BASE)

    message = str(caught.value)
    assert message.startswith(f"{name}: ")
    assert "\n" not in message
    assert "rahasia" not in message


def test_environment_hides_secrets_when_shown() -> None:
    got = env.read(
        {
            "SECRET_KEY": "hidden-key",
            "DATABASE_URL": "postgres://u:hidden-db@h/db",
            "EMAIL_URL": "smtp://u:hidden-mail@h",
        },
        BASE,
    )

    assert "hidden" not in repr(got)
