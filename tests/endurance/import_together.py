# SPDX-License-Identifier: Apache-2.0
"""Two processes import into one store while a third asks it again and again.

    import_together.py PROGRAM WORK

The two halves of the feed overlap. Nobody may end in an error, and nobody may be told a figure that
is not that of a whole document: either "nothing of that month is there yet", or the answer that the
store gives in the end. What an update of November fixes of September is the one thing that may come
later. The rows in the end must be those of a single import.
"""

import json
import random
import sys

from store import (
    Program,
    documents,
    dump,
    empty_folder,
    expect,
    expect_consistent,
    expect_same,
    main,
    remove,
    summary,
)

ROUNDS = 4
REPORT = ("report", "microsoft", "2022-11", "--format", "json")
DIFF = ("diff", "microsoft", "2022-10", "2022-11", "--format", "json")
SHOW = ("show", "CVE-2022-41091", "--format", "json")
STATUS = ("status", "--format", "json")
NOT_YET = (
    "has not been fetched",
    "nothing of microsoft that was released in",
    "there is no store yet",
    "the store knows no vulnerability",
)


def test(program, work):
    work = empty_folder(work)
    program = Program(program, work)
    files = documents(work)
    chance = random.Random(1)

    whole = work / "whole.sqlite"
    program.read("import", *files, store=whole)
    expected = dump(whole)
    print(f"{len(files)} documents: {summary(expected)}")
    alone = work / "alone.sqlite"
    program.read("import", *[file for file in files if "2022-Nov" in file.name], store=alone)
    right = {
        question: {program.read(*question, store=whole)} for question in (REPORT, DIFF, SHOW)
    }
    right[REPORT].add(program.read(*REPORT, store=alone))
    right = {question: {settled(answer) for answer in answers} for question, answers in right.items()}

    told = {}
    for number in range(ROUNDS):
        store = work / "together.sqlite"
        remove(store)
        chance.shuffle(files)
        third = len(files) // 3
        importers = [
            program.start("import", *half, "--store", store)
            for half in (files[: 2 * third], files[: third - 1 : -1])
        ]
        while any(importer.poll() is None for importer in importers):
            for question in (*right, STATUS):
                ask(program, question, store, right.get(question), told)
        for importer in importers:
            out, err = importer.communicate()
            expect(importer.returncode == 0, f"an import ended with {importer.returncode}: {err.decode()}")
        for question, answers in right.items():
            expect(settled(program.read(*question, store=store)) in answers, f"{question} after round {number}")
        expect(program.read(*REPORT, store=store) == program.read(*REPORT, store=whole), "report")
        expect_consistent(store, f"after round {number}")
        expect_same(dump(store), expected, "the store of two imports at a time")
    for what, count in sorted(told.items()):
        print(f"{count:5} × {what}")
    expect(any(what.endswith("not yet") for what in told), "nobody asked early enough")
    expect(any(what.endswith("right") for what in told), "nobody asked while others wrote")


# A report without the figures of the months beside it, which change while these come in.
def settled(answer):
    answer = json.loads(answer)
    answer.pop("months", None)
    return json.dumps(answer)


def ask(program, question, store, right, told):
    code, out, err = program.run(*question, store=store)
    name = question[0]
    if code == 0 and right is None:
        json.loads(out)
        outcome = "whole"
    elif code == 0:
        expect(settled(out) in right, f"{' '.join(question)} gave a wrong answer:\n{out[:2000]}")
        outcome = "right"
    else:
        expect(
            code == 3 and any(text in err for text in NOT_YET),
            f"{' '.join(question)} ended with {code}: {err}",
        )
        outcome = "not yet"
    told[f"{name}: {outcome}"] = told.get(f"{name}: {outcome}", 0) + 1


if __name__ == "__main__":
    sys.exit(main(test, sys.argv[1:]))
