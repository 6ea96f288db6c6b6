"""What a check against packs finds: where, which figure, and in a sentence what does not agree."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from scheduler.packs.pack import Figure

Weight = Literal["contradicts", "open"]
"""`contradicts`: not as the pack asks. `open`: the clinic leaves it open, so a week may or may not agree."""


@frozen
class Finding:
    """One disagreement with a figure. `where`: a level, group, person, or the packs themselves."""

    where: str
    message: str
    figure: Figure | None = None
    hint: str = ""
    weight: Weight = "contradicts"

    def __str__(self) -> str:
        kind = "" if self.weight == "contradicts" else "worth a look: "
        cited = f" [{self.figure.cited}]" if self.figure is not None else ""
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{self.where}: {kind}{self.message}{cited}{hint}"

    def as_json(self) -> dict[str, object]:
        """One object of `rules check --json`."""
        figure = self.figure
        return {
            "where": self.where,
            "weight": self.weight,
            "message": self.message,
            "hint": self.hint,
            "figure": None if figure is None else figure.name,
            "value": None if figure is None else figure.value,
            "pack": None if figure is None else figure.pack,
            "source": None if figure is None else figure.source,
            "date": None if figure is None else figure.date,
            "confirmed": None if figure is None else figure.confirmed,
        }
