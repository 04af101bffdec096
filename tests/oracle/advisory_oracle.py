# SPDX-License-Identifier: Apache-2.0
"""An independent reader that counts what security advisories contain.

It reads CSAF 2.0 and 2.1 (JSON), mixtures of both, and CVRF 1.1 and 1.2 (XML, any namespace
layout) with the standard library alone, and says for each file how many vulnerabilities, products
and tuples are in it, which tuples, and which findings follow from the facts. It knows nothing of
the program it checks: no vendor rules, no inference, no recomputed scores. README.md beside this
file says what is counted and why.

    advisory_oracle.py FILE...                  one row a file (the columns of manifest.tsv)
    advisory_oracle.py --tuples FILE...         document, vulnerability, product id, status
    advisory_oracle.py --severities FILE...     what the publisher states for each tuple
    advisory_oracle.py --diagnostics FILE...    every finding with what it is about

Limits: a file is read whole into memory; JSON nested deeper than Python's own limit is refused.
"""

import argparse
import json
import os
import re
import sys
import unicodedata
import xml.parsers.expat
from collections import namedtuple
from datetime import date

COLUMNS = (
    "file",
    "outcome",
    "documents",
    "document",
    "vulnerabilities",
    "products",
    "undefined",
    "tuples",
    "affected",
    "fixed",
    "not-affected",
    "under-investigation",
    "unknown",
    "diagnostics",
)

# Gravest first. Of the lists that name one product the gravest decides, by what it costs to be
# wrong: whoever runs the product must act (affected), may have to act (under investigation, then
# unknown: nobody even looks), has an older build that must be replaced (fixed), need not act.
STATUSES = ("affected", "under-investigation", "unknown", "fixed", "not-affected")

# The names of the lists, letters only: publishers write `known_affected`, `known not affected`,
# `Known Affected`. The second value is the group of CSAF test 6.1.6: lists of different groups
# contradict each other; `recommended` belongs to no group, because the standard allows an issuer
# to recommend a version of any group.
STATUS_LISTS = {
    "firstaffected": ("affected", "affected"),
    "knownaffected": ("affected", "affected"),
    "lastaffected": ("affected", "affected"),
    "firstfixed": ("fixed", "fixed"),
    "fixed": ("fixed", "fixed"),
    "recommended": ("fixed", None),
    "knownnotaffected": ("not-affected", "not-affected"),
    "underinvestigation": ("under-investigation", "under-investigation"),
    "unknown": ("unknown", "unknown"),
}

DIAGNOSTICS = (
    "bad-date",
    "contradictory-status",
    "date-without-zone",
    "document-deleted",
    "duplicate-key",
    "group-defined-twice",
    "invalid-utf8",
    "lone-surrogate",
    "no-vulnerabilities",
    "product-defined-twice",
    "product-repeated",
    "product-without-id",
    "relationship-cycle",
    "relationship-incomplete",
    "relationship-undefined",
    "undefined-group",
    "undefined-product",
    "unknown-status",
    "vulnerability-twice",
    "vulnerability-without-id",
    "vulnerability-without-product",
    "wrong-json-type",
)

SEVERITY_RANKS = {
    "critical": 4,
    "kritisch": 4,
    "important": 3,
    "high": 3,
    "hoch": 3,
    "moderate": 2,
    "medium": 2,
    "mittel": 2,
    "low": 1,
    "minor": 1,
    "niedrig": 1,
    "none": 0,
}

IMPACT_LABELS = {
    "remote code execution": "remote-code-execution",
    "code execution": "remote-code-execution",
    "execute unauthorized code or commands": "remote-code-execution",
    "elevation of privilege": "elevation-of-privilege",
    "escalation of privilege": "elevation-of-privilege",
    "escalation of privileges": "elevation-of-privilege",
    "privilege escalation": "elevation-of-privilege",
    "privilege elevation": "elevation-of-privilege",
    "information disclosure": "information-disclosure",
    "denial of service": "denial-of-service",
    "security feature bypass": "security-feature-bypass",
    "security bypass": "security-feature-bypass",
    "improper access control": "security-feature-bypass",
    "authorization bypass": "security-feature-bypass",
    "spoofing": "spoofing",
    "xss": "spoofing",
    "cross-site scripting": "spoofing",
    "tampering": "tampering",
    "data tampering": "tampering",
    "data corruption": "tampering",
    "defense in depth": "defense-in-depth",
}

CVRF_NAMESPACE = re.compile(
    r"https?://www\.icasi\.org/CVRF/schema/(cvrf|vuln|prod|common)/1\.1/?$"
    r"|https?://docs\.oasis-open\.org/csaf/ns/csaf-cvrf/v1\.2/(cvrf|vuln|prod|common)/?$"
)

