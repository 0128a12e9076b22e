"""The numbers of the outbox are used once, on SQLite as on PostgreSQL."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    _recreate(has_own_numbers=True)


def downgrade() -> None:
    """Undo."""
    _recreate(has_own_numbers=False)


def _recreate(*, has_own_numbers: bool) -> None:
    if op.get_bind().dialect.name == "sqlite":
        options = {"sqlite_autoincrement": has_own_numbers}
        with op.batch_alter_table("outbox", recreate="always", table_kwargs=options):
            pass
