"""
A PostgreSQL server for tests: its own folder, the loopback address, a free port, an unprivileged user.

``python tests/postgres_server.py`` starts one, prints its address for ``RELCLIENT_POSTGRES_URL``,
and stops it when it is itself told to stop.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "RELCLIENT_POSTGRES_URL"
MISSING = f"no PostgreSQL server: install one (Debian: postgresql), or give the address of one in {VARIABLE}"
PATIENCE = 60
"""Seconds until a server that does not answer is given up."""


def programs():
    """Return the folder of the newest server's programs, or None where there is none."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    found = shutil.which("initdb")
    return versions[-1].parent if versions else Path(found).resolve().parent if found else None


@contextmanager
def running():
    """Run a server of our own and give its address; None where there are no programs for one."""
    bin_ = programs()
    if bin_ is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="relclient-postgres-"))
    try:
        someone = unprivileged()
        if someone is not None:
            shutil.chown(folder, someone)
        initdb = [bin_ / "initdb", "--pgdata", folder / "data", "--username=relclient", "--auth=trust"]
        as_someone = {"user": someone, "cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        subprocess.run([*initdb, "--encoding=UTF8", "--locale=C", "--no-sync"], check=True, **as_someone)
        port = free_port()
        options = ["-h", "127.0.0.1", "-p", str(port), "-k", ""]
        with (folder / "log").open("w") as log:
            server = subprocess.Popen(
                [bin_ / "postgres", "-D", folder / "data", *options],
                user=someone, cwd=folder, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            await_answer(bin_, port, server, folder / "log")
            yield f"postgresql+psycopg://relclient@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(signal.SIGINT)  # the fast way to stop: without waiting for those still connected
            server.wait(PATIENCE)
    finally:
        shutil.rmtree(folder)


def unprivileged():
    """Return the user to run as: the server refuses to be run by root; anyone else runs it as they are."""
    if os.geteuid() != 0:
        return None
    names = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def await_answer(bin_, port, server, log):
    asking = [bin_ / "pg_isready", "--host=127.0.0.1", f"--port={port}", "--quiet"]
    until = time.monotonic() + PATIENCE
    while subprocess.run(asking, check=False).returncode:
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"PostgreSQL does not answer: {log.read_text()}")
        time.sleep(0.05)


def stop(*_):
    raise SystemExit


def main():
    signal.signal(signal.SIGTERM, stop)
    with running() as url:
        if url is None:
            raise SystemExit(MISSING)
        print(url, flush=True)  # noqa: T201  # that is what it is started for
        while True:
            signal.pause()


if __name__ == "__main__":
    main()
