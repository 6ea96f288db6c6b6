"""The keys that work here, on the last line of every place."""

from __future__ import annotations

from attrs import frozen
from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from facilitator.tui.text import said

ALWAYS = ("app.help", "app.find", "help", "find")
"""Actions whose keys are never left out for want of space."""


@frozen
class Shown:
    """A key as it stands on the line; `key` is what Textual calls it, `on` whether it does anything now."""

    key: str
    display: str
    label: str
    help: str
    action: str
    on: bool

    @property
    def cells(self) -> int:
        """Its width, with the space before its label and the one after it."""
        return cell_len(self.display) + cell_len(self.label) + 2


class Keys(Widget):
    """As many keys as fit; `?` shows them all and always stands there. A click is as good as the key.

    One widget, not one for each key: they change whenever the focus does.
    """

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[Shown, ...] = ()

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        if self.app.app_focus and screen is self.screen:
            self.call_after_refresh(self._look)

    def _look(self) -> None:
        if not self.is_attached:  # the screen went before its turn came
            return
        keys: dict[str, Shown] = {}
        for _, binding, on, tip in self.screen.active_bindings.values():
            if binding.show and binding.action not in keys:
                display = self.app.get_key_display(binding)
                keys[binding.action] = Shown(
                    binding.key, display, binding.description, tip, binding.action, on
                )
        found = tuple(keys.values())
        if found != self._keys:
            self._keys = found
            self.refresh()

    def _fitting(self) -> list[Shown]:
        always = [key for key in self._keys if key.action in ALWAYS]
        room = self.content_size.width + 1 - sum(key.cells for key in always)
        fitting = []
        for key in self._keys:
            if key in always:
                continue
            room -= key.cells
            if room < 0:
                break
            fitting.append(key)
        return fitting + always

    def render(self) -> Content:
        parts: list[str | Content | tuple[object, str]] = []
        for key in self._fitting():
            dim = "" if key.on else " dim"
            parts += [
                (key.display, f"bold $footer-key-foreground{dim}"),
                (f" {key.label}", f"$footer-description-foreground{dim}"),
                " ",
            ]
        return said(*parts[:-1])

    def _at(self, event: events.MouseEvent) -> Shown | None:
        offset = event.get_content_offset(self)
        end = 0
        for key in self._fitting() if offset else ():
            end += key.cells
            if offset is not None and end - key.cells <= offset.x < end - 1:
                return key
        return None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        key = self._at(event)
        self.tooltip = said(key.help) if key and key.help else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        key = self._at(event)
        if key and key.on:
            self.app.simulate_key(key.key)
        elif key:
            self.app.bell()