BLANKS = " \t\r\n\f\v"

LEADING_HALVES = range(0xD800, 0xDC00)
TRAILING_HALVES = range(0xDC00, 0xE000)


class Refused(Exception):
    """The file is not an advisory that can be read; the argument says why, in one word."""


class Number:
    """A JSON number with the text it was written with, so that 9.80 stays 9.80."""

    def __init__(self, text):
        self.text = text


Score = namedtuple("Score", "version base vector")


class Vulnerability:
    """What all entries of one document with the same identifier say together."""

    def __init__(self):
        self.entries = 0
        self.lists = {}  # product id -> set of list names (letters only)
        self.words = {}  # product id -> severity words stated for this product
        self.general_words = {}  # product id -> words the entry states without naming products
        self.ratings = {}  # product id -> qualitative ratings of CSAF 2.1
        self.labels = {}  # product id -> impact labels as written
        self.general_labels = {}
        self.noted_labels = {}  # of notes, which speak of the entry as a whole
        self.scores = {}  # product id -> list of Score
        self.cwes = []  # CWE ids of all entries, each once

    def status(self, product):
        """The status of a product: that of the gravest list that is not only a recommendation."""
        names = self.lists[product]
        firm = {status_of(name) for name in names if name != "recommended"}
        return next((s for s in STATUSES if s in firm), "fixed")


class Document:
    """Everything counted from one file."""

    def __init__(self):
        self.id = ""
        self.word = ""  # the severity word of the document as a whole
        self.labels = []  # impact labels of the document as a whole
        self.vulnerabilities = {}  # identifier -> Vulnerability, in order of appearance
        self.definitions = {}  # product id -> list of (name, place); place None for flat lists
        self.links = {}  # product id -> ids its relationships start from and lead to
        self.ends = []  # those ids, of products without an id too
        self.named = set()  # product ids that anything but their definition names
        self.groups = {}  # group id -> product ids
        self.findings = []  # (code, subject)

    def note(self, code, subject=""):
        self.findings.append((code, subject))

    def products(self):
        return set(self.definitions) | self.undefined()

    def undefined(self):
        return self.named - set(self.definitions)

    def tuples(self):
        """Sorted (document, vulnerability, product id, status)."""
        return sorted(
            (self.id, name, product, vulnerability.status(product))
            for name, vulnerability in self.vulnerabilities.items()
            for product in vulnerability.lists
        )


# ---------------------------------------------------------------------------------------------
# Texts


def trim(text):
    return text.strip(BLANKS)


def letters(text):
    return "".join(c for c in text.lower() if c.isalpha())


def status_of(name):
    return STATUS_LISTS.get(name, ("unknown", "unknown"))[0]


def fold(text):
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def severity_word(text):
    """The text, trimmed, if it is one severity word as a whole; else empty."""
    return trim(text) if fold(text) in SEVERITY_RANKS else ""


def impact_labels(text):
    """The labels of a text that is one label or a comma list of labels and nothing else."""
    parts = [re.sub(r"^(and|or)\s", "", trim(part)) for part in text.split(",") if trim(part)]
    return parts if parts and all(fold(part) in IMPACT_LABELS for part in parts) else []


DATE = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})"
    r"(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(Z|z|[+-]\d{2}:?\d{2})?)?$"
)


def check_date(document, text, zone_expected=True):
    """Notes a date that cannot be read, or one that names no zone where there should be one."""
    match = DATE.match(trim(text))
    if not match:
        document.note("bad-date", trim(text))
        return
    year, month, day, hour, minute, second, zone = match.groups()
    try:
        date(max(int(year), 1), int(month), int(day))
    except ValueError:
        document.note("bad-date", trim(text))
        return
    clock = int(hour or 0) <= 23 and int(minute or 0) <= 59 and int(second or 0) <= 60
    offset = zone is None or zone in "Zz" or (int(zone[1:3]) <= 23 and int(zone[-2:]) <= 59)
    if not clock or not offset:
        document.note("bad-date", trim(text))
    elif zone is None and zone_expected:
        document.note("date-without-zone", trim(text))


# ---------------------------------------------------------------------------------------------
# What both formats have in common


def connect(document, identifier, ends, complete):
    if not complete:
        document.note("relationship-incomplete", identifier)
        return
    document.ends.extend(ends)
    if identifier:
        document.links.setdefault(identifier, []).extend(ends)


def define(document, product, name, place):
    if not product:
        document.note("product-without-id", name)
        return
    document.definitions.setdefault(product, []).append((trim(name), place))


