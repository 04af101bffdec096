# SPDX-License-Identifier: Apache-2.0
"""Hostile documents come out harmless in every format and language.

    hostile.py PROGRAM WORK

Renders the documents of hostile_documents.py with the real program and reads what it wrote with
Python's own readers. Every fault is one line; exit code 0 if there is none.
"""

import base64
import csv
import hashlib
import html.parser
import io
import json
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True  # a run leaves nothing behind in the source tree

import hostile_documents  # noqa: E402
import sheets  # noqa: E402

LANGUAGES = ("ja", "en")
DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")
LONGEST_CELL = 32_767  # UTF-16 units
ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
)  # controls but TAB and LF, and what turns the direction of text
LIVE = re.compile("^(https?://|mailto:|#)", re.IGNORECASE)

faults = []


def expect(condition, *what):
    if not condition:
        text = " ".join(str(each) for each in what)
        faults.append(text if len(text) < 400 else text[:400] + " …")


def render(program, document, language, form, out, *arguments):
    """The bytes that the program writes; a fault and b"" if it fails."""
    done = subprocess.run(
        [program, "report", document, "--lang", language, "--format", form, "-o", out, *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
        env={**os.environ, "HOME": os.path.dirname(out), "XDG_CONFIG_HOME": os.path.dirname(out)},
    )
    messages = done.stderr.decode("utf-8", "strict")
    expect(ACTING.search(messages) is None, out, "messages act on terminals")
    if done.returncode != 0:
        expect(False, out, "exit code", done.returncode, messages[-300:])
        return b""
    with open(out, "rb") as file:
        return file.read()


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────────


def cell(value):
    """What a cell of the CSV holds of a value of the JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return cell("|".join(each.replace("|", "/") for each in value))
    text = str(value)
    return "'" + text if text.lstrip(" \u00a0\u3000").startswith(DANGEROUS) else text


def check_csv(content, report, dialect, where):
    expect(content.startswith(b"\xef\xbb\xbf") == (dialect == "excel"), where, "byte order mark")
    expect((b"\r\n" in content) == (dialect == "excel"), where, "line ends")
    text = content.decode("utf-8-sig", "strict")
    expect(ACTING.search(text.replace("\r\n", "\n")) is None, where, "holds characters that act")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    vulnerabilities = report["vulnerabilities"] + report.get("fixed_now", [])
    expect(len(rows) == len(vulnerabilities), where, "rows:", len(rows), len(vulnerabilities))
    for row, known in zip(rows, vulnerabilities):
        for name, value in row.items():
            expect(value is not None and name is not None, where, "not as many cells as columns")
            expect(not (value or "").startswith(DANGEROUS), where, name, "begins a formula:", value)
        wanted = {
            "vulnerability": known["id"], "title": known["title"], "severity": known["severity"],
            "impact": known["impact"], "cvss_base": known["cvss"]["base"],
            "cvss_vector": known["cvss"]["vector"], "exploited": known["exploited"],
            "disclosed": known["publicly_disclosed"], "component": known["component"],
            "fixes": known["kbs"], "families": known["families"], "documents": known["documents"],
            "impacts": known["impacts"], "excluded": known["excluded"],
        }
        for name, value in wanted.items():
            expect(row.get(name) == cell(value), where, name, "is", repr(row.get(name)), "not",
                   repr(cell(value)))


# ── XLSX ─────────────────────────────────────────────────────────────────────────────────────────


def shortened(text):
    """As a cell holds it."""
    if len(text.encode("utf-16-le")) // 2 <= LONGEST_CELL:
        return text
    out = text.encode("utf-16-le")[: 2 * (LONGEST_CELL - 1)].decode("utf-16-le", "ignore")
    return out + "…"


def check_xlsx(path, report, where):
    for name, part in sheets.xml_parts(path).items():
        for element in part.iter():
            expect(element.tag.rsplit("}")[-1] != "f", where, name, "has a formula")
    for link in sheets.links(path):
        expect(re.match("https?://", link), where, "has a link to", link)
    book = sheets.xlsx(path)
    expect(len(book) == 5, where, "sheets:", [name for name, _ in book])
    for name, cells in book:
        for value in cells.values():
            if isinstance(value, str):
                expect(ACTING.search(value) is None, where, name, "holds characters that act:", value)
    rows = sheets.table(book[2][1])
    vulnerabilities = report["vulnerabilities"] + report.get("fixed_now", [])
    expect(len(rows) == len(vulnerabilities), where, "rows:", len(rows), len(vulnerabilities))
    for row, known in zip(rows, vulnerabilities):
        values = list(row.values())
        wanted = [shortened(known["id"]), shortened(known["title"]) or None]
        expect(values[:2] == wanted, where, "is", values[:2], "not", wanted)
        base = known["cvss"]["base"]
        expect(values[4] == (None if base is None else float(base)), where, "score", values[4])


# ── HTML ─────────────────────────────────────────────────────────────────────────────────────────


class Page(html.parser.HTMLParser):
    def __init__(self, where):
        super().__init__(convert_charrefs=True)
        self.where = where
        self.policy = ""
        self.scripts = []
        self.data_blocks = 0
        self.inside = None

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        for name, value in attributes:
            expect(not name.startswith("on"), self.where, "has", tag, name, value)
            if name in ("href", "src", "action", "formaction", "xlink:href", "data", "poster"):
                expect(LIVE.match(value or ""), self.where, "has", tag, name, value)
        expect(tag not in ("iframe", "object", "embed", "base", "img", "link", "form"), self.where,
               "has an element", tag)
        if tag == "meta" and values.get("http-equiv", "").lower() == "content-security-policy":
            self.policy = values["content"]
        if tag == "script":
            data = values.get("type") == "application/json"
            self.inside = None if data else []
            self.data_blocks += data

    def handle_endtag(self, tag):
        if tag == "script" and self.inside is not None:
            self.scripts.append("".join(self.inside))
            self.inside = None

    def handle_data(self, data):
        if self.inside is not None:
            self.inside.append(data)


def check_html(content, where, scripts):
    text = content.decode("utf-8", "strict")
    expect(ACTING.search(text) is None, where, "holds characters that act")
    page = Page(where)
    page.feed(text)
    page.close()
    expect(len(page.scripts) <= scripts, where, "scripts:", len(page.scripts))
    for script in page.scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        expect("'sha256-%s'" % digest in page.policy, where, "runs a script that is not its own:",
               script[:80])
    expect("unsafe-inline" not in page.policy, where, "allows anything:", page.policy)


# ── Markdown and text ────────────────────────────────────────────────────────────────────────────


def cells_of(line):
    """How many cells a row of a table of GitHub Flavored Markdown has."""
    return len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) - 1


def check_markdown(content, where):
    text = content.decode("utf-8", "strict")
    expect(ACTING.search(text) is None, where, "holds characters that act")
    columns = None
    for line in text.split("\n"):
        if line.startswith("|"):
            if columns is None:
                columns = cells_of(line)
            expect(cells_of(line) == columns, where, "a row of", cells_of(line), "cells, not",
                   columns, ":", line)
        else:
            columns = None
        bare = re.sub(r"\\.", "", line)
        for target in re.findall(r"\]\(([^)]*)\)", bare):
            expect(LIVE.match(target), where, "links to", target)
        expect("<" not in re.sub(r"<https?://[^<>\s]*>", "", bare), where, "has markup:", line)


def check_text(content, where):
    text = content.decode("utf-8", "strict")
    expect(re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text) is None, where,
           "holds characters that act")


def check(program, document, language, work):
    name = "%s.%s" % (os.path.basename(document), language)

    def made(form, *arguments):
        where = ".".join((name, *(each.lstrip("-") for each in arguments), form))
        path = os.path.join(work, where)
        return where, path, render(program, document, language, form, path, *arguments)

    report = json.loads(made("json")[2] or b'{"vulnerabilities": []}')
    expect(len(report["vulnerabilities"]) >= len(hostile_documents.ATTACKS) - 3, name,
           "vulnerabilities:", len(report["vulnerabilities"]))
    for dialect in ("excel", "unix"):
        where, _, content = made("csv", "--csv-dialect", dialect)
        if content:
            check_csv(content, report, dialect, where)
    where, path, content = made("xlsx")
    if content:
        check_xlsx(path, report, where)
    where, _, content = made("html")
    if content:
        check_html(content, where, 1)
    where, _, content = made("mail")
    if content:
        check_html(content, where, 0)
        expect(len(content) < 100_000, where, "bytes:", len(content))
    for layout in ("matrix", "table", "digest", "list", "monthly", "notice"):
        where, _, content = made("markdown", "--layout", layout)
        check_markdown(content, where)
        where, _, content = made("text", "--layout", layout)
        check_text(content, where)


def main():
    program, work = sys.argv[1:]
    for document in hostile_documents.write(work):
        for language in LANGUAGES:
            check(program, document, language, work)
    for fault in faults[:100]:
        print(fault)
    if faults:
        sys.exit("%d faults" % len(faults))
    print("hostile documents: harmless in every format, in %s" % " and ".join(LANGUAGES))


if __name__ == "__main__":
    main()
