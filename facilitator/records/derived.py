"""What is made from the entries and kept only to be quick: one line of text a session.

It is tied to the entry it reaches up to: where that entry is another one now, nothing of it counts.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from facilitator.records.kept import Kept
from facilitator.records.schema import DIGESTS, ENTRIES, META

_MARK = "digested"


def kept(db: Connection) -> Kept:
    """What was kept last; nothing when it was made from other entries than those that are here."""
    mark = db.execute(select(META.c.value).where(META.c.key == _MARK)).scalar()
    seq, mac, form = (mark or "0  ").split(" ")
    if not mac or _mac(db, int(seq)) != mac:
        return Kept()
    columns = (DIGESTS.c.session, DIGESTS.c.first, DIGESTS.c.data)
    rows = db.execute(select(*columns).order_by(DIGESTS.c.first))
    return Kept(int(seq), form, tuple((row.session, row.first, row.data) for row in rows))


def keep(db: Connection, new: Kept) -> None:
    """Put `new` beside what is kept, in the place of the same sessions.

    Its rows must be all those with entries after the ones that were kept before, unless the form differs:
    then they are all there are.
    """
    old = db.execute(select(META.c.value).where(META.c.key == _MARK)).scalar() or "0  "
    if not old.endswith(f" {new.form}"):
        db.execute(DIGESTS.delete())
    elif new.rows:
        names = [{"name": name} for name, _, _ in new.rows]
        db.execute(DIGESTS.delete().where(DIGESTS.c.session == bindparam("name")), names)
    if new.rows:
        rows = [{"session": name, "first": first, "data": data} for name, first, data in new.rows]
        db.execute(DIGESTS.insert(), rows)
    mark = f"{new.seq} {_mac(db, new.seq)} {new.form}"
    db.execute(META.delete().where(META.c.key == _MARK))
    db.execute(META.insert(), [{"key": _MARK, "value": mark}])


def _mac(db: Connection, seq: int) -> str:
    return str(db.execute(select(ENTRIES.c.mac).where(ENTRIES.c.seq == seq)).scalar() or "")
