# SPDX-License-Identifier: Apache-2.0
"""How long a plain scan takes for one host, in Python's standard library.

    match_yardstick.py TUPLES.csv ROUNDS

Reads a table of tuples (patchmatrix tuples --format csv) once, and then, as small scanners do, goes
through all of its rows for one host: those of its product whose fix is not among its updates, without
whatever an installed update replaces. Prints milliseconds of the scan, one round a line; the table is
in memory before.
"""

import csv
import sys
import time

HOST = {"product": "Windows 10 Version 22H2 for x64-based Systems", "updates": {"KB5018410", "KB5015684"}}


def missing(rows, host):
    found = []
    for row in rows:
        if row["product"] != host["product"]:
            continue
        updates = set(row["fixes"].split("|"))
        if not updates & host["updates"]:
            found.append((row["vulnerability"], row["severity"], row["impact"]))
    return found


def main(table, rounds):
    csv.field_size_limit(1 << 24)
    with open(table, newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    for _ in range(int(rounds)):
        began = time.perf_counter()
        missing(rows, HOST)
        print((time.perf_counter() - began) * 1000)


main(sys.argv[1], sys.argv[2])
