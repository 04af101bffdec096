# SPDX-License-Identifier: Apache-2.0
"""Checks the program against the independent reader, file by file.

    compare.py PROGRAM FOLDER MANIFEST      the files of MANIFEST, looked for in FOLDER
    compare.py PROGRAM                      only the documents that the project ships

Every run begins with the documents the project ships: tests/oracle/documents (against its own
manifest) and those of feeds/samples that the independent reader reads. A relative FOLDER that does
not exist is looked for in the folder that the environment variable PATCHMATRIX_CORPUS names; if it
is not there either, the run says what it skips, and that is no failure.

Each file is counted three times: as the manifest says, by advisory_oracle.py now, and by the
program (`tuples` for every tuple and what is stated for it, `inspect` for counts and findings), on
all processors. Every difference is one line.
Exit code 0 if there is none, 1 if there is one, 2 if the command line is wrong.
"""

import argparse
import csv
import functools
import io
import json
import multiprocessing
import os
import re
import subprocess
import sys
import unicodedata

sys.dont_write_bytecode = True  # a run leaves nothing behind in the source tree

import advisory_oracle as oracle  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.path.dirname(os.path.dirname(HERE))
REFUSALS = (1, 3)  # exit codes of the program when it could not read the one file it was given
LONGEST_S = 120  # no file at hand takes the program longer than this


def read_manifest(path):
    """The rows of a manifest as dicts by column, in its order."""
    with open(path, encoding="utf-8", newline="\n") as file:
        lines = [line.rstrip("\n") for line in file]
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    for cells in rows:
        if len(cells) != len(oracle.COLUMNS):
            raise SystemExit("%s: %s: not %d cells" % (path, cells[0], len(oracle.COLUMNS)))
    return [dict(zip(oracle.COLUMNS, cells)) for cells in rows]


