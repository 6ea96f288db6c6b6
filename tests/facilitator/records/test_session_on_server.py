"""A live session whose record is on a server: when that goes it is said, and keys work again afterwards."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.cluster import name_server
from benchmarks.latency import SESSION, Stage, _record
from facilitator.events import session_stream

if TYPE_CHECKING:
    from benchmarks.cluster import Cluster


async def test_the_server_goes_and_comes_back_in_mid_session(postgres: Cluster, tmp_path: Path) -> None:
    name_server(tmp_path / "clinic", postgres.place())
    stage = Stage(_record(tmp_path / "clinic"))
    async with stage.run_test(size=(120, 36)) as pilot:
        await pilot.press("n")
        stored = stage.record.count()
        postgres.stop(signal.SIGQUIT)
        try:
            stage.screen.take_in()  # type: ignore[attr-defined]
            early = stage.screen._said.plain  # type: ignore[attr-defined]
            await pilot.press("r")
            said = "\n".join(strip.text for strip in stage.screen._compositor.render_strips())
        finally:
            postgres.start()
        assert early.startswith("■ Nothing can be stored now. The database server does not answer.")
        assert "Not stored. The database server does not answer." in said
        assert stage.record.count() == stored
        stage.screen.take_in()  # type: ignore[attr-defined]
        assert "The database server answers again" in stage.screen._said.plain  # type: ignore[attr-defined]
        await pilot.press("r")
        assert stage.record.count() == stored + 1
        assert stage.record.read(session_stream(SESSION))
    stage.record.close()
