# SPDX-License-Identifier: Apache-2.0
"""What the tests of the store have in common: documents, the program, and a look at the file itself.

Python reads the store with SQLite alone and knows nothing of the program.
"""

import hashlib
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import defaultdict

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = SOURCE / "feeds/samples/microsoft/2022-Nov.xml"
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
NAMES = (
    "January February March April May June July August September October November December".split()
)


class Failed(Exception):
    """What the test was looking for."""


def main(test, arguments):
    """Runs `test`, which raises Failed; gives the exit code."""
    try:
        test(*arguments)
    except Failed as failure:
        print(f"FAILED: {failure}")
        return 1
    return 0


def expect(condition, told):
    if not condition:
        raise Failed(told)


def expect_equal(actual, expected, what):
    expect(actual == expected, f"{what}:\n  expected {expected!r}\n  actual   {actual!r}")


def empty_folder(path):
    path = pathlib.Path(path).resolve()
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


# ---------------------------------------------------------------------------------------------
# Documents


def write_months(folder, first_year, last_year):
    """Copies of the sample feed, one a month, in which each month's dates and CVE numbers are its own:
    CVE-2022-41091 is CVE-2021-0341091 in March 2021."""
    folder.mkdir(parents=True, exist_ok=True)
    sample = SAMPLE.read_text(encoding="utf-8")
    files = []
    for year in range(first_year, last_year + 1):
        for number, (short, name) in enumerate(zip(MONTHS, NAMES), 1):
            text = sample.replace("2022-Nov", f"{year}-{short}")
            text = text.replace("November 2022", f"{name} {year}")
            text = text.replace("2022-11-", f"{year}-{number:02}-")
            if (year, number) != (2022, 11):
                text = text.replace("CVE-2022-", f"CVE-{year}-{number:02}")
            files.append(folder / f"{year}-{short}.xml")
            files[-1].write_text(text, encoding="utf-8")
    return files


def documents(work):
    """The feed of the corpus; without one, 96 copies of the sample feed."""
    corpus = os.environ.get("PATCHMATRIX_CORPUS")
    feed = corpus and pathlib.Path(corpus) / "msrc/current"
    if feed and feed.is_dir():
        return sorted(feed.glob("*.xml.zst"))
    print("no msrc/current below PATCHMATRIX_CORPUS: copies of the sample feed instead")
    return write_months(work / "documents", 2017, 2024)


# ---------------------------------------------------------------------------------------------
# The program


def without_arrival_times(text):
    """An answer without what no two imports can have in common."""
    text = re.sub(r'"(fetched_at|first_seen|last_seen)": "[^"]*"', r'"\1": ""', text)
    return re.sub(r"(fetched|imported) \d{4}-\d\d-\d\d \d\d:\d\d UTC", r"\1", text)


class Program:
    def __init__(self, path, home, extra=None):
        self.path = str(path)
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "LC_ALL": "C.UTF-8",
            "HOME": str(home),
            "PATCHMATRIX_MIRROR": str(home / "mirror"),
            **{k: v for k, v in os.environ.items() if k == "PATCHMATRIX_DATA"},
            **(extra or {}),
        }

    def start(self, *arguments, **options):
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
        return subprocess.Popen(
            [self.path, *map(str, arguments)],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            **options,
        )

    def run(self, *arguments, store):
        """Exit code, standard output, standard error."""
        process = self.start(*arguments, "--store", store)
        out, err = process.communicate(timeout=120)
        expect(
            process.returncode >= 0,
            f"{' '.join(map(str, arguments[:3]))} was ended by signal {-process.returncode}",
        )
        return process.returncode, without_arrival_times(out.decode()), err.decode()

    def read(self, *arguments, store):
        """Standard output of a run that must go well."""
        code, out, err = self.run(*arguments, store=store)
        expect(code == 0, f"{' '.join(map(str, arguments[:3]))} ended with {code}: {err}")
        return out


# ---------------------------------------------------------------------------------------------
# The file


def files_of(store):
    return [pathlib.Path(f"{store}{end}") for end in ("", "-wal", "-shm")]


def remove(store):
    for file in files_of(store):
        file.unlink(missing_ok=True)


def copy(store, to):
    remove(to)
    for source, target in zip(files_of(store), files_of(to)):
        if source.exists():
            shutil.copyfile(source, target)


def rows(database, sql):
    return database.execute(sql).fetchall()


def has_tables(database):
    return rows(database, "SELECT count(*) FROM sqlite_schema WHERE name = 'document'")[0][0] != 0


