"""On a network drive the record does without what is unsafe there, and says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from cheap_store import CHEAP, PASSPHRASE

from facilitator.events import NoShow
from facilitator.records import drives
from facilitator.records.audit import verify
from facilitator.records.connection import reading
from facilitator.records.store import Record

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/share /mnt/clinic nfs4 rw 0 0
/dev/sdb1 /mnt/clinic/local ext4 rw 0 0
//nas/iop /mnt/the\\040clinic cifs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/t1/clinic", ""),
        ("/mnt/clinic/records", "nfs4"),
        ("/mnt/clinic/local/records", ""),
        ("/mnt/clinical", ""),
        ("/mnt/the clinic/records", "cifs"),
    ],
)
def test_the_innermost_mount_decides(path: str, kind: str) -> None:
    assert drives.kind_of(path, MOUNTS) == kind


def mode(record: Record) -> tuple[str, int]:
    with reading(record._live) as db:
        journal = db.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        return str(journal), int(db.exec_driver_sql("PRAGMA synchronous").scalar_one())


def test_on_a_network_drive_there_is_no_write_ahead_log_and_it_is_said(
    clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record that was made on a disk and copied there goes over to it, too."""
    with Record.create(clinic, "t1", PASSPHRASE, cost=CHEAP)[0] as record:
        assert mode(record) == ("wal", 2)
        assert record.warnings == ()
    monkeypatch.setattr(drives, "far", lambda folder: "nfs4")
    with Record.open(clinic, "t1", PASSPHRASE) as record:
        record.append("session:s1", NoShow("P-001"))
        assert mode(record) == ("delete", 3)
        assert "network drive (nfs4)" in record.warnings[0]
        assert not (clinic / "records" / "records.db-wal").exists()
        assert verify(record).ok
