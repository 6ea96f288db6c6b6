"""Core sessions against what the shortest stay has room for."""

from sound_module import THIRD


def test_core_sessions_are_counted_against_the_shortest_stay(break_it) -> None:
    def stay(text: str, *more: tuple[str, str]) -> list[tuple[str, int, int]]:
        return break_it(('title = "Base"', f'title = "Base"\nstay = {{ {text} }}'), *more)

    assert stay("weeks = 1, sessions_a_week = 2, attendance = 1.0") == []
    assert stay("weeks = 1, sessions_a_week = 2, attendance = 0.99") == [("C109", 39, 1)]
    assert stay(
        "weeks = 1, sessions_a_week = 1", ('title = "Two"', 'title = "Two"\nrequirement = "elective"')
    ) == [("C109", 11, 1)]
    again = ('teaches = ["second"]\nrequires = ["first"]', 'teaches = ["first"]')
    assert stay("weeks = 1, sessions_a_week = 1, attendance = 1.0", again) == []
    assert stay("weeks = 0") == [("F015", 4, 18)]


def test_the_usual_stay_has_room_for_nineteen_sessions(break_it) -> None:
    third = THIRD.replace('requires = ["second"]', "")
    more = [
        third.replace('"three"', f'"s{n}"').replace('"third"', f'"t{n}"').replace("other", f"w{n}x")
        for n in range(18)
    ]
    assert break_it(add="".join(more[:17])) == []
    assert [code for code, *_ in break_it(add="".join(more))] == ["C109"]