def check_products(document):
    """Different definitions of one id, the first again, and ids that nothing defines.

    A flat list beside branches, relationships or paths is neither: some publishers list there what
    stands elsewhere in the tree.
    """
    for product, definitions in document.definitions.items():
        names = {name for name, _ in definitions if name}
        places = [place for _, place in definitions if place is not None]
        if len(names) > 1 or len(set(places)) > 1:
            document.note("product-defined-twice", product)
        placed = [one for one in definitions if one[1] is not None]
        if placed.count(placed[0] if placed else None) > 1:
            document.note("product-repeated", product)
    for product in sorted(document.undefined()):
        document.note("undefined-product", product)


def check_links(document):
    """Relationships to products that do not exist, and products made of themselves."""
    for end in document.ends:
        if end not in document.definitions:
            document.note("relationship-undefined", end)
    state = {}  # 1 = on the way down, 2 = done
    for start in document.links:
        if start in state:
            continue
        state[start] = 1
        path = [(start, iter(document.links[start]))]
        while path:
            node, ends = path[-1]
            for end in ends:
                if end not in document.links:
                    continue
                if state.get(end) == 1:
                    document.note("relationship-cycle", end)
                elif end not in state:
                    state[end] = 1
                    path.append((end, iter(document.links[end])))
                    break
            else:
                state[node] = 2
                path.pop()


def check_vulnerabilities(document, deleted):
    if not document.vulnerabilities and not deleted:
        document.note("no-vulnerabilities")
    for name, vulnerability in document.vulnerabilities.items():
        if vulnerability.entries > 1:
            document.note("vulnerability-twice", name)
        if not vulnerability.lists:
            document.note("vulnerability-without-product", name)
        for product, lists in vulnerability.lists.items():
            groups = {STATUS_LISTS.get(n, ("unknown", "unknown"))[1] for n in lists} - {None}
            if len(groups) > 1:
                document.note("contradictory-status", name + " " + product)


def define_group(document, group, products):
    document.named.update(products)
    if group in document.groups:
        document.note("group-defined-twice", group)
    else:
        document.groups[group] = products


def expand_group(document, group):
    """The products of a group. One without any stands for an undefined product with its id: what
    is said of it is said of something, and not of all products."""
    if not document.groups.get(group):
        document.note("undefined-group", group)
        return [group]
    return document.groups[group]


def stated_for(document, vulnerability, product, table):
    """What a table of a vulnerability holds for a product: under its id, under no id at all, and
    under an id that nothing defines and no list names but that is the product's full name: some
    publishers rate the line and list its versions. What is not affected has no share in that."""
    values = table.get(product, []) + table.get(None, [])
    line = document.definitions.get(product, [("", None)])[0][0]
    listed = line in document.definitions or line in vulnerability.lists
    if line and not listed and vulnerability.status(product) != "not-affected":
        values += table.get(line, [])
    return values


class Entry:
    """One vulnerability entry while it is being read; merged into its Vulnerability at the end.

    `None` for products means: for every product that a status list of this entry names.
    """

    def __init__(self, document):
        self.document = document
        self.lists = {}
        self.words = []
        self.ratings = []
        self.labels = []
        self.noted_labels = []
        self.scores = []
        self.cwes = []

    def list_product(self, product, list_name):
        self.document.named.add(product)
        self.lists.setdefault(product, set()).add(list_name)

    def threat(self, kind, text, products):
        """Sorts a threat by what its whole text is: a severity word, impact labels, or neither."""
        if kind not in ("impact", "severity"):
            return
        word = severity_word(text)
        if word:
            self.words.append((word, products))
        elif kind == "impact":
            self.labels.extend((label, products) for label in impact_labels(text))

    def merge(self, identifier):
        vulnerability = self.document.vulnerabilities.setdefault(identifier, Vulnerability())
        vulnerability.entries += 1
        for product, names in self.lists.items():
            vulnerability.lists.setdefault(product, set()).update(names)
        self.spread(self.words, vulnerability.words, vulnerability.general_words)
        self.spread(self.labels, vulnerability.labels, vulnerability.general_labels)
        self.spread(self.noted_labels, {}, vulnerability.noted_labels)
        self.spread(self.ratings, vulnerability.ratings, vulnerability.ratings)
        self.spread(self.scores, vulnerability.scores, vulnerability.scores)
        vulnerability.cwes.extend(cwe for cwe in self.cwes if cwe not in vulnerability.cwes)

    def spread(self, values, specific, general):
        """Adds each value for the products it names; without any, for those that this entry lists;
        an entry that lists none speaks of every product of its vulnerability (None)."""
        for value, products in values:
            target = general if products is None else specific
            for product in (self.lists or [None]) if products is None else products:
                known = target.setdefault(product, [])
                if value not in known:
                    known.append(value)


