"""The tables of the SQLite store: one migration a file in tables/. Never edit a released one, add another."""

from pathlib import Path

from sqlite_utils import Database, Migrations

migrations = Migrations("botengine")


def _register(file: Path) -> None:
    @migrations(name=file.stem.partition("-")[2])
    def run(db: Database) -> None:
        for statement in file.read_text(encoding="utf-8").split(";\n"):
            db.execute(statement)


for each in sorted(Path(__file__).with_name("tables").glob("*.sql")):
    _register(each)


def migrate(db: Database) -> None:
    """Bring the tables up to date; two programs that start together do it one after the other."""
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        migrations.apply(db)
    except BaseException:
        db.conn.execute("ROLLBACK")
        raise
    db.conn.execute("COMMIT")
