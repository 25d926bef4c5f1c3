"""A headless Chromium that answers over a pipe, and so needs no driver, no port and no further package."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

PROGRAM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome", "chrome"])), None)
FLAGS = (
    "--headless=new",
    "--no-sandbox",  # CI works as root, and the pages are our own
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--remote-debugging-pipe",
)
LOUD = {"Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled", "Network.loadingFailed"}


class Page:
    """A tab: what it is told, and what it complained of."""

    def __init__(self, commands, answers):
        self._commands, self._answers = commands, answers
        self._number, self._session = 0, None
        self._events = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method, **params):
        """Send a command and wait for its answer; what happens meanwhile is kept."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._commands.write(json.dumps(message).encode() + b"\0")
        self._commands.flush()
        while (got := self._read()).get("id") != self._number:
            self._events.append(got)
        assert "error" not in got, (method, got["error"])
        return got["result"]

    def open(self, address, *, width=1280, height=900, dark=False):
        """Go to *address* and wait until the page is loaded."""
        self._events.clear()
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        assert "errorText" not in self.call("Page.navigate", url=address)
        self._wait_for("Page.loadEventFired")

    def ask(self, expression):
        """Return the value of a JavaScript expression; a promise is awaited."""
        answer = self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True, userGesture=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait_until(self, expression, seconds=10):
        """Wait until a JavaScript expression is true; give whether it has become so."""
        condition = f"""new Promise((resolve) => {{
            const end = Date.now() + {seconds * 1000};
            const look = () => ({expression}) ? resolve(true) : Date.now() > end ? resolve(false) : setTimeout(look, 50);
            look();
        }})"""
        return self.ask(condition)

    def complaints(self):
        """Return the errors and warnings of the console, and what did not load, since the page was opened."""
        self.ask("1")  # all that came before this answer has been read by now
        return [
            event["params"]
            for event in self._events
            if event["method"] in LOUD
            and event["params"].get("type") not in {"log", "info", "debug"}
            and not event["params"].get("canceled")
        ]

    def _read(self):
        message = bytearray()
        while (byte := self._answers.read(1)) != b"\0":
            assert byte, "Chromium has ended"
            message += byte
        return json.loads(message)

    def _wait_for(self, name):
        while not any(event.get("method") == name for event in self._events):
            self._events.append(self._read())


@contextmanager
def chromium() -> Iterator[Page]:
    """Start Chromium, give a tab, and end it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()

        def place_pipes():
            """Chromium reads commands from descriptor 3 and answers on 4."""
            spare = os.dup(theirs_out)  # 3 and 4 may be these very pipes
            os.dup2(theirs_in, 3)
            os.dup2(spare, 4)
            os.set_inheritable(3, True)  # noqa: FBT003  # which dup2 leaves out where it is there already

        process = subprocess.Popen(
            [PROGRAM, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            preexec_fn=place_pipes,  # noqa: PLW1509 - it copies two descriptors and takes no lock
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        try:
            with os.fdopen(ours_out, "wb") as commands, os.fdopen(ours_in, "rb") as answers:
                yield Page(commands, answers)
        finally:
            process.terminate()
            process.wait(timeout=20)
