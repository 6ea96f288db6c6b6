"""Digests of sessions, so that a clinic of many years opens at once."""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import Column, Integer, Text


def upgrade(op: Operations) -> None:
    op.create_table(
        "digests",
        Column("session", Text, primary_key=True),
        Column("first", Integer, nullable=False),
        Column("data", Text, nullable=False),
    )
