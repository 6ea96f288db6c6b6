"""Facts to canonical JSON and back.

*Canonical*: sorted keys, no spaces, UTF-8, sets sorted, moments in ISO form with their offset, so that equal
facts are equal bytes and can be chained and signed. Every string passes `clean()` in both directions. What a
newer openchair wrote and this one does not know is refused with a sentence, never dropped.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from attrs import fields, has, resolve_types
from cattrs import Converter
from cattrs.errors import ForbiddenExtraKeysError
from cattrs.gen import make_dict_unstructure_fn, override

from curricula.text import clean
from facilitator.events import BY_KIND, Fact
from facilitator.events.later import LATER
from facilitator.records.errors import Damaged, NewerStore
from facilitator.records.fitting import canonical
from scheduler.clinic import Prescription


def encode(fact: Fact) -> str:
    """The fact's fields as canonical JSON; its `kind` stands beside it, not in it."""
    return canonical(_CONVERTER.unstructure(fact))


def decode(kind: str, data: str) -> Fact:
    """Raises NewerStore for a kind or field this program does not know, Damaged for anything else."""
    if kind not in BY_KIND:
        raise NewerStore(f"An entry of the kind '{clean(kind)[:60]}'")
    try:
        return _CONVERTER.structure(json.loads(data), BY_KIND[kind])
    except ForbiddenExtraKeysError:
        raise NewerStore(f"An entry of the kind '{kind}'") from None
    except Exception:  # whatever a converter raises on foreign data, with that data in its words
        raise Damaged(f"An entry of the kind '{kind}' cannot be read.") from None


def _string(value: Any, _: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return clean(value)


def _own_in(tree: dict[str, Any], _: object) -> dict[str, object]:
    """A patient's own values have the types of the prescription's fields that they replace."""
    unknown = set(tree) - set(_PRESCRIPTION)
    if unknown:
        raise ForbiddenExtraKeysError("", Prescription, unknown)
    return {key: _CONVERTER.structure(value, _PRESCRIPTION[key]) for key, value in tree.items()}


def _set_out(words: frozenset[str]) -> list[str]:
    return sorted(map(clean, words))


def _own_out(own: dict[str, object]) -> dict[str, Any]:
    return {key: _CONVERTER.unstructure(value, _PRESCRIPTION.get(key)) for key, value in own.items()}


def _has_later(kind: Any) -> bool:
    return has(kind) and any(LATER in field.metadata for field in fields(kind))


def _without_later(kind: Any) -> Any:
    """Leaves fields that a fact gained later out while they have their default."""
    late: Any = {f.name: override(omit_if_default=True) for f in fields(kind) if LATER in f.metadata}
    return make_dict_unstructure_fn(kind, _CONVERTER, **late)


def _converter() -> Converter:
    made = Converter(forbid_extra_keys=True, detailed_validation=False)
    made.register_unstructure_hook(str, clean)
    made.register_structure_hook(str, _string)
    made.register_unstructure_hook(float, float)  # 9 and 9.0 are equal, so they are one text
    made.register_unstructure_hook(datetime, datetime.isoformat)
    made.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
    made.register_unstructure_hook(date, date.isoformat)
    made.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
    made.register_unstructure_hook_factory(_has_later, _without_later)
    made.register_unstructure_hook_func(lambda t: t == frozenset[str], _set_out)
    made.register_unstructure_hook_func(lambda t: t == dict[str, object], _own_out)
    made.register_structure_hook_func(lambda t: t == dict[str, object], _own_in)
    return made


_PRESCRIPTION: dict[str, Any] = {field.name: field.type for field in fields(resolve_types(Prescription))}
_CONVERTER = _converter()
