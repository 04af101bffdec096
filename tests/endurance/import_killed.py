# SPDX-License-Identifier: Apache-2.0
"""An import that is killed fifty times at random moments ends with exactly the right store.

    import_killed.py PROGRAM WORK [SEED]

The feed of the corpus is imported into one store; runs are ended by SIGKILL until fifty were. After
each, a copy of what is left must open, with the program and without, and be consistent; the next run
finds the rest itself. When an import comes to its end it is begun anew with no store. The last one
must leave what an import leaves that nobody killed: the same rows, and the same answers.
"""

import random
import sqlite3
import sys
import time

from store import (
    Program,
    copy,
    documents,
    dump,
    empty_folder,
    expect,
    expect_consistent,
    expect_equal,
    expect_same,
    main,
    remove,
    summary,
)

KILLS = 50
QUESTIONS = (
    ("report", "microsoft", "2022-11", "--format", "json"),
    ("tuples", "microsoft", "2022-11"),
    ("report", "microsoft", "latest", "--lang", "ja"),
    ("search", "--exploited", "--sort", "exploited,cvss", "--limit", "500", "--format", "csv"),
    ("show", "CVE-2022-41091", "--all-products"),
    ("db", "check"),
)


def test(program, work, seed=None):
    seed = int(seed or time.time())
    print(f"seed: {seed}")
    chance = random.Random(seed)
    work = empty_folder(work)
    program = Program(program, work)
    files = documents(work)

    whole = work / "whole.sqlite"
    began = time.monotonic()
    program.read("import", *files, store=whole)
    longest = time.monotonic() - began
    expected = dump(whole)
    answers = [program.read(*question, store=whole) for question in QUESTIONS]
    print(f"an import of {len(files)} documents in {longest:.1f} s: {summary(expected)}")

    store, looked_at = work / "killed.sqlite", work / "looked-at.sqlite"
    killed = completed = grown = documents_before = 0
    while killed < KILLS:
        process = program.start("import", *files, "--store", store)
        time.sleep(chance.uniform(0.002, 0.8 * longest))
        process.kill()
        _, told = process.communicate()
        if process.returncode == 0:
            completed += 1
            expect_equal(count(store), len(files), "documents of an import that came to its end")
            remove(store)
            documents_before = 0
            continue
        expect_equal(process.returncode, -9, f"exit code before the kill ({told.decode()})")
        killed += 1
        if not store.exists():
            continue
        copy(store, looked_at)
        code, out, err = program.run(*QUESTIONS[0], store=looked_at)
        expect(code in (0, 3), f"after kill {killed} a report ended with {code}: {err}")
        expect_consistent(looked_at, f"after kill {killed}")
        there = count(looked_at)
        expect(there >= documents_before, f"kill {killed} lost documents: {documents_before} → {there}")
        grown += there > documents_before
        documents_before = there
    print(f"killed {killed} times; {grown} times more was there than before; {completed} came to an end")
    # An import that is over in a few transactions may be killed before the first one each time.
    expect(grown >= 3 or longest < 1, "no kill came between two commits")

    program.read("import", *files, store=store)
    expect_consistent(store, "at the end")
    expect_same(dump(store), expected, "the store of the killed imports")
    for question, answer in zip(QUESTIONS, answers):
        expect_equal(program.read(*question, store=store), answer, " ".join(question))
    again = program.read("import", *files, store=store)
    expect(f"new documents: 0, newer versions: 0, unchanged: {len(files)}" in again, again)


def count(store):
    database = sqlite3.connect(store)
    try:
        return database.execute("SELECT count(*) FROM document").fetchone()[0]
    except sqlite3.OperationalError:  # killed before there was a table
        return 0
    finally:
        database.close()


if __name__ == "__main__":
    sys.exit(main(test, sys.argv[1:]))
