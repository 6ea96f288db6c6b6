"""What is made from the entries and kept only to be quick: one line of text a session.

It is tied to the entry it reaches up to: where that entry is another one now, nothing of it counts.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from facilitator.records.errors import Damaged
from facilitator.records.kept import Kept
from facilitator.records.schema import DIGESTS, ENTRIES, META
from facilitator.records.seals import Seals

_MARK = "digested"


def kept(db: Connection, seals: Seals) -> Kept:
    """What was kept last; nothing when it was made from other entries than those that are here."""
    mark = db.execute(select(META.c.value).where(META.c.key == _MARK)).scalar()
    seq, mac, form = (mark or "0  ").split(" ")
    if not mac or _mac(db, int(seq)) != mac:
        return Kept()
    columns = (DIGESTS.c.session, DIGESTS.c.first, DIGESTS.c.data)
    rows = db.execute(select(*columns).order_by(DIGESTS.c.first))
    try:
        texts = tuple((row.first, seals.read_digest(row.session, row.data)) for row in rows)
    except Damaged:
        return Kept()
    return Kept(int(seq), form, tuple((session, first, data) for first, (session, data) in texts))


def keep(db: Connection, new: Kept, seals: Seals) -> None:
    """Put `new` beside what is kept, in the place of the same sessions.

    Its rows must be all those with entries after the ones that were kept before, unless the form differs:
    then they are all there are.
    """
    texts = [(first, *seals.digest(session, data)) for session, first, data in new.rows]
    old = db.execute(select(META.c.value).where(META.c.key == _MARK)).scalar() or "0  "
    if not old.endswith(f" {new.form}"):
        db.execute(DIGESTS.delete())
    elif texts:
        names = [{"name": name} for _, name, _ in texts]
        db.execute(DIGESTS.delete().where(DIGESTS.c.session == bindparam("name")), names)
    if texts:
        rows = [{"session": name, "first": first, "data": data} for first, name, data in texts]
        db.execute(DIGESTS.insert(), rows)
    mark = f"{new.seq} {_mac(db, new.seq)} {new.form}"
    db.execute(META.delete().where(META.c.key == _MARK))
    db.execute(META.insert(), [{"key": _MARK, "value": mark}])


def _mac(db: Connection, seq: int) -> str:
    return str(db.execute(select(ENTRIES.c.mac).where(ENTRIES.c.seq == seq)).scalar() or "")
