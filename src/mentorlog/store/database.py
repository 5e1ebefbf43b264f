"""sqlite-utils on a connection of ours. Imported only where it is used: it costs as much as the rest of a command."""

import sqlite3

from sqlite_utils import Database


def database(connection: sqlite3.Connection) -> Database:
    """The connection as sqlite-utils knows it, without the plug-ins that other packages may have installed."""
    return Database(connection, execute_plugins=False)