# ---------------------------------------------------------------------------------------------
# CSAF


def load_json(data):
    """The value, whether bytes had to be replaced, and the keys that stand twice in an object."""
    repeated = []

    def collect(pairs):
        value = dict(pairs)
        if len(value) == len(pairs):
            return value
        value = {}
        for key, one in pairs:
            if key in value:
                repeated.append(key)
                value[key] = both(value[key], one)
            else:
                value[key] = one
        return value

    def no_constant(text):
        raise Refused("json")

    text, replaced = decode(data, "utf-8")
    try:
        value = json.loads(
            text,
            object_pairs_hook=collect,
            parse_float=Number,
            parse_int=Number,
            parse_constant=no_constant,
        )
    except RecursionError:
        raise Refused("depth") from None
    except ValueError:
        raise Refused("json") from None
    return value, replaced, repeated


def both(first, again):
    """What a key that stands twice in one object holds: nothing of lists and objects is lost; of
    single values the last one counts, as in most readers of JSON."""
    if again is None:
        return first
    if isinstance(first, list) and isinstance(again, list):
        return first + again
    if isinstance(first, dict) and isinstance(again, dict):
        return {
            key: both(first[key], again[key]) if key in first and key in again
            else first.get(key, again.get(key))
            for key in [*first, *again]
        }
    return again


def has_half(value, halves):
    """Whether a text or key of this value holds one of these halves of a character, alone."""
    pending = [value]
    while pending:
        one = pending.pop()
        if isinstance(one, dict):
            pending.extend(one)
            pending.extend(one.values())
        elif isinstance(one, list):
            pending.extend(one)
        elif isinstance(one, str) and any(ord(c) in halves for c in one):
            return True
    return False


def decode(data, encoding):
    if data.startswith(b"\xef\xbb\xbf"):
        data, encoding = data[3:], "utf-8"
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    try:
        return data.decode(encoding), False
    except UnicodeDecodeError:
        return data.decode(encoding, "replace"), True


def read_csaf(data):
    root, replaced, repeated = load_json(data)
    if not isinstance(root, dict) or not isinstance(root.get("document"), dict):
        raise Refused("format")
    document = Document()
    if replaced:
        document.note("invalid-utf8")
    for key in repeated:
        document.note("duplicate-key", key)
    if has_half(root, LEADING_HALVES):
        raise Refused("json")
    if has_half(root, TRAILING_HALVES):
        document.note("lone-surrogate")
    header = root["document"]
    tracking = essential(header, "tracking", dict)
    document.id = trim(member(document, tracking, "id", str))
    severity = member(document, header, "aggregate_severity", dict)
    document.word = trim(member(document, severity, "text", str))
    check_tracking_dates(document, tracking)
    deleted = fold(member(document, tracking, "status", str)) == "deleted"
    if deleted:
        document.note("document-deleted")
    elif not document.id and root.get("vulnerabilities") is None:
        raise Refused("format")
    read_tree(document, essential(root, "product_tree", dict))
    for position, item in enumerate(essential(root, "vulnerabilities", list), 1):
        if not isinstance(item, dict):
            raise Refused("type")
        read_vulnerability(document, item, position)
    check_products(document)
    check_links(document)
    check_vulnerabilities(document, deleted)
    return document


def essential(parent, key, kind):
    """Like member(), but a wrong type refuses the document: there is nothing left to read."""
    value = parent.get(key)
    if value is None:
        return kind()
    if not isinstance(value, kind):
        raise Refused("type")
    return value


def as_written(value):
    """Numbers and literals as the text they were written with; anything else as it is."""
    if isinstance(value, Number):
        return value.text
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def member(document, parent, key, kind):
    """The member of that name, or an empty value; null counts as absent, another type is noted.
    A number or literal where a text belongs is its text."""
    value = parent.get(key)
    if kind is str:
        value = as_written(value)
    if value is None:
        return kind()
    if not isinstance(value, kind):
        document.note("wrong-json-type", key)
        return kind()
    return value


def items(document, parent, key, kind):
    """The elements of a list that have the expected type; the others are noted. One text in the
    place of a list of texts is its only element, and noted."""
    alone = as_written(parent.get(key))
    if kind is str and isinstance(alone, str):
        document.note("wrong-json-type", key)
        yield alone
        return
    for item in member(document, parent, key, list):
        item = as_written(item) if kind is str else item
        if isinstance(item, kind):
            yield item
        elif item is not None:
            document.note("wrong-json-type", key)


def check_member_date(document, parent, key):
    value = member(document, parent, key, str)
    if isinstance(as_written(parent.get(key)), str):
        check_date(document, value)


