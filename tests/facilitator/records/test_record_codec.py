"""Every fact survives the way to JSON and back; what is unknown is refused."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import date, datetime, timedelta, timezone

import pytest
from attrs import fields, resolve_types
from hypothesis import given, settings
from hypothesis import strategies as st

from curricula.text import clean
from facilitator.events import FACTS, Admitted, Changed, Fact, Rated
from facilitator.records.chain import Row, link
from facilitator.records.codec import decode, encode
from facilitator.records.errors import Damaged, NewerStore
from facilitator.records.fitting import canonical
from scheduler.clinic import Appointment, Patient, Prescription
from scheduler.week import Period, Window

words = st.text(max_size=20).map(clean)
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(timezones=zones)
days = st.dates()
windows = st.builds(Window, st.integers(0, 6), st.integers(0, 700), st.integers(701, 1440))
periods = st.builds(Period, st.datetimes(), st.datetimes())
appointments = st.builds(Appointment, service=words, minutes=st.integers(5, 240), room_kind=st.none() | words)

OWN = {
    "days": st.none() | st.integers(1, 7),
    "hours_min": st.floats(0, 40, allow_nan=False),
    "services": st.dictionaries(words, st.integers(0, 600), max_size=3),
    "once_a_day": st.booleans(),
    "appointments": st.lists(appointments, max_size=2).map(tuple),
}
assert set(OWN) <= {field.name for field in fields(Prescription)}

patients = st.builds(
    Patient,
    id=words,
    level=words,
    available=st.lists(windows, max_size=3).map(tuple),
    own=st.fixed_dictionaries({}, optional=OWN),
    prefers=st.lists(windows, max_size=2).map(tuple),
    track=st.none() | words,
    apart=st.frozensets(words, max_size=3),
    admitted=st.none() | days,
    away=st.lists(periods, max_size=2).map(tuple),
    remote=st.booleans(),
)

st.register_type_strategy(str, words)
st.register_type_strategy(datetime, moments)
st.register_type_strategy(date, days)
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
st.register_type_strategy(Patient, patients)


def facts(kind: type[Fact]) -> st.SearchStrategy[Fact]:
    resolve_types(kind)
    return st.builds(kind, **{f.name: st.from_type(f.type) for f in fields(kind)})  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", FACTS, ids=lambda kind: kind.kind)
def test_every_fact_comes_back_as_it_went(kind: type[Fact]) -> None:
    @settings(max_examples=12, deadline=None)
    @given(facts(kind))
    def there_and_back(fact: Fact) -> None:
        data = encode(fact)
        again = decode(fact.kind, data)
        assert again == fact
        assert type(again) is type(fact)
        assert encode(again) == data

    there_and_back()


def test_a_patients_own_values_keep_their_types() -> None:
    own = {"appointments": (Appointment("family", 60),), "services": {"process": 90}, "hours_max": 12.5}
    patient = Patient("P-1", "iop", (Window(0, 540, 600),), own=own)
    fact = decode("patient.admitted", encode(Admitted(patient, "A. B.")))
    assert isinstance(fact, Admitted)
    assert fact.patient.own == own
    assert isinstance(fact.patient.own["appointments"][0], Appointment)  # type: ignore[index]


def test_sets_have_one_order() -> None:
    one = Patient("P-1", "iop", (), apart=frozenset(["P-2", "P-3", "P-4"]))
    other = Patient("P-1", "iop", (), apart=frozenset(["P-4", "P-3", "P-2"]))
    day = date(2026, 1, 1)
    assert encode(Changed(one, day, "A. B.")) == encode(Changed(other, day, "A. B."))


def test_characters_that_steer_a_terminal_stay_out() -> None:
    data = encode(Rated("P-1\x1b]2;x\x07", "mo\u202eod", 3))
    assert "\x1b" not in data
    assert "\\u001b" not in data
    smuggled = '{"member":"P\\u001b[2J","moment":"in","scale":"mood","value":3}'
    assert decode("session.rated", smuggled) == Rated("P[2J", "mood", 3)


PATIENT = {"id": "P-1", "level": "iop", "available": []}


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("session.teleported", "{}"),
        ("session.no-show", '{"member": "P-1", "mood_ring": "blue"}'),
        ("patient.admitted", json.dumps({"initials": "A", "patient": PATIENT | {"own": {"aura": 1}}})),
    ],
)
def test_what_a_newer_program_wrote_is_refused(kind: str, data: str) -> None:
    with pytest.raises(NewerStore, match="newer openchair"):
        decode(kind, data)


@pytest.mark.parametrize("data", ["", "{", "[]", "null", "{}", '{"member": 7}', '{"member": null}'])
def test_nonsense_is_refused_without_repeating_it(data: str) -> None:
    with pytest.raises(Damaged) as caught:
        decode("session.no-show", data)
    assert caught.value.__suppress_context__


@given(st.lists(st.text(), min_size=7, max_size=7), st.integers(1, 10**9))
def test_a_link_covers_the_canonical_list(words: list[str], seq: int) -> None:
    """Written out by hand to be quick, and the same bytes as ever."""
    *fields, prev = words
    text = canonical([seq, *fields, prev]).encode("utf-8", "surrogatepass")
    assert link(b"key", Row(seq, *fields), prev) == hmac.digest(b"key", text, hashlib.sha256).hex()
