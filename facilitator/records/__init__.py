"""The encrypted record: one append-only list of entries, who may read it, and how it is checked and copied.

Importing this package loads nothing heavy. `records.slots` says who can unlock a store with the standard
library alone; `records.store` (SQLAlchemy, SQLCipher) belongs behind the passphrase prompt, in a thread.
"""
