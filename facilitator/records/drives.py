"""Is a folder on a network drive? There a write-ahead log, which needs shared memory, can lose a record."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

FAR = frozenset({
    "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "ncpfs", "9p", "ceph", "glusterfs",
    "lustre", "fuse.sshfs", "fuse.rclone", "fuse.s3fs", "davfs", "fuse.davfs2", "virtiofs",
})  # fmt: skip
MOUNTS = Path("/proc/self/mounts")

SAID = (
    "This record is on a network drive ({kind}), where it is kept in a slower, safer way. Use it from one "
    "computer at a time, and keep backups on another disk."
)


@lru_cache(maxsize=64)
def far(folder: Path) -> str:
    """The kind of network drive that `folder` is on; "" for a disk of this computer, or where nobody says."""
    whole = str(folder.absolute())
    if whole.startswith(("\\\\", "//")):
        return "a shared folder"
    try:
        mounts = MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return kind_of(whole, mounts)


def kind_of(path: str, mounts: str) -> str:
    """The type of the innermost mount that holds `path`, when it is one of `FAR`."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ").rstrip("/")
        if (path == point or path.startswith(f"{point}/")) and len(point) >= best:
            best, kind = len(point), fields[2]
    return kind if kind in FAR else ""
