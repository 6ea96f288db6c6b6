"""Running groups: the app, the live session, notes and the encrypted record."""
