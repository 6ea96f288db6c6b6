"""A real Chromium without a window, driven over its own pipe: no driver and no library between.

Messages of the DevTools protocol are JSON, each ended by a NUL, on descriptors 3 (to it) and 4 (from it).
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import time
from base64 import b64decode
from pathlib import Path
from typing import Any

PROGRAM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
WHY_NOT = "" if PROGRAM and os.name == "posix" else "no Chromium is installed here"
SECONDS = 60.0


class Browser:
    """One page of one browser with a profile of its own."""

    def __init__(self, profile: Path) -> None:
        to_it, self._out = os.pipe()
        self._in, from_it = os.pipe()

        def connect() -> None:
            """In the child: its ends of the pipes become descriptors 3 and 4."""
            both = os.dup(to_it), os.dup(from_it)
            os.dup2(both[0], 3)
            os.dup2(both[1], 4)

        self._process = subprocess.Popen(
            [PROGRAM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--no-first-run", "--disable-background-networking", "--remote-debugging-pipe",
             f"--user-data-dir={profile}", "about:blank"],
            preexec_fn=connect,  # noqa: PLW1509 (nothing else runs in this process meanwhile)
            pass_fds=(3, 4), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(to_it)
        os.close(from_it)
        self._number, self._left = 0, b""
        self._session = ""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.errors: list[str] = []
        self.ask("Page.enable")
        self.ask("Runtime.enable")
        self.ask("Log.enable")
        self.ask("Accessibility.enable")

    def ask(self, method: str, **parameters: Any) -> Any:
        """Send one command and wait for its answer; events that come before it are looked at."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            told = self._next()
            if told.get("id") == self._number:
                assert "error" not in told, told
                return told["result"]

    def _next(self) -> dict[str, Any]:
        end = time.monotonic() + SECONDS
        while b"\0" not in self._left:
            ready, _, _ = select.select([self._in], [], [], max(end - time.monotonic(), 0))
            assert ready, "Chromium says nothing"
            more = os.read(self._in, 1 << 20)
            assert more, "Chromium ended"
            self._left += more
        raw, self._left = self._left.split(b"\0", 1)
        told: dict[str, Any] = json.loads(raw)
        if told.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown"):
            self.errors.append(json.dumps(told["params"]))
        return told

    def open(self, path: Path, width: int = 1000, height: int = 800, dark: bool = False) -> None:
        """Show a file, at a size, for a reader who likes it dark or light."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        scheme = "dark" if dark else "light"
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.ask("Page.navigate", url=path.as_uri())
        end = time.monotonic() + SECONDS
        while self.run("document.readyState") != "complete" or self.run("location.href") == "about:blank":
            assert time.monotonic() < end, "the page does not load"
            time.sleep(0.02)

    def run(self, code: str) -> Any:
        """The value of a JavaScript expression on the page."""
        found = self.ask("Runtime.evaluate", expression=code, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def press(self, key: str, code: int, text: str = "") -> None:
        """Press and let go a key as a keyboard does."""
        for kind in ("keyDown", "keyUp"):
            more = {"text": text} if text and kind == "keyDown" else {}
            self.ask(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **more
            )

    def pdf(self) -> bytes:
        """What printing the page gives."""
        return b64decode(self.ask("Page.printToPDF", preferCSSPageSize=True)["data"])

    def picture(self) -> bytes:
        """A PNG of what is in view."""
        return b64decode(self.ask("Page.captureScreenshot")["data"])

    def names(self) -> list[tuple[str, str]]:
        """(role, name) of everything that assistive technology is told."""
        nodes = self.ask("Accessibility.getFullAXTree")["nodes"]
        return [
            (node["role"]["value"], node.get("name", {}).get("value", ""))
            for node in nodes
            if not node.get("ignored")
        ]

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(20)
        os.close(self._out)
        os.close(self._in)
