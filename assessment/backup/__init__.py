"""Backups: database and evidence of one instant in one tar file, on either kind of database.

dump writes, check proves, restore reads back. The file holds JSON lines, not SQL: what SQLite
wrote, PostgreSQL reads, and the other way round.
"""
