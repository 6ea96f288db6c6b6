"""The way to a value in a TOML document: `("sessions", 2, "minutes")`, keys and list indices."""

KeyPath = tuple[str | int, ...]
