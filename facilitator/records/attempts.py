"""Wrong passphrases: the first few are free, then every one makes the next wait longer.

The count stands in a small file beside the keys (on a server: in a row, for all rooms), so that starting the
program again does not reset it, and apart from them, so that a typing mistake never rewrites the keys. It
slows a person at this computer down; whoever copies the folder meets Argon2id instead.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from attrs import asdict, frozen

from facilitator.records.errors import LockedOut
from facilitator.records.places import Places

FREE = 3
FIRST_WAIT, LONGEST_WAIT = 5.0, 900.0

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


@frozen
class Tries:
    wrong: int = 0
    last: str = ""  # moment of the last wrong try, ISO, UTC


def pause_after(wrong: int) -> float:
    """Seconds to wait after `wrong` wrong tries in a row."""
    return 0.0 if wrong < FREE else min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(wrong - FREE, 20))


def check(places: Places, user: str, clock: Clock = utc_now) -> None:
    """Raises LockedOut while the pause after the last wrong try lasts."""
    tries = _read(places).get(user, Tries())
    pause = pause_after(tries.wrong)
    if not pause or not tries.last:
        return
    now, last = clock(), datetime.fromisoformat(tries.last)
    # A clock that was set back must not turn a pause of seconds into one of days.
    until = min(last, now) + timedelta(seconds=pause)
    if until > now:
        raise LockedOut(until, (until - now).total_seconds())


def wrong(places: Places, user: str) -> int:
    """Wrong tries since the last right one."""
    return _read(places).get(user, Tries()).wrong


def count_wrong(places: Places, user: str, clock: Clock = utc_now) -> float:
    """Note one more wrong try; the pause that follows, in seconds."""
    wrong = 0

    def counted(tries: dict[str, Tries]) -> dict[str, Tries]:
        nonlocal wrong
        wrong = tries.get(user, Tries()).wrong + 1
        return tries | {user: Tries(wrong, clock().isoformat())}

    _change(places, counted)
    return pause_after(wrong)


def forget(places: Places, user: str) -> None:
    """The right passphrase came: the next mistake is the first again."""
    if user in _read(places):
        _change(places, lambda tries: {name: entry for name, entry in tries.items() if name != user})


def _read(places: Places) -> dict[str, Tries]:
    try:
        return _parse(places.shelf.read(places.tries.name))
    except (OSError, ValueError):
        return {}


def _parse(text: str | None) -> dict[str, Tries]:
    """What cannot be understood counts as nothing."""
    try:
        tree = json.loads(text or "{}")
        found = {user: Tries(int(entry["wrong"]), str(entry["last"])) for user, entry in tree.items()}
        for entry in found.values():
            if datetime.fromisoformat(entry.last).tzinfo is None:
                raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    return found


def _change(places: Places, change: Callable[[dict[str, Tries]], dict[str, Tries]]) -> None:
    def changed(text: str | None) -> str:
        return json.dumps({user: asdict(entry) for user, entry in change(_parse(text)).items()}) + "\n"

    try:
        places.shelf.change(places.tries.name, changed)
    except OSError:
        # A full or read-only disk must not keep the rightful user out; Argon2id still slows guessing.
        return
