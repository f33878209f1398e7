"""A PostgreSQL server of a test session's own, on a socket in its folder: no port, no password."""

import itertools
import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import create_engine, text

SERVICE_USER = "nobody"  # the server refuses to be root's


class Postgres:
    """A server without the care for power cuts, which no test needs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)
        self._server: subprocess.Popen[bytes] | None = None
        self._user = SERVICE_USER if os.getuid() == 0 else None

    def start(self) -> None:
        data = self._folder / "data"
        if self._user is not None:
            for each in (self._folder, *self._folder.parents):
                if each.stat().st_uid == 0 and str(each).startswith("/tmp/"):
                    each.chmod(each.stat().st_mode | 0o755)
            shutil.chown(self._folder, self._user)
        self._do("initdb", "-D", str(data), "-A", "trust", "-U", "tests", "-E", "UTF8", "--no-sync")
        options = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200"]
        self._server = subprocess.Popen(
            ["postgres", "-D", str(data), "-k", str(self._folder), *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=self._user,
        )
        self._do("pg_isready", "-q", "-h", str(self._folder), "-t", "20", tries=200)

    def new_database(self) -> str:
        """Return the address of an empty database."""
        name = f"d{next(self._numbers)}"
        engine = create_engine(self._address("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return self._address(name)

    def stop(self) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server.wait()

    def _address(self, name: str) -> str:
        return f"postgresql+psycopg://tests@/{name}?host={self._folder}"

    def _do(self, *command: str, tries: int = 1) -> None:
        for left in range(tries, 0, -1):
            done = subprocess.run(command, capture_output=True, user=self._user, check=False)
            if done.returncode == 0:
                return
            if left == 1:
                raise RuntimeError(f"{command[0]}: {done.stderr.decode()[-500:]}")
            if self._server is not None:
                try:
                    self._server.wait(0.1)
                except subprocess.TimeoutExpired:
                    continue
