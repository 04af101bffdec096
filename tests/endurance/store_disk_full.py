# SPDX-License-Identifier: Apache-2.0
"""What happens when the disk is full while documents are imported.

    store_disk_full.py PROGRAM FULL_DISK WORK

FULL_DISK is full_disk.cpp as a library. Whatever the room is, the import ends with exit code 1 and
one sentence, or has imported everything; what was in the store before is there, whole, and answers
as before; and with room, the same command completes the store.
"""

import shutil
import sys

from store import (
    Program,
    copy,
    dump,
    empty_folder,
    expect,
    expect_consistent,
    expect_equal,
    expect_same,
    files_of,
    main,
    remove,
    write_months,
)

FULL = (
    "patchmatrix: error: {store}: the disk is full. What was there before is whole; make room and "
    "run the command again\n"
)
REPORT = ("report", "microsoft", "2021-03", "--format", "json")
KB = 1 << 10


def test(program, full_disk, work):
    work = empty_folder(work)
    files = write_months(work / "documents", 2021, 2023)
    roomy = Program(program, work)
    whole, before = work / "whole.sqlite", work / "before.sqlite"
    roomy.read("import", *files, store=whole)
    expected = dump(whole)
    needed = sum(file.stat().st_size for file in files_of(whole) if file.exists())
    roomy.read("import", *files[:12], store=before)
    there = dump(before)["version"]
    answer = roomy.read(*REPORT, store=before)

    store = work / "store.sqlite"
    full = completed = 0
    rooms = [0, 1, 4 * KB, 4 * KB + 1, 40 * KB, 100 * KB]
    rooms += [needed * step // 8 for step in range(1, 8)] + [3 * needed]
    for begin_with in (None, before):
        for room in rooms:
            what = f"{room} bytes, {'nothing' if begin_with is None else 'a year'} there before"
            remove(store)
            if begin_with:
                copy(begin_with, store)
            crowded = Program(
                program, work, {"LD_PRELOAD": str(full_disk), "FULL_DISK_ROOM": str(room)}
            )
            code, out, err = crowded.run("import", *files, store=store)
            if code == 0:
                completed += 1
            else:
                full += 1
                expect_equal((code, out, err), (1, "", FULL.format(store=store)), what)
            if store.exists():
                look = work / "looked-at.sqlite"
                copy(store, look)
                expect_consistent(look, what)
                if begin_with:
                    expect(not set(there) - set(dump(look)["version"]), f"{what}: versions are lost")
            if begin_with:
                expect_equal(roomy.read(*REPORT, store=store), answer, what)
            roomy.read("import", *files, store=store)
            expect_consistent(store, what)
            expect_same(dump(store), expected, what)
    print(f"{full} times the disk was full, {completed} times there was room")
    expect(full >= 16, "the disk was not full often enough: is the library loaded?")
    expect(completed >= 2, "there was never room")
    # Who only asks needs no room.
    crowded = Program(program, work, {"LD_PRELOAD": str(full_disk), "FULL_DISK_ROOM": "0"})
    expect_equal(crowded.read(*REPORT, store=before), answer, "a report on a full disk")
    shutil.rmtree(work / "documents")


if __name__ == "__main__":
    sys.exit(main(test, sys.argv[1:]))