def check_tracking_dates(document, tracking):
    check_member_date(document, tracking, "initial_release_date")
    check_member_date(document, tracking, "current_release_date")
    for revision in items(document, tracking, "revision_history", dict):
        check_member_date(document, revision, "date")


def read_tree(document, tree):
    stack = [(branch, ()) for branch in reversed(list(items(document, tree, "branches", dict)))]
    while stack:
        branch, above = stack.pop()
        category = member(document, branch, "category", str)
        path = above + ((category, trim(member(document, branch, "name", str))),)
        product = member(document, branch, "product", dict)
        if isinstance(branch.get("product"), dict):
            read_product(document, product, path)
        inner = list(items(document, branch, "branches", dict))
        stack.extend((below, path) for below in reversed(inner))
    for product in items(document, tree, "full_product_names", dict):
        read_product(document, product, None)
    for relationship in items(document, tree, "relationships", dict):
        read_relationship(document, relationship)
    for path in items(document, tree, "product_paths", dict):
        read_product_path(document, path)
    for group in items(document, tree, "product_groups", dict):
        name = member(document, group, "group_id", str)
        define_group(document, name, list(items(document, group, "product_ids", str)))


def read_product(document, product, place):
    """Defines a product; returns its id, empty if it has none."""
    name = member(document, product, "name", str)
    identifier = member(document, product, "product_id", str)
    define(document, identifier, name, place)
    return identifier


def read_relationship(document, relationship):
    category = member(document, relationship, "category", str)
    ends = [
        member(document, relationship, "product_reference", str),
        member(document, relationship, "relates_to_product_reference", str),
    ]
    product = member(document, relationship, "full_product_name", dict)
    link(document, product, ends, ("relationship", category, *ends))


def read_product_path(document, path):
    ends = [member(document, path, "beginning_product_reference", str)]
    categories = []
    for step in items(document, path, "subpaths", dict):
        categories.append(member(document, step, "category", str))
        ends.append(member(document, step, "next_product_reference", str))
    product = member(document, path, "full_product_name", dict)
    link(document, product, ends, ("path", *categories, *ends))


def link(document, product, ends, place):
    """A product that is made of others; without one of its ends it is a product all the same."""
    document.named.update(end for end in ends if end)
    complete = len(ends) > 1 and all(ends)
    identifier = read_product(document, product, place if complete else None)
    connect(document, identifier, ends, complete)


def read_vulnerability(document, item, position):
    entry = Entry(document)
    statuses = member(document, item, "product_status", dict)
    for key in statuses:
        name = letters(key)
        if name not in STATUS_LISTS:
            document.note("unknown-status", key)
        for product in items(document, statuses, key, str):
            entry.list_product(product, name)
    for threat in items(document, item, "threats", dict):
        products = scope(document, threat)
        text = member(document, threat, "details", str)
        text = text or member(document, threat, "description", str)
        entry.threat(letters(member(document, threat, "category", str)), text, products)
    for key in ("remediations", "flags", "notes", "ids", "involvements"):
        for part in items(document, item, key, dict):
            scope(document, part)
    for part in items(document, item, "first_known_exploitation_dates", dict):
        scope(document, part)
    read_scores(document, item, entry)
    read_impact_notes(document, item, entry)
    read_cwes(document, item, entry)
    for key in ("discovery_date", "release_date", "disclosure_date"):
        check_member_date(document, item, key)
    entry.merge(identify(document, item, position))


def identify(document, item, position):
    cve = trim(member(document, item, "cve", str)) or ""
    if cve.upper().startswith("CVE-"):  # identifiers are one in any case
        return "CVE-" + cve[4:]
    # Anything else in that place ("N/A") names nothing.
    for other in items(document, item, "ids", dict):
        text = trim(member(document, other, "text", str))
        if text:
            return text
    name = "%s#%d" % (document.id, position)
    document.note("vulnerability-without-id", name)
    return name


def scope(document, part):
    """The products a part of an entry names itself or through groups; None if it names none."""
    if part.get("product_ids") is None and part.get("group_ids") is None:
        return None
    products = list(items(document, part, "product_ids", str))
    for group in items(document, part, "group_ids", str):
        products.extend(expand_group(document, group))
    document.named.update(products)
    return products


def read_scores(document, item, entry):
    for key in ("scores", "metrics"):
        for score in items(document, item, key, dict):
            products = None
            if score.get("products") is not None:
                products = list(items(document, score, "products", str))
                document.named.update(products)
            content = member(document, score, "content", dict) if key == "metrics" else score
            for name in ("cvss_v2", "cvss_v3", "cvss_v4"):
                if content.get(name) is not None:
                    value = read_cvss(document, member(document, content, name, dict), name)
                    entry.scores.append((value, products))
            rating = severity_word(member(document, content, "qualitative_severity_rating", str))
            if rating:
                entry.ratings.append((rating, products))


