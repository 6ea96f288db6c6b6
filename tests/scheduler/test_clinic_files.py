"""A clinic's TOML: what it means, and everything that can be wrong with it, at its line and column."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from curricula.diagnostics import Diagnostic
from scheduler.clinic import Appointment, Clinic, Weights
from scheduler.files import load_clinic
from scheduler.week import Period, Start, Week

GOOD = """\
format = 1
name = "Riverside IOP"
timezone = "America/Los_Angeles"
open = ["mon-fri 08:00-20:00"]
closed = [2026-11-26]

[[rooms]]
id = "room-1"
kind = "group"
capacity = 12
features = ["video"]
away = [2026-11-24]

[[rooms]]
id = "office-1"
kind = "office"
capacity = 2

[[therapists]]
id = "t1"
name = "J. O."
services = ["process", "skills", "individual", "medication"]
tracks = ["sud"]
languages = ["en", "es"]
available = ["mon-thu 12:00-20:00", "fri 08:00-16:00"]
away = [{ from = 2026-11-24T12:00:00, to = 2026-11-25T20:00:00 }]
max_hours_day = 7
break = { minutes = 30, between = "13:00-15:00" }

[[groups]]
id = "sud-process"
service = "process"
track = "sud"
minutes = 60
size = { min = 3, max = 12 }
second_leader_above = 8
room_features = ["video"]
starts = ["mon,wed 18:00", "tue 18:15"]

[[groups]]
id = "sud-skills"
service = "skills"
minutes = 60
size = { max = 12 }
after = ["sud-process"]
telehealth = "hybrid"

[[levels]]
id = "iop"
days = 3
hours = { min = 9, max = 19 }
services = { process = 180, skills = 180 }
appointments = [
  { service = "individual", minutes = 60 },
  { service = "medication", minutes = 30, every_weeks = 4 },
]

[[patients]]
id = "P-001"
level = "iop"
track = "sud"
available = ["mon-fri 17:30-20:00"]
therapist = "t1"
apart = ["P-002"]
admitted = 2026-10-05
discharge = 2026-12-18

[[patients]]
id = "P-002"
level = "iop"
available = ["mon-fri 08:00-12:00", "mon 12:00-13:00"]
admitted = 2026-10-05
hours = { max = 12 }
services = { skills = 60 }

