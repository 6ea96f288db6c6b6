"""DAP, SOAP, BIRP and GIRP: four views of the same words."""

from __future__ import annotations

from facilitator.notes.note import Note

FORMATS = ("DAP", "SOAP", "BIRP", "GIRP")


def view(words: Note, style: str) -> tuple[tuple[str, str], ...]:
    """The same words under the headings of `style`: (heading, text), nothing left out, nothing twice."""
    goal = f"Goal: {words.goal}" if words.goal else ""
    group = _lines(words.facts, words.shared)
    sections = {
        "DAP": (
            ("Data", _lines(group, words.response)),
            ("Assessment", _lines(goal, words.progress)),
            ("Plan", words.plan),
        ),
        "SOAP": (
            ("Subjective", words.response),
            ("Objective", group),
            ("Assessment", _lines(goal, words.progress)),
            ("Plan", words.plan),
        ),
        "BIRP": (
            ("Behavior", words.facts),
            ("Intervention", words.shared),
            ("Response", _lines(words.response, words.progress)),
            ("Plan", _lines(goal, words.plan)),
        ),
        "GIRP": (
            ("Goal", words.goal),
            ("Intervention", group),
            ("Response", _lines(words.response, words.progress)),
            ("Plan", words.plan),
        ),
    }
    return sections[style]


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part.strip())
