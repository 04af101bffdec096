# SPDX-License-Identifier: Apache-2.0
"""How long SQLite takes to insert the findings of a store from memory, asked by Python.

    store_yardstick.py STORE WORK ROUNDS

Prints milliseconds, one round a line. STORE is copied to WORK without its findings; they are inserted
in the order of their table, by one executemany in one transaction, with the settings that the program
writes with, foreign keys among them. Only the insert and its commit are timed.
"""

import pathlib
import sqlite3
import sys
import time

SETTINGS = (
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "wal_autocheckpoint = 8000",
    "cache_size = -65536",
)


def main(store, work, rounds):
    whole = sqlite3.connect(store)
    findings = whole.execute("SELECT * FROM finding ORDER BY vulnerability, product").fetchall()
    for _ in range(int(rounds)):
        file = pathlib.Path(work)
        for each in (file, *(pathlib.Path(f"{file}{end}") for end in ("-wal", "-shm"))):
            each.unlink(missing_ok=True)
        copy = sqlite3.connect(file, isolation_level=None)
        whole.backup(copy)
        copy.execute("DELETE FROM finding")
        copy.execute("VACUUM")
        for setting in SETTINGS:
            copy.execute(f"PRAGMA {setting}")
        began = time.perf_counter()
        copy.execute("BEGIN")
        copy.executemany("INSERT INTO finding VALUES (?, ?, ?, ?)", findings)
        copy.execute("COMMIT")
        print(f"{1000 * (time.perf_counter() - began):.1f}")
        copy.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
