"""What may leave the clinic: on a consent that stands and covers it, or on a stated exception."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from attrs import evolve

from facilitator.access.consents import (
    EXCEPTIONS,
    USUAL,
    Consent,
    Leaving,
    Part,
    consents,
    objections,
)
from facilitator.events import ConsentGiven, ConsentRevoked, Entry, Fact, Undone

TODAY = date(2026, 11, 25)
GIVEN = ConsentGiven(
    "c1", "P-001", "County  Audit", "audit", ("attendance", "notes"), date(2026, 10, 1),
    expires=date(2027, 1, 31),
)  # fmt: skip
ASKED = Leaving("county audit", "audit", (Part.ATTENDANCE, Part.NOTES), consent="c1")


def known(*facts: Fact) -> dict[str, Consent]:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    entries = [Entry(i, str(i), at, "t1", "patient:P-001", fact) for i, fact in enumerate(facts, 1)]
    return dict(consents(entries))


def test_a_consent_that_stands_and_covers_it_lets_it_leave() -> None:
    assert objections(ASKED, known(GIVEN), TODAY) == ()
    assert "attendance, notes, to County  Audit, for audit, until 31 Jan 2027" in known(GIVEN)["c1"].scope


@pytest.mark.parametrize(
    ("facts", "asked", "says"),
    [
        ((GIVEN,), evolve(ASKED, consent=""), "Nothing leaves without a consent"),
        ((GIVEN,), evolve(ASKED, exception="audit"), "a consent or an exception, not both"),
        ((GIVEN,), evolve(ASKED, consent="c9"), "no consent 'c9'. Consents that stand: c1"),
        ((GIVEN,), evolve(ASKED, recipient="An employer"), "is for County  Audit, not for An employer"),
        ((GIVEN,), evolve(ASKED, parts=USUAL), "does not cover plan, measures, billing"),
        ((GIVEN,), evolve(ASKED, parts=(Part.COUNSELLING,)), "does not cover counselling-notes"),
        ((GIVEN,), evolve(ASKED, purpose=" "), "Say what it is for"),
        ((evolve(GIVEN, expires=date(2026, 11, 24)),), ASKED, "expired on 24 Nov 2026"),
        ((evolve(GIVEN, signed=date(2026, 11, 26)),), ASKED, "from 26 Nov 2026"),
        ((GIVEN, ConsentRevoked("c1", "P-001", TODAY)), ASKED, "revoked on 25 Nov 2026"),
        ((GIVEN, Undone("1")), ASKED, "no consent 'c1'"),
        ((), evolve(ASKED, consent="", exception="because"), "'because' is no exception"),
        (
            (),
            evolve(ASKED, consent="", exception="audit", parts=(Part.COUNSELLING,)),
            "only by a consent that names them",
        ),
    ],
)
def test_what_keeps_it_here_is_said(facts: tuple[Fact, ...], asked: Leaving, says: str) -> None:
    assert says in " ".join(objections(asked, known(*facts), TODAY))


def test_every_reason_is_said_at_once() -> None:
    late = evolve(GIVEN, expires=date(2026, 10, 2))
    asked = evolve(ASKED, recipient="An employer", parts=USUAL)
    assert len(objections(asked, known(late), TODAY)) == 3


def test_a_revocation_counts_from_its_day() -> None:
    told = known(GIVEN, ConsentRevoked("c1", "P-001", TODAY))["c1"]
    assert told.stands(date(2026, 11, 24))
    assert not told.stands(TODAY)


def test_nothing_about_a_minor_leaves_on_a_guardians_signature_alone() -> None:
    guardian = known(evolve(GIVEN, signers=("guardian",)))
    assert "not signed by the minor" in " ".join(objections(ASKED, guardian, TODAY, minor=True))
    both = known(evolve(GIVEN, signers=("guardian", "patient")))
    assert objections(ASKED, both, TODAY, minor=True) == ()
    assert objections(ASKED, guardian, TODAY) == ()


@pytest.mark.parametrize("exception", EXCEPTIONS)
def test_the_law_s_exceptions_need_no_consent(exception: str) -> None:
    assert objections(Leaving("someone", "a reason", exception=exception), {}, TODAY) == ()
