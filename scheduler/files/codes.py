"""What each diagnostic of the scheduler's files is about, by its code; the reference page lists them."""

from __future__ import annotations

NO_CLINIC = "S001"
WRONG_FILE = "S002"
NOT_WRITTEN = "S003"
TIME_ZONE = "S004"
CLOCK_CHANGE = "S005"
LOCAL_TIME = "S006"
BACKWARDS = "S010"
LEAST_ABOVE_MOST = "S011"
UNKNOWN_NAME = "S012"
LISTED_TWICE = "S013"
SAME_NAME = "S014"
NO_SERVICES = "S015"
NOT_OFFERED = "S016"
SERVICE_TWICE = "S017"
NO_ADMISSION = "S018"
APART_FROM_SELF = "S019"
AFTER_ITSELF = "S020"
PIN_FORM = "S021"
PIN_NOT_PRESCRIBED = "S022"
PIN_BREAKS_RULE = "S023"
OUTSIDE_WEEK = "S024"
IMPOSSIBLE = "S025"
OTHER_WEEK = "S030"
RESIDUE = "S031"
OUTSIDE_STAY = "S032"
NO_SUCH_ROOM = "S033"
NOBODY_CREDENTIALED = "S034"
ROSTER_SIZE = "S035"
PRIMARY_UNFIT = "S036"
OFF_GRID = "S037"
OTHER_CLINIC = "S038"
ROSTER_UNFIT = "S039"
NOT_EARLIER = "S040"
NOBODY = "S041"
NO_CHANGE = "S042"
NO_PACK = "S043"
NO_CURRICULUM = "S070"
NO_DATE = "S071"
NO_MEMBERS = "S072"
LEFT_BEFORE = "S073"
NOT_TAUGHT = "S074"
NOT_STEERED = "S075"
NEVER_THERE = "S076"
CROWDED = "S077"
NO_SIMULATION = "S078"
UNLED = "S079"

TITLES = {
    NO_CLINIC: "There is no clinic here.",
    WRONG_FILE: "A timetable stands where a clinic is expected, or a clinic where a timetable is.",
    NOT_WRITTEN: "A file could not be written.",
    TIME_ZONE: "The time zone is not known.",
    CLOCK_CHANGE: "A clock change skips or repeats this time.",
    LOCAL_TIME: "A time has an offset or seconds.",
    BACKWARDS: "An end lies before its start.",
    LEAST_ABOVE_MOST: "The least is above the most.",
    UNKNOWN_NAME: "A name is not known in this clinic.",
    LISTED_TWICE: "A name is listed twice.",
    SAME_NAME: "A group and an appointment service have one name.",
    NO_SERVICES: "A therapist has no services.",
    NOT_OFFERED: "No group offers a prescribed service.",
    SERVICE_TWICE: "A service is twice in `appointments`.",
    NO_ADMISSION: "`every_weeks` needs the date of admission.",
    APART_FROM_SELF: "A patient is to be kept apart from themself.",
    AFTER_ITSELF: "A group comes after itself.",
    PIN_FORM: "A pin is neither of a group session nor of an appointment.",
    PIN_NOT_PRESCRIBED: "A pinned appointment is not prescribed.",
    PIN_BREAKS_RULE: "A pin breaks a rule.",
    OUTSIDE_WEEK: "A time lies outside the week of its timetable.",
    IMPOSSIBLE: "Pins and groups that have to run cannot all hold in a week.",
    OTHER_WEEK: "A pin of another week is left out (warning).",
    RESIDUE: "No number of sessions sums to the prescribed minutes (warning).",
    OUTSIDE_STAY: "A member of a closed roster is outside the stay (warning).",
    NO_SUCH_ROOM: "No room is of the kind, or has the features, that are asked for (warning).",
    NOBODY_CREDENTIALED: "Nobody is credentialed for a service that is prescribed (warning).",
    ROSTER_SIZE: "A closed roster is larger or smaller than its group (warning).",
    PRIMARY_UNFIT: "A primary therapist or prescriber cannot see the patient (warning).",
    OFF_GRID: "A start lies off the grid and is never used (warning).",
    OTHER_CLINIC: "A timetable names another clinic (warning).",
    ROSTER_UNFIT: "A member of a closed roster can never be in it, so that it never meets (warning).",
    NOT_EARLIER: "A previous timetable is not of an earlier week.",
    NOBODY: "Nobody of that name is in the timetable.",
    NO_CHANGE: "Nothing changes, or nothing that the timetable has.",
    NO_PACK: "A rule pack that is named is not there (a warning where a clinic is only read).",
    NO_CURRICULUM: "A topic request names a curriculum that is not there, has errors, or has no topics.",
    NO_DATE: "A topic request has no date, or names one that is not among its dates.",
    NO_MEMBERS: "A topic request has no members.",
    LEFT_BEFORE: "A member leaves before the first date.",
    NOT_TAUGHT: "A topic is taught nowhere in the curriculum (a warning among the covered ones).",
    NOT_STEERED: "Parallel rooms are asked for a group that keeps its people.",
    NEVER_THERE: "A member comes on none of the dates (warning).",
    CROWDED: "There are more members than seats (warning).",
    UNLED: "A session set by hand needs a credential that nobody who leads has (warning).",
    NO_SIMULATION: "The options of a simulation contradict each other.",
}