def inconsistencies(store):
    """What is wrong with a store as texts; nothing if every document is whole."""
    database = sqlite3.connect(store)
    wrong = [text for (text,) in rows(database, "PRAGMA integrity_check") if text != "ok"]
    wrong += [f"reference {row}" for row in rows(database, "PRAGMA foreign_key_check")]
    if not has_tables(database):
        return wrong
    wrong += [
        f"{name}: no current version with its bytes"
        for (name,) in rows(
            database,
            "SELECT d.tracking FROM document d LEFT JOIN version v ON v.id = d.current AND "
            "v.document = d.id LEFT JOIN raw r ON r.version = v.id AND length(r.bytes) > 0 "
            "WHERE r.version IS NULL",
        )
    ]
    wrong += [
        f"{name}: version {sha256} without {missing}"
        for name, sha256, missing in rows(
            database,
            "SELECT d.tracking, v.sha256, CASE WHEN r.version IS NULL THEN 'bytes' ELSE 'arrival' "
            "END FROM version v JOIN document d ON d.id = v.document LEFT JOIN raw r ON "
            "r.version = v.id LEFT JOIN arrival a ON a.version = v.id "
            "WHERE r.version IS NULL OR a.id IS NULL",
        )
    ]
    # Of all that any version of a document names there is one row, and no other.
    named, there = defaultdict(set), defaultdict(set)
    for name, identifiers in rows(
        database,
        "SELECT d.tracking, v.identifiers FROM version v JOIN document d ON d.id = v.document "
        "WHERE d.kind = 'advisory'",
    ):
        named[name].update(identifiers.split("\n")[:-1])
    for name, each in rows(
        database,
        "SELECT d.tracking, u.name FROM vulnerability u JOIN document d ON d.id = u.document",
    ):
        there[name].add(each)
    wrong += [
        f"{name}: {len(there[name])} vulnerabilities instead of {len(named[name])}"
        for name in sorted(named.keys() | there.keys())
        if named[name] != there[name]
    ]
    # Findings are as many as were counted when the version was read, but for products that are one.
    wrong += [
        f"{name}: {count} findings, and {counted} were read"
        for name, count, counted in rows(
            database,
            "SELECT d.tracking, count(f.product), v.findings FROM document d JOIN version v ON "
            "v.id = d.current JOIN vulnerability u ON u.version = v.id LEFT JOIN finding f ON "
            "f.vulnerability = u.id GROUP BY d.id HAVING count(f.product) > v.findings OR "
            "(count(f.product) = 0) <> (v.findings = 0)",
        )
    ]
    database.close()
    return wrong


def expect_consistent(store, when):
    wrong = inconsistencies(store)
    expect(not wrong, f"{when} the store is not consistent:\n  " + "\n  ".join(wrong[:20]))


def columns(database, table, without=()):
    left_out = {"id", "document", "version", *without}
    names = [row[1] for row in rows(database, f"PRAGMA table_info({table})")]
    return [name for name in names if name not in left_out]


def listed(prefix, names):
    return ", ".join(f"{prefix}.{name}" for name in names)


def dump(store):
    """All that a store says, as sorted rows by natural keys: without row ids, times of arrival, and
    entries of dictionaries that nothing points to."""
    database = sqlite3.connect(store)
    out = {"setting": rows(database, "SELECT * FROM setting ORDER BY 1")}
    of_document = "d.publisher, d.tracking"
    of_version = f"{of_document}, v.sha256"
    version = "JOIN version v ON v.id = {0}.version JOIN document d ON d.id = v.document"
    out["document"] = rows(
        database,
        f"SELECT {of_version}, d.kind, d.vendor, d.version_order FROM document d "
        "LEFT JOIN version v ON v.id = d.current",
    )
    out["version"] = rows(
        database,
        f"SELECT {of_version}, {listed('v', columns(database, 'version'))} FROM version v "
        "JOIN document d ON d.id = v.document",
    )
    out["raw"] = [
        (*key, hashlib.sha256(content).hexdigest())
        for *key, content in rows(
            database, f"SELECT {of_version}, r.bytes FROM raw r {version.format('r')}"
        )
    ]
    out["arrival"] = rows(
        database,
        f"SELECT {of_version}, {listed('a', columns(database, 'arrival', ['fetched_at']))} "
        f"FROM arrival a {version.format('a')}",
    )
    out["vulnerability"] = rows(
        database,
        f"SELECT {of_version}, {listed('u', columns(database, 'vulnerability'))} "
        f"FROM vulnerability u {version.format('u')}",
    )
    out["known_issue"] = rows(
        database,
        f"SELECT {of_document}, {listed('k', columns(database, 'known_issue'))} "
        "FROM known_issue k JOIN document d ON d.id = k.document",
    )
    # Dictionaries once each: their entries are long and few.
    products, ratings, fixes = (
        {
            row[0]: row[1:]
            for row in rows(database, f"SELECT id, {', '.join(columns(database, table))} FROM {table}")
        }
        for table in ("product", "rating", "fix")
    )
    fix_sets = defaultdict(list)
    for fix_set, fix in rows(database, "SELECT fix_set, fix FROM fix_set_member"):
        fix_sets[fix_set].append(fixes[fix])
    fix_sets = {fix_set: tuple(sorted(members)) for fix_set, members in fix_sets.items()}
    out["finding"] = [
        (publisher, tracking, name, products[product], ratings[rating], fix_sets.get(fix_set, ()))
        for publisher, tracking, name, product, rating, fix_set in database.execute(
            f"SELECT {of_document}, u.name, f.product, f.rating, f.fix_set FROM finding f "
            "JOIN vulnerability u ON u.id = f.vulnerability JOIN document d ON d.id = u.document"
        )
    ]
    for catalogue in ("kev", "epss"):
        out[catalogue] = rows(database, f"SELECT * FROM {catalogue}")
    database.close()
    return {table: sorted(content, key=repr) for table, content in out.items()}


def expect_same(actual, expected, what):
    """Two dumps."""
    for table, wanted in expected.items():
        if actual[table] == wanted:
            continue
        missing = set(map(repr, wanted)) - set(map(repr, actual[table]))
        extra = set(map(repr, actual[table])) - set(map(repr, wanted))
        raise Failed(
            f"{what}: {table} differs: {len(actual[table])} rows, expected {len(wanted)}\n  missing "
            + "\n  missing ".join(sorted(missing)[:3])
            + "\n  extra "
            + "\n  extra ".join(sorted(extra)[:3])
        )


def summary(dumped):
    return ", ".join(f"{len(content)} {table}" for table, content in dumped.items() if content)


if __name__ == "__main__":
    for table, content in dump(sys.argv[1]).items():
        for row in content:
            print(table, *row, sep="\t")