[[pins]]
group = "sud-process"
start = 2026-11-23T18:00:00
leaders = ["t1"]
"""


def read(path: Path, text: str = GOOD, week: Week | None = None) -> tuple[Clinic | None, list[Diagnostic]]:
    file = path / "clinic.toml"
    file.write_bytes(text.encode())
    return load_clinic(file, week)


def place(text: str, words: str) -> tuple[int, int]:
    """Line and column at which `words` stand for the last time."""
    before = text[: text.rindex(words)]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def test_a_clinic_is_read_as_it_is_meant(tmp_path: Path) -> None:
    clinic, problems = read(tmp_path)
    assert problems == []
    assert clinic is not None
    assert (clinic.grid, clinic.closed, clinic.weights) == (15, (date(2026, 11, 26),), Weights())
    room, therapist, group = clinic.rooms[0], clinic.therapists[0], clinic.groups[0]
    assert room.away == (Period.day(date(2026, 11, 24)),)
    assert therapist.away == (Period(datetime(2026, 11, 24, 12), datetime(2026, 11, 25, 20)),)
    assert therapist.pause is not None
    assert therapist.pause.between == (13 * 60, 15 * 60)
    assert group.starts == (Start(0, 1080), Start(1, 1095), Start(2, 1080))
    assert clinic.groups[1].size.min == 1
    assert clinic.groups[1].telehealth == "hybrid"
    assert len(clinic.patients[1].available) == 5  # touching windows are one


def test_a_group_is_called_by_its_title_or_else_by_its_id(tmp_path: Path) -> None:
    titled = GOOD.replace('id = "sud-process"\nservice', 'id = "sud-process"\ntitle = "Sober Start"\nservice')
    clinic, problems = read(tmp_path, titled)
    assert problems == []
    assert clinic is not None
    assert [group.called for group in clinic.groups[:2]] == ["Sober Start", "Sud skills"]
    _, problems = read(tmp_path, titled.replace("title =", "titel ="))
    assert [problem.hint for problem in problems] == ["did you mean `title`?"]


def test_a_patients_own_key_replaces_the_levels_whole_key(tmp_path: Path) -> None:
    clinic, _ = read(tmp_path)
    assert clinic is not None
    own = clinic.prescription(clinic.patients[1])
    assert (own.hours_min, own.hours_max, own.services) == (None, 12, {"skills": 60})
    assert own.days == 3
    assert own.appointments[1] == Appointment("medication", 30, every_weeks=4)


WRONG = [
    # what to replace, by what, code, what stands at the place (its last occurrence), words of message or hint
    ('"mon-fri 08:00-20:00"', '"mon 25:00-26:00"', "F015", '"mon 25:00', "25:00"),
    ('"mon-fri 08:00-20:00"', '"mon-fri 20:00-08:00"', "F015", '"mon-fri 20:00', "ends before it starts"),
    ('"mon-fri 08:00-20:00"', '"fri-mon 08:00-20:00"', "F015", '"fri-mon', "runs backwards"),
    ('"America/Los_Angeles"', '"America/Los_Angelos"', "S004", '"America/Los_Angelos"', "Los_Angeles"),
    ('"America/Los_Angeles"', '"../../etc/passwd"', "S004", '"../..', "IANA"),
    ("capacity = 12", "capacity = 0", "F015", "0\nfeatures", "at least 1"),
    ("capacity = 12", "capacty = 12", "F010", "capacty", "capacity"),
    ('id = "office-1"', 'id = "room-1"', "F014", '"room-1"\nkind = "office"', "used twice"),
    ('id = "office-1"', 'id = "room-1\\u200B"', "F014", '"room-1\\u200B"', "same on screen"),
    ('level = "iop"\ntrack', 'level = "ipo"\ntrack', "S012", '"ipo"', "`iop`"),
    ('therapist = "t1"', 'therapist = "t7"', "S012", '"t7"', "no therapist `t7`"),
    ('apart = ["P-002"]', 'apart = ["P-003"]', "S012", '"P-003"', "no patient"),
    ('apart = ["P-002"]', 'apart = ["P-001"]', "S019", '"P-001"]', "apart"),
    ('after = ["sud-process"]', 'after = ["sud-proces"]', "S012", '"sud-proces"]', "`sud-process`"),
    ('after = ["sud-process"]', 'after = ["sud-skills"]', "S020", '"sud-skills"]', "after itself"),
    (
        'services = ["process", "skills", "individual", "medication"]',
        "services = []",
        "S015",
        "[]",
        "no services",
    ),
    (
        "services = { process = 180, skills = 180 }",
        "services = { proces = 180 }",
        "S016",
        "proces = 180",
        "process",
    ),
    ("services = { skills = 60 }", "services = { yoga = 60 }", "S016", "yoga", "no group offers"),
    ('id = "sud-skills"', 'id = "individual"', "S014", '"individual"\nservice', "both"),
    (
        'service = "medication", minutes = 30, every_weeks = 4',
        'service = "individual", minutes = 30',
        "S017",
        '"individual", minutes = 30',
        "times = 2",
    ),
    ("admitted = 2026-10-05\nhours", "hours", "S018", '"P-002"\nlevel', "admitted"),
    ("discharge = 2026-12-18", "discharge = 2026-10-04", "S010", "2026-10-04", "before the admission"),
    ("to = 2026-11-25T20:00:00", "to = 2026-11-24T12:00:00", "S010", "{ from", "ends"),
    ("size = { min = 3, max = 12 }", "size = { min = 13, max = 12 }", "S011", "{ min = 13", "`min` is 13"),
    ("hours = { min = 9, max = 19 }", "hours = { min = 20, max = 19 }", "S011", "{ min = 20", "20"),
    ("minutes = 30, between", "minutes = 130, between", "S011", "{ minutes = 130", "does not fit"),
    ("to = 2026-11-25T20:00:00", "to = 2026-11-25T20:00:00Z", "S006", "2026-11-25T20:00:00Z", "offset"),
    ("to = 2026-11-25T20:00:00", "to = 2026-11-25T20:00:30", "S006", "2026-11-25T20:00:30", "seconds"),
    (
        "start = 2026-11-23T18:00:00",
        "start = 2026-11-23T18:00:00-08:00",
        "F015",
        "2026-11-23T18:00:00-",
        "offset",
    ),
    ("start = 2026-11-23T18:00:00", "start = 2026-03-08T02:30:00", "S005", "2026-03-08T02:30", "skips"),
    ("start = 2026-11-23T18:00:00", "start = 2026-11-01T01:30:00", "S005", "2026-11-01T01:30", "repeats"),
    ("start = 2026-11-23T18:00:00\n", "", "S021", "[[pins]]", "no `start`"),
    ('group = "sud-process"\nstart', 'patient = "P-001"\nstart', "S021", "[[pins]]", "neither"),
    ('leaders = ["t1"]', 'leaders = ["t1", "t1"]', "S013", '"t1"]', "twice"),
    ('leaders = ["t1"]', 'leaders = ["P-001"]', "S012", '"P-001"]', "no therapist"),
    ('leaders = ["t1"]', 'therapist = "t1"', "S021", "[[pins]]", "`therapist`"),
    (
        'group = "sud-process"\nstart = 2026-11-23T18:00:00\nleaders = ["t1"]',
        'service = "indivdual"\npatient = "P-001"',
        "S022",
        '"indivdual"',
        "`individual`",
    ),
    ("format = 1", "format = 2", "F015", "2\nname", "format 2"),
]


@pytest.mark.parametrize(
    ("old", "new", "code", "at", "words"), WRONG, ids=[f"{w[2]} {w[1][:30]}" for w in WRONG]
)
def test_one_mistake_is_one_error_at_its_place(
    tmp_path: Path, old: str, new: str, code: str, at: str, words: str
) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    clinic, problems = read(tmp_path, text)
    assert clinic is None
    errors = [problem for problem in problems if problem.is_error]
    assert [error.code for error in errors] == [code], [error.render() for error in errors]
    assert words in errors[0].message + errors[0].hint
    assert (errors[0].line, errors[0].column) == place(text, at)


ODD = [
    ("{ process = 180, skills = 180 }", "{ process = 200, skills = 180 }", "S031", "20 stay unmet"),
    ('kind = "group"', 'kind = "grup"', "S033", "no room is of kind `group`"),
    ('features = ["video"]\naway', "away", "S033", "has video"),
    ('"skills", "individual", "medication"', '"skills", "medication"', "S034", "`individual`"),
    ('track = "sud"\navailable', 'track = "mh"\navailable', "S036", "track mh"),
    ('"tue 18:15"', '"tue 18:20"', "S037", "tue 18:20"),
    ("second_leader_above = 8", 'second_leader_above = 8\nmembers = ["P-001"]', "S035", "has 1 people"),
    (
        'after = ["sud-process"]\n',
        'after = ["sud-process"]\ntrack = "sud"\nmembers = ["P-001", "P-002"]\n',
        "S039",
        "P-002 is on the roster of sud-skills but is in no track",
    ),
    (
        "size = { min = 3, max = 12 }\nsecond_leader_above = 8",
        'size = { max = 12 }\nmembers = ["P-002"]',
        "S039",
        "P-002 is on the roster of sud-process but is not prescribed 60 minutes of process",
    ),
]


@pytest.mark.parametrize(("old", "new", "code", "words"), ODD, ids=[odd[2] for odd in ODD])
def test_what_is_odd_only_warns(tmp_path: Path, old: str, new: str, code: str, words: str) -> None:
    assert old in GOOD
    clinic, problems = read(tmp_path, GOOD.replace(old, new, 1))
    assert clinic is not None
    assert {problem.code for problem in problems} == {code}
    assert any(words in problem.message for problem in problems)
    assert not any(problem.is_error for problem in problems)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """Broken tables hide neither each other nor what refers to them."""
    text = GOOD
    for old, new in (
        ("capacity = 12", 'capacity = "twelve"'),
        ('therapist = "t1"', 'therapist = "t2"'),
        ("discharge = 2026-12-18", "discharge = 2020-01-01"),
        ("services = { skills = 60 }", "services = { yoga = 60 }"),
        ("minutes = 60\nsize = { max", "size = { max"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    _, problems = read(tmp_path, text)
    assert [problem.code for problem in problems] == ["F012", "F011", "S012", "S010", "S016"]
    assert [problem.line for problem in problems] == sorted(problem.line for problem in problems)


def test_a_level_that_nobody_has_only_warns_of_a_service_nobody_offers(tmp_path: Path) -> None:
    text = GOOD.replace("[[patients]]", '[[levels]]\nid = "php"\nservices = { art = 60 }\n\n[[patients]]', 1)
    clinic, problems = read(tmp_path, text)
    assert clinic is not None
    assert [problem.code for problem in problems] == ["S016"]


class TestOneWeek:
    def test_a_pin_of_another_week_is_left_out_with_a_warning(self, tmp_path: Path) -> None:
        clinic, problems = read(tmp_path, week=Week.parse("2026-W49"))
        assert clinic is not None
        assert [problem.code for problem in problems] == ["S030"]

    def test_a_pin_that_breaks_a_rule_is_an_error_with_the_rule(self, tmp_path: Path) -> None:
        text = GOOD.replace("start = 2026-11-23T18:00:00", "start = 2026-11-24T18:15:00")
        clinic, problems = read(tmp_path, text, Week.parse("2026-W48"))
        assert clinic is None
        assert [problem.code for problem in problems] == ["S023"]
        assert "t1 (J. O.) cannot do sud-process on Tuesday 18:15" in problems[0].message
        assert "therapist-available" in problems[0].hint

    def test_a_pin_may_leave_open_what_the_solver_decides(self, tmp_path: Path) -> None:
        clinic, problems = read(tmp_path, week=Week.parse("2026-W48"))
        assert clinic is not None
        assert problems == []

    def test_two_pins_that_clash_are_told_at_the_second(self, tmp_path: Path) -> None:
        second = '\n[[pins]]\ngroup = "sud-skills"\nstart = 2026-11-23T18:30:00\nleaders = ["t1"]\n'
        _, problems = read(tmp_path, GOOD + second, Week.parse("2026-W48"))
        assert [problem.code for problem in problems] == ["S023"]
        assert problems[0].line == GOOD.count("\n") + 2
        assert "therapist-once" in problems[0].hint

    def test_members_of_a_roster_outside_their_stay_are_named(self, tmp_path: Path) -> None:
        roster = 'after = ["sud-process"]\nmembers = ["P-001", "P-002"]'
        text = GOOD.replace('after = ["sud-process"]', roster)
        text = text.replace("discharge = 2026-12-18", "discharge = 2026-11-25")
        clinic, problems = read(tmp_path, text, Week.parse("2026-W48"))
        assert clinic is not None
        assert [problem.code for problem in problems] == ["S032"]
        assert "P-001" in problems[0].message


class TestFolder:
    def write(self, folder: Path, **files: str) -> Path:
        for name, text in files.items():
            (folder / f"{name}.toml").write_text(text, encoding="utf-8")
        return folder

    def test_is_read_as_one_without_timetables_and_folders_below(self, tmp_path: Path) -> None:
        cut = GOOD.index("[[patients]]")
        self.write(
            tmp_path, people=GOOD[cut:], clinic=GOOD[:cut], week='format = 1\nweek = "2026-W48"\nclinic = "x"'
        )
        (tmp_path / "old").mkdir()
        self.write(tmp_path / "old", clinic=GOOD)
        clinic, problems = load_clinic(tmp_path)
        assert problems == []
        assert clinic is not None
        assert len(clinic.patients) == 2

    def test_says_in_which_file_a_problem_is(self, tmp_path: Path) -> None:
        cut = GOOD.index("[[patients]]")
        self.write(
            tmp_path, people=GOOD[cut:].replace('therapist = "t1"', 'therapist = "t9"'), clinic=GOOD[:cut]
        )
        _, problems = load_clinic(tmp_path)
        assert [(Path(p.file).name, p.code, p.line) for p in problems] == [("people.toml", "S012", 6)]

    def test_may_not_set_one_thing_twice(self, tmp_path: Path) -> None:
        self.write(tmp_path, a=GOOD, b='name = "Another"\n')
        clinic, problems = load_clinic(tmp_path)
        assert clinic is None
        assert [p.code for p in problems] == ["F017"]

    def test_reports_every_file_that_cannot_be_read(self, tmp_path: Path) -> None:
        self.write(tmp_path, a="x = ", b="y = [", c=GOOD)
        _, problems = load_clinic(tmp_path)
        assert [p.code for p in problems] == ["F003", "F003"]

    def test_without_a_clinic_says_so(self, tmp_path: Path) -> None:
        _, problems = load_clinic(tmp_path)
        assert [p.code for p in problems] == ["S001"]
        self.write(tmp_path, week='week = "2026-W48"\n')
        _, problems = load_clinic(tmp_path)
        assert [p.code for p in problems] == ["S001"]


def test_a_missing_file_and_a_timetable_are_no_clinic(tmp_path: Path) -> None:
    assert [p.code for p in load_clinic(tmp_path / "none.toml")[1]] == ["F001"]
    (tmp_path / "week.toml").write_text('format = 1\nweek = "2026-W48"\nclinic = "x"\n', encoding="utf-8")
    assert [p.code for p in load_clinic(tmp_path / "week.toml")[1]] == ["S002"]


def test_text_that_could_steer_a_terminal_is_left_out_with_a_warning(tmp_path: Path) -> None:
    clinic, problems = read(tmp_path, GOOD.replace('"J. O."', '"J\\u001B[31m. O."'))
    assert clinic is not None
    assert clinic.therapists[0].name == "J[31m. O."
    assert [p.code for p in problems] == ["F020"]


def test_whole_days_may_be_given_as_the_ends_of_an_absence(tmp_path: Path) -> None:
    clinic, _ = read(
        tmp_path,
        GOOD.replace(
            "from = 2026-11-24T12:00:00, to = 2026-11-25T20:00:00", "from = 2026-11-24, to = 2026-11-25"
        ),
    )
    assert clinic is not None
    assert clinic.therapists[0].away == (Period(datetime(2026, 11, 24), datetime(2026, 11, 26)),)


def test_weights_are_read(tmp_path: Path) -> None:
    clinic, _ = read(tmp_path, GOOD + "\n[weights]\nidle = 0\nnot_primary = 90\n")
    assert clinic is not None
    assert clinic.weights == Weights(idle=0, not_primary=90)
    _, problems = read(tmp_path, GOOD + "\n[weights]\nidle = -1\n")
    assert [p.code for p in problems] == ["F015"]


def test_the_starter_clinic_is_without_fault() -> None:
    from importlib.resources import files

    clinic, problems = load_clinic(Path(str(files("scheduler") / "starter")), Week.parse("2026-W48"))
    assert problems == []
    assert clinic is not None
