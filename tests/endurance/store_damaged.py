# SPDX-License-Identifier: Apache-2.0
"""Stores that cannot be used as they are.

    store_damaged.py PROGRAM WORK [SEED]

A damaged store gives the right answer or the one sentence that tells how to make a new one; nothing
ends in a crash, and no answer is made of garbage. The store of a newer program is refused and left as
it is. What may not be written can be asked all the same.
"""

import os
import random
import shutil
import sqlite3
import sys
import time

from store import (
    Program,
    copy,
    empty_folder,
    expect,
    expect_equal,
    main,
    remove,
    without_arrival_times,
    write_months,
)

DAMAGED = "the store is damaged ("
REBUILD = 'run "patchmatrix import": it makes a new one from the mirror'
PAGE = 4096
QUESTIONS = (
    ("report", "microsoft", "2021-03", "--format", "json"),
    ("report", "microsoft", "latest"),
    ("tuples", "microsoft", "2021-04"),
    ("diff", "microsoft", "2021-03", "2021-04"),
    ("show", "CVE-2021-0341091", "--format", "json"),
    ("show", "KB5019980"),
    ("search", "--exploited", "--format", "csv"),
    ("trend", "microsoft", "--months", "6"),
)


def replaced(content, first, new):
    return content[:first] + new + content[first + len(new) :]


def damages(content, chance):
    """Name → the bytes of the store, and whether not even the first page can be read."""
    half = len(content) // PAGE // 2 * PAGE
    return {
        "text": (b"this is no store\n" * 4096, True),
        "the beginning is zero": (replaced(content, 0, bytes(PAGE)), True),
        "cut to one page": (content[:PAGE], True),
        "cut within a page": (content[: half + 100], True),
        "the end is zero": (replaced(content, half, bytes(len(content) - half)), False),
        "noise in the middle": (replaced(content, half, chance.randbytes(50 * PAGE)), False),
        "noise behind the first page": (replaced(content, PAGE, chance.randbytes(20 * PAGE)), False),
    }


def put(store, content):
    remove(store)
    store.write_bytes(content)


def expect_sentence(program, question, store, what):
    code, out, err = program.run(*question, store=store)
    what = f"{what}: {' '.join(question)}"
    expect_equal(code, 3, f"{what}: exit code ({err})")
    expect(DAMAGED in err and REBUILD in err, f"{what} says: {err}")
    expect_equal(out, "", f"{what} printed")


def expect_right_or_sentence(program, question, store, right, what):
    """Whether it was the right answer."""
    code, out, err = program.run(*question, store=store)
    if code == 0:
        expect(out == right, f"{what}: {' '.join(question)} gave a wrong answer:\n{out[:1000]}")
        return True
    expect_sentence(program, question, store, what)
    return False


def test_damages(program, work, sound, document, chance):
    content = sound.read_bytes()
    answers = [program.read(*question, store=sound) for question in QUESTIONS]
    of_file = program.read("report", document, store=work / "none.sqlite")
    store = work / "damaged.sqlite"
    right = refused = 0
    for name, (bad, at_once) in damages(content, chance).items():
        put(store, bad)
        for question, answer in zip(QUESTIONS, answers):
            if at_once:
                expect_sentence(program, question, store, name)
                refused += 1
            elif expect_right_or_sentence(program, question, store, answer, name):
                right += 1
            else:
                refused += 1
        code, out, err = program.run("db", "check", store=store)
        expect(code in (1, 3), f"{name}: db check ended with {code}: {out}{err}")
        expect("patchmatrix import" in err, f"{name}: db check does not tell how to rebuild: {err}")
        # Who asks for a file needs no store.
        expect_equal(program.read("report", document, store=store), of_file, name)
        expect(at_once or store.read_bytes()[half(bad) :] == bad[half(bad) :], f"{name}: written to")
    print(f"damaged stores gave {right} right answers and {refused} times the sentence")
    expect(refused > 40, "the damage was not found")


