"""PostgreSQL for the tests: the server of KINEBOT_TEST_POSTGRES, or a private one on loopback."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from bot.storage.database import open_database

VARIABLE = "KINEBOT_TEST_POSTGRES"
DEBIAN = Path("/usr/lib/postgresql")
HOST = "127.0.0.1"
USER = "kinebot"
UNPRIVILEGED = ("postgres", "nobody")
PORTS = range(15_000, 30_000)
# what stops a server and erases it, once its standard input ends: we may be killed ourselves
KEEPER = """
read -r _
until "$0" stop --pgdata "$1/data" --mode immediate --timeout 2; do
  "$0" status --pgdata "$1/data" || break
done
rm -rf "$1"
"""
TRIES = 3  # another program may take the port meanwhile
CONFIGURATION = """
listen_addresses = '{host}'
port = {port}
unix_socket_directories = ''
"""


class Server:
    """A server where databases can be created."""

    def __init__(self, url: str) -> None:
        self.url = url

    def create(self, template: str = "template0") -> str:
        """Create a database with a name of its own, and return its address.

        Args:
            template: the name of the database to copy; nobody may be connected to it.
        """
        name = f"essai_{secrets.token_hex(8)}"
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.url_of(name)

    def drop(self, url: str) -> None:
        """Drop a database, whoever is connected to it."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name_of(url))

    def url_of(self, name: str) -> str:
        return urlsplit(self.url)._replace(path=f"/{name}").geturl()

    def _execute(self, order: str, *names: str) -> None:
        identifiers = [sql.Identifier(name) for name in names]
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL(order).format(*identifiers))


class Cluster(Server):
    """A private server, durable as the real ones are, which can be killed and started again."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self._binaries = binaries
        self._folder = folder
        self._data = folder / "data"
        self._log = folder / "log"
        self._who = _who()
        password = secrets.token_hex(16)
        self._login = f"{USER}:{password}"
        self._initialise(password)
        self._keeper = subprocess.Popen(
            ["sh", "-c", KEEPER, binaries / "pg_ctl", folder], start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            **self._who,
        )  # fmt: skip

    def start(self) -> None:
        """Start on a free port, and wait until it answers."""
        settings = self._data / "postgresql.auto.conf"
        for _ in range(TRIES):
            port = free_port()
            settings.write_text(CONFIGURATION.format(host=HOST, port=port), encoding="utf-8")
            if self._control("start"):
                self.url = f"postgresql://{self._login}@{HOST}:{port}/postgres"
                return
        raise RuntimeError(self._log.read_text(encoding="utf-8", errors="replace"))

    def crash(self) -> None:
        """Stop without ending anything, and start again on the same port.

        Asked again and again: a server that many call at that moment may not hear at once.
        """
        while not self._control("stop", "--mode", "immediate", "--timeout", "2"):
            if not self._control("status"):
                break
        if not self._control("start"):
            raise RuntimeError(self._log.read_text(encoding="utf-8", errors="replace"))

    def erase(self) -> None:
        """Stop, and leave nothing."""
        self._keeper.communicate()

    def _initialise(self, password: str) -> None:
        if self._who:
            shutil.chown(self._folder, self._who["user"])
        secret = self._folder / "password"
        secret.write_text(password, encoding="utf-8")
        is_made = self._run(
            *("initdb", "--pgdata", self._data, "--username", USER, "--pwfile", secret),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--no-locale", "--no-sync"),
        )
        if not is_made:
            raise RuntimeError(f"initdb: {self._data}")

    def _control(self, order: str, *options: str) -> bool:
        log = () if order == "status" else ("--wait", "--log", self._log)
        return self._run("pg_ctl", order, "--pgdata", self._data, *log, *options)

    def _run(self, program: str, *arguments: str | Path) -> bool:
        """Run one of PostgreSQL's programs; tell whether it worked."""
        done = subprocess.run(
            [self._binaries / program, *arguments], check=False, cwd=self._folder,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            **self._who,
        )  # fmt: skip
        return done.returncode == 0


def name_of(url: str) -> str:
    """Return the name of the database at an address."""
    return urlsplit(url).path.lstrip("/")


def find_binaries() -> Path | None:
    """Return the folder of PostgreSQL's programs, the newest first; None when there is none."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(DEBIAN.glob("*/bin"), key=lambda folder: -float(folder.parent.name))
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


@contextmanager
def private_cluster() -> Iterator[Cluster]:
    """Start a private server for a while; the test is skipped where PostgreSQL is missing."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip(f"PostgreSQL manque : ni {VARIABLE}, ni initdb")
    cluster = Cluster(binaries, Path(tempfile.mkdtemp(prefix="kinebot-pg-")))
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.erase()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server for the whole run."""
    if url := os.environ.get(VARIABLE):
        yield Server(url)
        return
    with private_cluster() as cluster:
        yield cluster


@pytest.fixture
def postgres_url(postgres: Server) -> Iterator[str]:
    """An empty database for one test."""
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest.fixture(scope="session")
def migrated(postgres: Server) -> Iterator[str]:
    """A database with its tables, for the whole run."""
    url = postgres.create()
    open_database(url).dispose()
    yield url
    postgres.drop(url)


@pytest.fixture
def shared_url(migrated: str) -> Iterator[str]:
    """A database with its tables, empty; much faster than one of its own."""
    yield migrated
    empty(migrated)


def empty(url: str) -> None:
    """Empty the tables of a database, whoever is still connected to it."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        tables = connection.execute(
            "SELECT tablename FROM pg_tables "
            "WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        )
        names = sql.SQL(", ").join(sql.Identifier(name) for (name,) in tables)
        connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(names))


def _who() -> dict[str, Any]:
    """Return who runs the server, which refuses to be root; nothing when we are not."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry.pw_gid for entry in pwd.getpwall()}
    user = next(name for name in UNPRIVILEGED if name in known)
    return {"user": user, "group": known[user], "extra_groups": []}


def free_port() -> int:
    """Return a port nobody listens on, and that no connection takes for itself.

    The system gives the higher ones to connections: to call a server that is down may then take
    its own port, and the server cannot come back.
    """
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) != 0:
                return port
