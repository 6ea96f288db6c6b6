"""Following a folder: also one that is made later."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread

from facilitator.tui.curricula import watching


def test_a_folder_that_is_made_later_is_followed(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(watching, "WAIT", 0.05)
    folder, stop, seen = tmp_path / "curricula", Event(), Event()
    thread = Thread(target=watching.watch, args=(folder, seen.set, stop))
    thread.start()
    try:
        assert not seen.wait(0.2)
        folder.mkdir()
        assert seen.wait(20), "the folder itself is a change"
        seen.clear()
        for number in range(100):  # the watcher needs a moment to look
            (folder / "anger.toml").write_text(str(number), encoding="utf-8")
            if seen.wait(0.2):
                break
        assert seen.is_set()
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive()
