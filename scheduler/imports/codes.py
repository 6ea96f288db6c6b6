"""What each diagnostic of an imported list or form is about, by its code."""

from __future__ import annotations

NOT_A_TABLE = "I001"
TOO_LARGE = "I002"
ENCODING = "I003"
UNKNOWN_COLUMN = "I004"
MISSING_COLUMN = "I005"
COLUMN_TWICE = "I006"
ROW_LENGTH = "I007"
FORMULA = "I008"
CONTROL = "I009"
EMPTY_CELL = "I010"
UNREADABLE = "I011"
UNKNOWN_NAME = "I012"
TWICE = "I013"
ALREADY_THERE = "I014"
CLASH = "I015"
FORM = "I016"
MORE = "I099"

TITLES = {
    NOT_A_TABLE: "The file is neither a CSV file nor a workbook that can be read.",
    TOO_LARGE: "The file is larger, or has more rows, than a list of people has.",
    ENCODING: "The file is not UTF-8; it was read as Windows-1252 (warning).",
    UNKNOWN_COLUMN: "A column is not known and is not used (warning).",
    MISSING_COLUMN: "A column that is needed is not there.",
    COLUMN_TWICE: "Two columns have one name.",
    ROW_LENGTH: "A row has more cells than there are columns.",
    FORMULA: "A cell is a formula, or would be one in a spreadsheet.",
    CONTROL: "A cell holds invisible characters, which were left out (warning).",
    EMPTY_CELL: "A cell that is needed is empty.",
    UNREADABLE: "A cell cannot be read as what its column holds.",
    UNKNOWN_NAME: "A name is not known in this clinic.",
    TWICE: "A person, or a thing, is there twice.",
    ALREADY_THERE: "A patient of this code is in the clinic already.",
    CLASH: "Two rows say different things of one session.",
    FORM: "A form is not one of ours, or its frame was changed.",
    MORE: "More problems than are shown.",
}