def half(content):
    return len(content) // 2


def test_single_bytes(program, work, sound, chance):
    """Not every wrong byte can be noticed; but none may end the program otherwise than by an exit."""
    content = sound.read_bytes()
    store = work / "damaged.sqlite"
    codes = {}
    for _ in range(40):
        bad = bytearray(content)
        for _ in range(chance.choice((1, 20, 400))):
            bad[chance.randrange(100, len(bad))] = chance.randrange(256)
        put(store, bad)
        for question in (chance.choice(QUESTIONS), ("db", "check"), ("status",)):
            code, _, err = program.run(*question, store=store)
            expect(code in (0, 1, 3), f"{question} ended with {code}: {err}")
            codes[code] = codes.get(code, 0) + 1
    print(f"with wrong bytes: {codes}")


def test_newer(program, work, sound, document):
    store = work / "newer.sqlite"
    copy(sound, store)
    database = sqlite3.connect(store)
    database.execute("PRAGMA user_version = 99")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    content = store.read_bytes()
    questions = (*QUESTIONS, ("import", document), ("db", "check"), ("db", "vacuum"), ("status",))
    for question in questions:
        code, out, err = program.run(*question, store=store)
        expect_equal(code, 3, f"newer: exit code of {' '.join(map(str, question))} ({err})")
        expect_equal(
            (out, err),
            (
                "",
                f"patchmatrix: error: {store} was written by a newer version of patchmatrix "
                "(database version 99; this one knows 1)\n",
            ),
            "newer",
        )
        expect(store.read_bytes() == content, f"{question} wrote to the store of a newer program")


def test_read_only(program, work, sound, document):
    folder = work / "read-only"
    folder.mkdir()
    store = folder / "store.sqlite"
    answers = [program.read(*question, store=sound) for question in QUESTIONS]
    user = {}
    if os.geteuid() == 0:  # may write everything
        user = {"user": 65534, "group": 65534, "extra_groups": []}
        shutil.chown(folder, 65534, 65534)
    try:
        reached = program.start("--version", **user)
        reached.communicate()
    except PermissionError:
        reached = None
    if reached is None or reached.returncode != 0:
        print("skipped: read-only (the program or its folder is closed to other users)")
        return

    for what, mode in (("file", 0o755), ("file and folder", 0o555)):
        copy(sound, store)
        if user:
            shutil.chown(store, 65534, 65534)
        store.chmod(0o444)
        folder.chmod(mode)
        content = store.read_bytes()
        for question, answer in zip(QUESTIONS, answers):
            process = program.start(*question, "--store", store, **user)
            out, err = process.communicate(timeout=60)
            expect_equal(process.returncode, 0, f"read-only {what}: {question} ({err.decode()})")
            expect_equal(without_arrival_times(out.decode()), answer, f"read-only {what}: {question}")
        process = program.start("import", document, "--store", store, **user)
        out, err = process.communicate(timeout=60)
        expect_equal(process.returncode, 1, f"read-only {what}: import ({err.decode()})")
        expect(b"readonly" in err or b"read-only" in err, f"read-only {what}: {err.decode()}")
        expect(store.read_bytes() == content, f"read-only {what}: the store was written to")
        folder.chmod(0o755)
        store.chmod(0o644)
        remove(store)


def test(program, work, seed=None):
    seed = int(seed or time.time())
    print(f"seed: {seed}")
    chance = random.Random(seed)
    work = empty_folder(work)
    program = Program(program, work)
    files = write_months(work / "documents", 2021, 2021)
    sound = work / "sound.sqlite"
    program.read("import", *files, store=sound)
    test_newer(program, work, sound, files[0])
    test_read_only(program, work, sound, files[0])
    test_single_bytes(program, work, sound, chance)
    test_damages(program, work, sound, files[0], chance)


if __name__ == "__main__":
    sys.exit(main(test, sys.argv[1:]))
