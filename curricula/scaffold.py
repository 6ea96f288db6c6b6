"""A first module to write over: complete, commented and without complaints."""

from importlib.resources import files
from pathlib import Path

from curricula.diagnostics import BadInput, Diagnostic
from curricula.module import ID, ID_FORM
from curricula.schema import FILE_NAME, shipped_schema
from curricula.writing import write_new

STARTERS = {"session": ("module.toml", "new-module"), "process": ("process.toml", "new-group")}


def write_module(module_id: str, folder: Path, kind: str = "session") -> Path:
    """Write `folder/ID.toml` and, where it is missing, the schema beside it; return the path of the module.

    Overwrites nothing. Raises BadInput: an id of another form, a file that exists, a folder that refuses.
    """
    path = folder / f"{module_id}.toml"
    _check_id(module_id)
    file, placeholder = STARTERS[kind]
    text = files("curricula").joinpath("starter", file).read_text(encoding="utf-8")
    text = text.replace(placeholder, module_id).replace(_title(placeholder), _title(module_id))
    try:
        if path.exists():
            raise BadInput(
                [_problem(path, "F030", "this file exists already", "choose another id or folder")]
            )
        folder.mkdir(parents=True, exist_ok=True)
        write_new(path, text)
        if not (folder / FILE_NAME).exists():
            write_new(folder / FILE_NAME, shipped_schema())
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        problem = _problem(path, "F031", f"cannot be written: {reason}", "choose another folder")
        raise BadInput([problem]) from None
    return path


def _title(module_id: str) -> str:
    return module_id.replace("-", " ").capitalize()


def _check_id(module_id: str) -> None:
    import re

    if not re.fullmatch(ID, module_id):
        problem = _problem(
            Path(module_id), "F015", f"an id must be {ID_FORM}", "it becomes the name of the file"
        )
        raise BadInput([problem])


def _problem(path: Path, code: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(str(path), 1, 1, code, message, hint)