def read_cvss(document, cvss, name):
    base = trim(member(document, cvss, "baseScore", str))
    vector = trim(member(document, cvss, "vectorString", str))
    stated = trim(member(document, cvss, "version", str))
    return Score(cvss_version(vector, stated or name[-1]), base, vector)


def cvss_version(vector, stated):
    """The version a vector says itself (prefix, then metrics), else the one stated beside it."""
    match = re.match(r"CVSS:(\d\.\d)/", vector)
    if match:
        return match.group(1)
    metrics = {part.split(":")[0] for part in vector.strip("()").split("/")}
    if "Au" in metrics:
        return "2.0"
    if "PR" in metrics or "S" in metrics:
        return stated if stated.startswith("3") else "3"
    return stated


def read_impact_notes(document, item, entry):
    for note in items(document, item, "notes", dict):
        if fold(member(document, note, "title", str)) in ("impacts", "impact"):
            text = member(document, note, "text", str)
            entry.noted_labels.extend((label, None) for label in impact_labels(text))


def read_cwes(document, item, entry):
    weaknesses = list(items(document, item, "cwes", dict))
    weaknesses.append(member(document, item, "cwe", dict))
    for weakness in weaknesses:
        text = trim(member(document, weakness, "id", str))
        if text and text not in entry.cwes:
            entry.cwes.append(text)


# ---------------------------------------------------------------------------------------------
# CVRF


class Element:
    """An XML element: namespace, local name, attributes by local name, children, own text."""

    def __init__(self, namespace, name, attributes):
        self.namespace = namespace
        self.name = name
        self.attributes = attributes
        self.children = []
        self.pieces = []

    def text(self):
        return trim("".join(self.pieces))

    def attribute(self, name):
        return trim(self.attributes.get(name, ""))


def split_name(name):
    namespace, _, local = name.rpartition(" ")
    return namespace, local


def load_xml(data):
    """The root element and whether bytes had to be replaced. Document types are refused.

    The bytes are decoded here, not by the parser, so that a byte that is not of the declared
    encoding costs one character and not the document.
    """
    head = data[:200].decode("latin-1")
    declared = re.search(r"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']", head)
    try:
        text, replaced = decode(data, declared.group(1) if declared else "utf-8")
    except LookupError:
        raise Refused("encoding") from None
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff"), count=1)
    open_elements = []
    roots = []

    def start(name, attributes):
        pairs = {split_name(key)[1]: value for key, value in attributes.items()}
        element = Element(*split_name(name), pairs)
        (open_elements[-1].children if open_elements else roots).append(element)
        open_elements.append(element)

    def end(_):
        open_elements.pop()

    def characters(piece):
        open_elements[-1].pieces.append(piece)

    def doctype(*_):
        raise Refused("doctype")

    parser = xml.parsers.expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(text.encode("utf-8", "surrogatepass"), True)
    except xml.parsers.expat.ExpatError:
        raise Refused("xml") from None
    return roots[0], replaced


class Layout:
    """Finds children by local name. An element counts if it is in no namespace, in one of CVRF,
    or in that of the root element (a publisher may keep the whole document in its own)."""

    def __init__(self, root):
        self.own = root.namespace

    def counts(self, element):
        space = element.namespace
        return not space or space == self.own or CVRF_NAMESPACE.match(space) is not None

    def children(self, parent, *path):
        found = [parent]
        for name in path:
            names = name.split("|")
            found = [
                child
                for element in found
                for child in element.children
                if child.name in names and self.counts(child)
            ]
        return found

    def text(self, parent, *path):
        return next((e.text() for e in self.children(parent, *path) if e.text()), "")

    def texts(self, parent, *path):
        return [e.text() for e in self.children(parent, *path) if e.text()]


def read_cvrf(data):
    root, replaced = load_xml(data)
    if root.name != "cvrfdoc":
        raise Refused("format")
    document = Document()
    if replaced:
        document.note("invalid-utf8")
    layout = Layout(root)
    document.id = layout.text(root, "DocumentTracking", "Identification", "ID")
    document.word = layout.text(root, "AggregateSeverity")
    for note in layout.children(root, "DocumentNotes", "Note"):
        if fold(note.attribute("Title")) in ("impact", "impacts"):
            document.labels.extend(impact_labels(note.text()))
    for path in ("InitialReleaseDate", "CurrentReleaseDate"):
        check_dates(document, layout.children(root, "DocumentTracking", path))
    revisions = layout.children(root, "DocumentTracking", "RevisionHistory", "Revision", "Date")
    check_dates(document, revisions)
    for tree in layout.children(root, "ProductTree|HotPatchTree"):
        read_cvrf_tree(document, layout, tree)
    for position, item in enumerate(layout.children(root, "Vulnerability"), 1):
        read_cvrf_vulnerability(document, layout, item, position)
    check_products(document)
    check_links(document)
    check_vulnerabilities(document, False)
    return document


