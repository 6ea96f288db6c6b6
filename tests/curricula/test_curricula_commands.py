"""What the commands print, where, and with which exit code."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from curricula.commands import register
from curricula.diagnostics import BadInput, ExitCode


def run(*words: str) -> ExitCode:
    """What `openchair curricula WORDS` does; bad input as the command line turns it into an exit code."""
    parser = argparse.ArgumentParser(prog="openchair")
    register(parser.add_subparsers())
    args = parser.parse_args(["curricula", *words])
    try:
        code: ExitCode = args.run(args)
    except BadInput as bad:
        print(bad, file=sys.stderr)
        code = ExitCode.BAD_INPUT
    return code


@pytest.fixture
def base(tmp_path: Path, break_it) -> Path:
    break_it()
    return tmp_path / "base.toml"


def spoil(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text().replace(old, new, 1))


def test_check_says_nothing_on_stdout_when_all_is_well(base: Path, capsys) -> None:
    assert run("check", str(base)) is ExitCode.DONE
    assert capsys.readouterr() == ("", "no problems in 1 file\n")


def test_check_exits_with_1_for_errors_and_0_for_warnings(base: Path, capsys) -> None:
    spoil(base, 'license = "CC-BY-4.0"', "")
    assert run("check", str(base)) is ExitCode.DONE
    assert capsys.readouterr().out.startswith(f"{base}:1:1: C601 warning: ")
    spoil(base, "minutes = 60", "minutes = 61")
    assert run("check", str(base)) is ExitCode.FINDINGS
    out, err = capsys.readouterr()
    assert f"{base}:13:11: C201 the agenda takes 60 minutes, the session 61\n  hint: " in out
    assert err == "1 error and 1 warning in 1 file\n"


def test_check_exits_with_2_for_a_path_that_leads_nowhere(base: Path, capsys) -> None:
    assert run("check", str(base), "nowhere.toml") is ExitCode.BAD_INPUT
    assert "nowhere.toml:1:1: F001 no such file" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["x" * 5000, "nul\0", "a/" * 3000])
def test_paths_that_no_system_has(name: str, capsys) -> None:
    assert run("check", name) is ExitCode.BAD_INPUT
    assert run("show", name) is ExitCode.BAD_INPUT
    assert run("new", "mine", "--dir", name) is ExitCode.BAD_INPUT


def test_check_exits_with_1_for_broken_toml(base: Path, capsys) -> None:
    base.write_text("title = Urge\n")
    assert run("check", str(base)) is ExitCode.FINDINGS
    assert f"{base}:1:9: F003 not TOML: invalid value\n  hint: text needs quotes" in capsys.readouterr().out


def test_check_for_programs(base: Path, capsys) -> None:
    spoil(base, "minutes = 60", "minutes = 61")
    assert run("check", str(base), "--format", "json") is ExitCode.FINDINGS
    (found,) = json.loads(capsys.readouterr().out)
    assert found == {
        "file": str(base),
        "line": 13,
        "column": 11,
        "end_line": 13,
        "end_column": 13,
        "code": "C201",
        "severity": "error",
        "message": "the agenda takes 60 minutes, the session 61",
        "hint": "plan 1 more",
    }
    base.write_text("")
    assert run("check", str(base), "--format", "github") is ExitCode.FINDINGS
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("::error file=")
    assert ",line=1,col=1,endLine=1,title=F011::`format` is missing" in first


def test_json_without_problems_is_an_empty_list(base: Path, capsys) -> None:
    assert run("check", str(base), "--format", "json") is ExitCode.DONE
    assert json.loads(capsys.readouterr().out) == []


def test_escapes_in_a_file_do_not_reach_the_terminal(base: Path, capsys) -> None:
    spoil(base, 'kind = "skills"', 'kind = "\\u001b]2;x\\u0007"\n"\\u001b[31mkey" = 1')
    run("check", str(base))
    out, err = capsys.readouterr()
    assert "\x1b" not in out + err


def test_rule(capsys) -> None:
    assert run("rule", "c201") is ExitCode.DONE
    assert "add up" in capsys.readouterr().out
    assert run("rule", "C20I") is ExitCode.BAD_INPUT
    out, err = capsys.readouterr()
    assert out == ""
    assert "did you mean `C20" in err


def test_new_is_complete_and_sound(tmp_path: Path, capsys) -> None:
    folder = tmp_path / "mine" / "modules"
    for name, kind in (("anger-one", "session"), ("open-floor", "process")):
        assert run("new", name, "--dir", str(folder), "--kind", kind) is ExitCode.DONE
        assert capsys.readouterr().out == f"{folder / name}.toml\n"
        assert f'id = "{name}"' in (folder / f"{name}.toml").read_text()
    assert run("check", str(folder)) is ExitCode.DONE
    assert capsys.readouterr() == ("", "no problems in 2 files\n")


def test_new_names_a_schema_that_is_there(tmp_path: Path) -> None:
    run("new", "anger-one", "--dir", str(tmp_path))
    first = (tmp_path / "anger-one.toml").read_text().splitlines()[0]
    assert first.startswith("#:schema ")
    assert json.loads((tmp_path / first.removeprefix("#:schema ")).read_text())["type"] == "object"


def test_new_overwrites_nothing(tmp_path: Path, capsys) -> None:
    (tmp_path / "mine.toml").write_text("mine")
    assert run("new", "mine", "--dir", str(tmp_path)) is ExitCode.BAD_INPUT
    assert "F030" in capsys.readouterr().err
    assert (tmp_path / "mine.toml").read_text() == "mine"
    assert [p.name for p in tmp_path.iterdir()] == ["mine.toml"]


def test_new_refuses_an_id_that_is_no_file_name(tmp_path: Path, capsys) -> None:
    for name in ("../out", "A b", "", "con:x"):
        assert run("new", name, "--dir", str(tmp_path)) is ExitCode.BAD_INPUT
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("")
    assert run("new", "mine", "--dir", str(tmp_path / "file")) is ExitCode.BAD_INPUT
    assert "F031" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_new_in_a_read_only_folder(tmp_path: Path, capsys) -> None:
    tmp_path.chmod(0o500)
    assert run("new", "mine", "--dir", str(tmp_path)) is ExitCode.BAD_INPUT
    assert "F031" in capsys.readouterr().err


def test_show(base: Path, capsys) -> None:
    assert run("show", str(base)) is ExitCode.DONE
    whole = capsys.readouterr().out
    assert whole.startswith("# Base\n")
    assert "#### 1. In (12 min, check-in, 1 min each)" in whole
    assert "### Handout: Page" in whole
    assert run("show", str(base), "--session", "two") is ExitCode.DONE
    assert capsys.readouterr().out.startswith("## Two\n")
    assert run("show", str(base), "--session", "tow") is ExitCode.BAD_INPUT
    assert "did you mean `two`?" in capsys.readouterr().err


def test_show_says_what_a_module_asks_for_every_time(base: Path, capsys) -> None:
    spoil(base, 'title = "Base"', 'title = "Base"\nmaterials = ["A bell"]\ncautions = ["Go slowly"]')
    spoil(base, 'title = "Two"', 'title = "Two"\nmaterials = ["Pens"]')
    run("show", str(base))
    whole = capsys.readouterr().out
    assert whole.count("- A bell") == whole.count("- Go slowly") == 1
    assert whole.index("- A bell") < whole.index("- Go slowly") < whole.index("## One")
    run("show", str(base), "--session", "two")
    alone = capsys.readouterr().out
    assert "### Have ready\n\n- A bell\n- Pens\n\n### Take care\n\n- Go slowly" in alone


def test_show_of_what_cannot_be_shown(base: Path, capsys) -> None:
    assert run("show", "getting-stedy") is ExitCode.BAD_INPUT
    assert "did you mean `getting-steady`?" in capsys.readouterr().err
    spoil(base, "minutes = 60", "minutes = x")
    assert run("show", str(base)) is ExitCode.BAD_INPUT
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{base}:13:11: F003" in err


def test_show_reads_handout_files_and_says_when_it_cannot(base: Path, capsys) -> None:
    spoil(base, "  body = ", '  file = "page.md" #')
    run("show", str(base))
    assert "*The file `page.md` cannot be read.*" in capsys.readouterr().out
    (base.parent / "page.md").write_text("Go\x1b out.")
    run("show", str(base))
    assert "### Handout: Page\n\nGo out." in capsys.readouterr().out


def test_list(capsys) -> None:
    assert run("list") is ExitCode.DONE
    assert "getting-steady" in capsys.readouterr().out
    assert run("list", "--json") is ExitCode.DONE
    listed = {m["id"]: m for m in json.loads(capsys.readouterr().out)}
    assert listed["getting-steady"]["sessions"] == 8


def test_schema(capsys) -> None:
    assert run("schema") is ExitCode.DONE
    assert json.loads(capsys.readouterr().out)["properties"]["kind"]


def test_every_command_has_help_with_an_example(capsys) -> None:
    for name in ("check", "rule", "new", "show", "list", "schema"):
        with pytest.raises(SystemExit) as stopped:
            run(name, "--help")
        assert stopped.value.code == 0
        assert f"example: openchair curricula {name}" in capsys.readouterr().out


def test_checking_loads_nothing_heavy(base: Path) -> None:
    code = (
        "import sys, argparse; from curricula.commands import register\n"
        "p = argparse.ArgumentParser(); register(p.add_subparsers())\n"
        f"a = p.parse_args(['curricula', 'check', {str(base)!r}]); a.run(a)\n"
        "heavy = ('ortools', 'textual', 'sqlalchemy', 'difflib', 'json', 'scheduler')\n"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
