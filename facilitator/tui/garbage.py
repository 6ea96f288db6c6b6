"""Python's search for garbage, kept from holding up a key."""

import gc


def leave_out_what_is_loaded() -> None:
    """The search looks through everything that is there, which takes as long as a key may (50 ms, and more
    with the record of years). What is loaded by now stays until the app ends, so it need not be looked at."""
    gc.freeze()