def check_dates(document, elements):
    for element in elements:
        if element.text():
            check_date(document, element.text(), zone_expected=False)


def read_cvrf_tree(document, layout, tree):
    stack = [(tree, ())]
    while stack:
        element, path = stack.pop()
        for child in element.children:
            if not layout.counts(child):
                continue
            if child.name == "FullProductName":
                place = path or None
                define(document, child.attribute("ProductID"), child.text(), place)
            elif child.name == "Branch":
                step = (child.attribute("Type"), child.attribute("Name"))
                stack.append((child, path + (step,)))
            elif child.name == "Relationship":
                read_cvrf_relationship(document, layout, child)
    for group in layout.children(tree, "ProductGroups", "Group"):
        define_group(document, group.attribute("GroupID"), layout.texts(group, "ProductID"))


def read_cvrf_relationship(document, layout, relationship):
    ends = [
        relationship.attribute("ProductReference"),
        relationship.attribute("RelatesToProductReference"),
    ]
    kind = relationship.attribute("RelationType")
    document.named.update(end for end in ends if end)
    place = ("relationship", kind, *ends) if all(ends) else None
    for product in layout.children(relationship, "FullProductName"):
        identifier = product.attribute("ProductID")
        define(document, identifier, product.text(), place)
        connect(document, identifier, ends, all(ends))


def read_cvrf_vulnerability(document, layout, item, position):
    entry = Entry(document)
    for status in layout.children(item, "ProductStatuses", "Status"):
        name = letters(status.attribute("Type"))
        if name not in STATUS_LISTS:
            document.note("unknown-status", status.attribute("Type"))
        for product in layout.texts(status, "ProductID"):
            entry.list_product(product, name)
    for threat in layout.children(item, "Threats", "Threat"):
        products = cvrf_scope(document, layout, threat)
        kind = letters(threat.attribute("Type"))
        entry.threat(kind, layout.text(threat, "Description"), products)
    for remediation in layout.children(item, "Remediations", "Remediation"):
        cvrf_scope(document, layout, remediation)
    for score in layout.children(
        item, "CVSSScoreSets|CVSSScoreSet", "ScoreSet|ScoreSetV2|ScoreSetV3"
    ):
        products = cvrf_scope(document, layout, score)
        entry.scores.append((read_cvrf_score(layout, score), products))
    for weakness in layout.children(item, "CWE"):
        identifier = weakness.attribute("ID")
        if identifier and identifier not in entry.cwes:
            entry.cwes.append(identifier)
    check_dates(document, layout.children(item, "ReleaseDate|DiscoveryDate"))
    entry.merge(identify_cvrf(document, layout, item, position))


def identify_cvrf(document, layout, item, position):
    name = layout.text(item, "CVE") or layout.text(item, "ID")
    if not name:
        name = "%s#%d" % (document.id, position)
        document.note("vulnerability-without-id", name)
    return name


def cvrf_scope(document, layout, part):
    products = layout.texts(part, "ProductID")
    groups = layout.texts(part, "GroupID")
    if not products and not groups:
        return None
    for group in groups:
        products.extend(expand_group(document, group))
    document.named.update(products)
    return products


def read_cvrf_score(layout, score):
    suffix = score.name[len("ScoreSet") :]
    base = layout.text(score, "BaseScore" + suffix)
    vector = layout.text(score, "Vector" + suffix)
    stated = {"V2": "2.0", "V3": "3"}.get(suffix, "") or score.attribute("version")
    return Score(cvss_version(vector, stated), base, vector)


# ---------------------------------------------------------------------------------------------
# Files and rows


