"""What lets a reader of a week's page see one person or room only: a list of choices and a small script.

The script knows nothing but the rows of the page; the page's policy lets no other run and nothing be loaded.
Without scripts the page shows everything.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from html import escape

from scheduler.exports.rows import Row

SCRIPT = """
const choice = document.getElementById("who"), told = document.getElementById("shown");
const rows = [...document.querySelectorAll("tbody tr")];
function show() {
  const wanted = choice.value;
  let count = 0;
  for (const row of rows) {
    row.hidden = wanted !== "" && !JSON.parse(row.dataset.who).includes(wanted);
    count += row.hidden ? 0 : 1;
  }
  for (const day of document.querySelectorAll("main section"))
    day.hidden = !day.querySelector("tbody tr:not([hidden])");
  told.textContent = wanted === "" ? "" : `${count} of ${rows.length} for ${wanted}`;
}
choice.addEventListener("change", show);
document.getElementById("filter").hidden = false;
show();
"""
STYLE = """
form { margin: 1rem 0 0; display: flex; flex-wrap: wrap; gap: .5rem; align-items: baseline; }
form[hidden], tr[hidden], section[hidden] { display: none; }
select { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--soft);
  border-radius: .25rem; padding: .4rem .5rem; max-width: 100%; }
:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
@media (max-width: 30rem) {
  body { padding: 1rem; }
  table, tbody, tr, th, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tbody tr { padding: .5rem 0; border-bottom: 1px solid var(--line); }
  tr[hidden] { display: none; }
  tbody th, td { border: 0; padding: 0; white-space: normal; overflow-wrap: anywhere; }
  td::before { content: attr(data-head) " "; color: var(--soft); }
}
@media print {
  form { margin: 0; }
  select, form label { display: none; }
}
"""


def policy() -> str:
    """The page's content security policy: this script, its own styles, and nothing from anywhere."""
    mark = b64encode(sha256(SCRIPT.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{mark}'; form-action 'none'"


def names(row: Row) -> list[str]:
    """Everybody and every room that a row shows, in the order in which it shows them."""
    people = row.people if not row.people.isdecimal() else ""
    return [name for name in (row.room, *row.staff.split(", "), *people.split(", ")) if name]


def form(rows: Sequence[Row]) -> str:
    """The choice, in groups; hidden until the script runs. Nothing where there is nothing to choose."""
    rooms = {row.room for row in rows}
    staff = {name for row in rows for name in row.staff.split(", ") if name}
    people = {name for row in rows if not row.people.isdecimal() for name in row.people.split(", ") if name}
    groups = [("Staff", staff), ("Rooms", rooms), ("People", people - staff - rooms)]
    if sum(len(found) for _, found in groups) < 2:
        return ""
    options = "".join(
        f'<optgroup label="{label}">{"".join(map(_option, sorted(found)))}</optgroup>'
        for label, found in groups
        if found
    )
    return (
        '<form id="filter" hidden><label for="who">Show</label>\n'
        f'<select id="who"><option value="">everything</option>{options}</select>\n'
        '<output id="shown" for="who" aria-live="polite"></output></form>\n'
    )


def _option(name: str) -> str:
    return f"<option>{escape(name)}</option>"