def run(program, *arguments):
    """Exit code, standard output and standard error of one run, both as text."""
    done = subprocess.run(
        [program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=LONGEST_S
    )
    return done.returncode, done.stdout.decode("utf-8-sig"), done.stderr.decode("utf-8", "replace")


def errors_of(stderr):
    return [line for line in stderr.splitlines() if line.startswith("patchmatrix: error:")]


def comparable(cell):
    """A cell without what a writer of tables may add or leave out: the guard against formulas,
    control characters and invisible characters."""
    if cell[:1] == "'" and cell[1:2] in tuple("=+-@\t\r"):
        cell = cell[1:]
    return "".join(c for c in cell if c != "\ufffd" and unicodedata.category(c)[0] != "C")


def tuples_of_csv(text):
    """The tuples the program printed: document, vulnerability, product id, status."""
    columns = ("document", "vulnerability", "product_id", "status")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [tuple(comparable(one[column]) for column in columns) for one in rows]


def count_by_status(tuples):
    return {s: sum(1 for one in tuples if one[3] == s) for s in oracle.STATUSES}


def differing(what, expected, got):
    return [] if expected == got else ["%s: expected %s, got %s" % (what, expected, got)]


def example(tuples):
    return " / ".join(repr(cell) for cell in sorted(tuples)[0])


def compare_with_manifest(counted, row):
    lines = []
    for column in oracle.COLUMNS[1:]:
        lines += differing("manifest: " + column, row[column], counted[column])
    return lines


def compare_refusal(program, path):
    """A file that is no readable advisory: no rows, exactly one error, the exit code that says so."""
    code, out, err = run(program, "tuples", path, "--format", "csv", "--lang", "en")
    lines = []
    if code not in REFUSALS:
        lines.append("tuples: refused by the reader here, but the exit code is %d" % code)
    if tuples_of_csv(out):
        lines.append("tuples: refused by the reader here, but there are rows")
    named = [line for line in errors_of(err) if os.path.basename(path) in line]
    if len(named) != 1:
        lines.append("tuples: expected one error that names the file, got %d" % len(named))
    return lines


def compare_tuples(program, path, document):
    code, out, err = run(program, "tuples", path, "--format", "csv", "--lang", "en")
    if code != 0 or errors_of(err):
        first = (errors_of(err) or err.splitlines() or [""])[0]
        return ["tuples: exit code %d: %s" % (code, first)]
    got = tuples_of_csv(out)
    expected = [tuple(comparable(cell) for cell in one) for one in document.tuples()]
    lines = differing("tuples: rows", len(expected), len(got))
    for column, place in (("documents", 0), ("vulnerabilities", 1), ("products", 2)):
        wanted = len({one[place] for one in expected})
        lines += differing("tuples: " + column, wanted, len({one[place] for one in got}))
    for status in oracle.STATUSES:
        wanted = count_by_status(expected)[status]
        lines += differing("tuples: " + status, wanted, count_by_status(got)[status])
    missing, added = set(expected) - set(got), set(got) - set(expected)
    if missing:
        lines.append("tuples: %d are missing, first %s" % (len(missing), example(missing)))
    if added:
        lines.append("tuples: %d are too many, first %s" % (len(added), example(added)))
    return lines


def by_tuple(rows):
    return {tuple(comparable(cell) for cell in key): value for key, value in rows}


def compare_values(program, path, document):
    """What the program says of each tuple against what the document states: the publisher's word
    and where it stands, impact labels, published scores of every version, CWEs. The first
    difference of each kind is told, and how many there are."""
    code, out, _ = run(program, "tuples", path, "--format", "ndjson", "--lang", "en")
    if code != 0:
        return []  # compare_tuples says why
    said = [json.loads(line) for line in out.splitlines()]
    keys = ("document", "vulnerability", "product_id")
    got = by_tuple((tuple(one[key] for key in keys), one) for one in said)
    stated = by_tuple((one[:3], one) for one in oracle.severity_rows(document))
    found = {}
    for key in sorted(stated.keys() & got.keys()):
        for kind, expected, is_said in differing_values(stated[key], got[key]):
            found.setdefault(kind, []).append((key, expected, is_said))
    return [
        "%s: %d differ, first %s: expected %r, got %r"
        % (kind, len(many), " / ".join(map(repr, many[0][0])), many[0][1], many[0][2])
        for kind, many in found.items()
    ]


def differing_values(stated, got):
    """(what, expected, got) of one tuple."""
    word = (comparable(stated.word), stated.word_place.replace("vulnerability", "vendor"))
    said = (comparable(got["severity_word"] or ""), got["severity_source"] or "")
    if got["severity"] == "unspecified":
        word, said = word[:1], said[:1]  # a word for "not rated" comes from nowhere
    if word != said:
        yield "severity", word, said
    labels = stated.impacts if is_label(stated, got["vendor"]) else []
    said = sorted(got["impacts"]) if got["impact_source"] == "vendor" else []
    if labels != said and (labels or said != ["unknown"]):  # unknown: a text that is no label
        yield "impacts", labels, said
    if sorted(stated.cwes) != sorted(got["cwes"]):
        yield "cwes", sorted(stated.cwes), sorted(got["cwes"])
    yield from differing_scores(stated.scores, got["cvss_scores"])


@functools.lru_cache
def vendors_with_label_notes():
    """The vendors whose definition says which note lists impacts."""
    folder = os.path.join(PROJECT, "feeds", "vendors")
    return {
        name[: -len(".toml")]
        for name in os.listdir(folder)
        if re.search(r"^impact_note\s*=", open(os.path.join(folder, name)).read(), re.MULTILINE)
    }


def is_label(stated, vendor):
    """A note titled like impacts is one only for publishers who are known to write them so."""
    return stated.label_place == "vulnerability" or vendor in vendors_with_label_notes()


def tenths(text):
    """7, 7.0 and 7.00 are one score."""
    try:
        return round(float(text) * 10)
    except (TypeError, ValueError):
        return None


def differing_scores(stated, said):
    """Of each version the program keeps one score, the highest by its vector. The reader here
    computes none, so it asks that the one kept is in the document with this vector and base score,
    and that none is higher unless the vectors say otherwise than what is published."""
    by_version = {}
    for score in stated:
        by_version.setdefault(score.version, set()).add((tenths(score.base), score.vector))
    if "3" in by_version:  # a vector that does not say which 3 it is of
        loose = by_version.pop("3")
        kept = next((one["version"] for one in said if one["version"] in ("3.0", "3.1")), "3.0")
        by_version.setdefault(kept, set()).update(loose)
    versions = sorted(one["version"] for one in said)
    if sorted(by_version) != versions:
        yield "score versions", sorted(by_version), versions
        return
    for one in said:
        published = (tenths(one["published"]), one["vector"] or "")
        known = by_version[one["version"]]
        if published not in known:
            yield "scores", sorted(known), published
        elif tenths(one["base"]) == published[0] < max(base or 0 for base, _ in known):
            yield "highest score", sorted(known), published


def compare_inspection(program, path, counted):
    code, out, err = run(program, "inspect", path, "--format", "json", "--lang", "en")
    if code != 0:
        return ["inspect: exit code %d: %s" % (code, (err.splitlines() or [""])[0])]
    try:
        inspection = json.loads(out)
        (said,) = inspection["documents"]
        counts = said["counts"]
        numbers = {
            "vulnerabilities": counts["vulnerabilities"],
            "products": counts["products"],
            "undefined": counts["undefined_products"],
            "tuples": counts["tuples"],
        }
        numbers.update((s, counts["by_status"].get(s, 0)) for s in oracle.STATUSES)
        codes = {one["code"] for one in said["diagnostics"]}
        name = oracle.safe(said["document"]["id"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return ["inspect: not the expected shape: %s: %s" % (type(error).__name__, error)]
    lines = differing("inspect: document", counted["document"], name or "-")
    for column, number in numbers.items():
        lines += differing("inspect: " + column, int(counted[column]), number)
    expected = set(counted["diagnostics"].split(",")) - {"-"}
    for code in sorted(expected - codes):
        lines.append("inspect: the finding %s is missing" % code)
    for code in sorted((codes & set(oracle.DIAGNOSTICS)) - expected):
        lines.append("inspect: the finding %s is too many" % code)
    return lines


def compare_file(options, task):
    """All differences about one file. Without a manifest row the reader and the program remain."""
    name, path, row = task
    if not os.path.isfile(path):
        return name, ["not in %s" % os.path.dirname(path)]
    document, why = oracle.read_file(path)
    counted = oracle.row_of(name, document, why)
    lines = compare_with_manifest(counted, row) if row else []
    if document is None:
        return name, lines + compare_refusal(options.program, path)
    lines += compare_tuples(options.program, path, document)
    lines += compare_values(options.program, path, document)
    if not options.without_inspect:
        lines += compare_inspection(options.program, path, counted)
    return name, lines


def files_of_manifest(folder, manifest):
    return [(row["file"], os.path.join(folder, row["file"]), row) for row in read_manifest(manifest)]


def files_below(folder):
    for directory, below, names in os.walk(folder):
        below.sort()
        for name in sorted(names):
            yield os.path.join(directory, name)


def shipped_files():
    """The documents the project ships. One that the manifest should name and does not is an error."""
    documents = os.path.join(HERE, "documents")
    tasks = files_of_manifest(documents, os.path.join(documents, "manifest.tsv"))
    known = {name for name, _, _ in tasks}
    for path in files_below(documents):
        name = os.path.relpath(path, documents)
        if name not in known and name != "manifest.tsv":
            raise SystemExit("%s has no row in documents/manifest.tsv" % name)
    samples = os.path.join(PROJECT, "feeds", "samples")
    for path in files_below(samples):
        if oracle.read_file(path)[0] is not None:
            tasks.append((os.path.relpath(path, PROJECT), path, None))
    return tasks


def compare_all(options, tasks):
    """Prints every difference, in the order of the files; returns their number."""
    differences = 0
    with multiprocessing.Pool(options.jobs) as pool:
        for name, lines in pool.imap(functools.partial(compare_file, options), tasks):
            differences += len(lines)
            for line in lines:
                print("%s: %s" % (name, line), flush=True)
    return differences


def find_folder(folder):
    """The folder as given, else below PATCHMATRIX_CORPUS, else nothing."""
    corpus = os.environ.get("PATCHMATRIX_CORPUS", "")
    below = os.path.join(corpus, folder) if corpus else ""
    return next((f for f in (folder, below) if f and os.path.isdir(f)), None)


def main(arguments):
    parser = argparse.ArgumentParser(description="Check the program against the reader here.")
    parser.add_argument("program", metavar="PROGRAM")
    parser.add_argument("folder", metavar="FOLDER", nargs="?")
    parser.add_argument("manifest", metavar="MANIFEST", nargs="?")
    parser.add_argument(
        "--without-inspect", action="store_true", help="compare tuples only, not `inspect`"
    )
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count(), help="files at the same time (all processors)"
    )
    options = parser.parse_args(arguments)
    if options.folder and not options.manifest:
        parser.error("FOLDER needs a MANIFEST")
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    tasks = shipped_files()
    if options.folder:
        folder = find_folder(options.folder)
        if folder:
            tasks += files_of_manifest(folder, options.manifest)
        else:
            count = len(read_manifest(options.manifest))
            print("skipped: the %d files of %s: no folder %s; PATCHMATRIX_CORPUS may name where "
                  "it is" % (count, options.manifest, options.folder))
    differences = compare_all(options, tasks)
    print("%d files compared, %d differences" % (len(tasks), differences))
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