def read_bytes(data):
    """The Document that these bytes are. Raises Refused."""
    start = data[:4096]
    if start.startswith(b"\xef\xbb\xbf"):
        start = start[3:]
    elif start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start[: len(start) // 2 * 2].decode("utf-16", "ignore").encode("utf-8")
    start = start.lstrip(BLANKS.encode())
    if not data.strip(BLANKS.encode()):
        raise Refused("empty")
    if start.startswith(b"<"):
        return read_cvrf(data)
    if start.startswith((b"{", b"[")):
        return read_csaf(data)
    raise Refused("format")


def read_file(path):
    """The Document in a file, or None and the reason for refusing it."""
    with open(path, "rb") as file:
        data = file.read()
    try:
        return read_bytes(data), ""
    except Refused as refused:
        return None, str(refused)


def safe(text):
    """A text that fits into one cell: controls and lone surrogates become U+FFFD."""
    return "".join(
        "\ufffd" if ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000 else c
        for c in text
    )


def row(path, name):
    """The row of one file, as a dict of texts by the names of COLUMNS."""
    return row_of(name, *read_file(path))


def row_of(name, document, why):
    """The row of a document that read_file returned."""
    cells = {column: "0" for column in COLUMNS}
    cells.update(file=name, outcome="refused:" + why, document="-", diagnostics="-")
    if document is None:
        return cells
    tuples = document.tuples()
    cells.update(
        outcome="read",
        documents="1",
        document=safe(document.id) or "-",
        vulnerabilities=str(len(document.vulnerabilities)),
        products=str(len(document.products())),
        undefined=str(len(document.undefined())),
        tuples=str(len(tuples)),
        diagnostics=",".join(sorted({code for code, _ in document.findings})) or "-",
    )
    for status in STATUSES:
        cells[status] = str(sum(1 for one in tuples if one[3] == status))
    return cells


def gravest(words):
    return max(words, key=lambda word: SEVERITY_RANKS.get(fold(word), -1))


def vendor_word(document, vulnerability, product):
    """The publisher's word for one tuple, and where it stands."""
    for words in (vulnerability.words, vulnerability.general_words, vulnerability.ratings):
        stated = stated_for(document, vulnerability, product, words)
        if stated:
            return gravest(stated), "vulnerability"
    if document.word and len(document.vulnerabilities) == 1:
        return document.word, "document"
    return "", ""


def vendor_labels(document, vulnerability, product):
    """The publisher's impact labels for one tuple as written, and where they stand."""
    for labels, place in (
        (vulnerability.labels, "vulnerability"),
        (vulnerability.general_labels, "vulnerability"),
        (vulnerability.noted_labels, "note"),
    ):
        stated = stated_for(document, vulnerability, product, labels)
        if stated:
            return stated, place
    alone = len(document.vulnerabilities) == 1
    return (document.labels, "document") if alone and document.labels else ([], "")


Stated = namedtuple(
    "Stated",
    "document vulnerability product_id status word word_place labels impacts label_place"
    " scores cwes",
)


def severity_rows(document):
    """What is stated for each tuple."""
    for _, name, product, status in document.tuples():
        vulnerability = document.vulnerabilities[name]
        word, word_place = vendor_word(document, vulnerability, product)
        labels, label_place = vendor_labels(document, vulnerability, product)
        yield Stated(
            document.id,
            name,
            product,
            status,
            word,
            word_place,
            labels,
            sorted({IMPACT_LABELS[fold(label)] for label in labels}),
            label_place,
            sorted(set(stated_for(document, vulnerability, product, vulnerability.scores))),
            sorted(vulnerability.cwes),
        )


def severity_cells(stated):
    """One row of --severities."""
    scores = (" ".join((s.version or "-", s.base or "-", s.vector or "-")) for s in stated.scores)
    return stated._replace(
        labels=", ".join(stated.labels),
        impacts=", ".join(stated.impacts),
        scores=" | ".join(scores),
        cwes=" ".join(stated.cwes),
    )


def print_row(cells):
    print("\t".join(safe(cell) for cell in cells))


def main(arguments):
    parser = argparse.ArgumentParser(description="Count what security advisories contain.")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--tuples", action="store_true", help="print every tuple")
    mode.add_argument("--severities", action="store_true", help="print what is stated per tuple")
    mode.add_argument("--diagnostics", action="store_true", help="print every finding")
    parser.add_argument("--relative-to", metavar="FOLDER", help="print file names relative to it")
    parser.add_argument("files", nargs="+", metavar="FILE")
    options = parser.parse_args(arguments)
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    if options.severities:
        print("#" + "\t".join(Stated._fields))
    elif not options.tuples and not options.diagnostics:
        print("#" + "\t".join(COLUMNS))
    for path in options.files:
        folder = options.relative_to
        name = os.path.relpath(path, folder) if folder else os.path.basename(path)
        if not (options.tuples or options.severities or options.diagnostics):
            cells = row(path, name)
            print_row(cells[column] for column in COLUMNS)
            continue
        document, why = read_file(path)
        if document is None:
            print("%s: refused: %s" % (name, why), file=sys.stderr)
        elif options.tuples:
            for cells in document.tuples():
                print_row(cells)
        elif options.severities:
            for stated in severity_rows(document):
                print_row(severity_cells(stated))
        else:
            for code, subject in sorted(set(document.findings)):
                print_row((name, code, subject))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
