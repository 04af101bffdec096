# SPDX-License-Identifier: Apache-2.0
"""Reads XLSX and OpenDocument sheets back, with the standard library alone."""

import datetime
import re
import xml.etree.ElementTree as tree
import zipfile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
EPOCH = datetime.date(1899, 12, 30)  # of spreadsheets
DAY_FORMS = {"yyyy-mm-dd"}


def unescaped(text):
    """ST_Xstring of ECMA-376, 22.9.2.19."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found.group(1), 16)), text)


def position(reference):
    """"B3" as (row, column), both from 0."""
    letters, digits = re.fullmatch("([A-Z]+)([0-9]+)", reference).groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(digits) - 1, column - 1


def xml_parts(path):
    """Every part of the file by name, and its root element."""
    with zipfile.ZipFile(path) as book:
        assert book.testzip() is None
        for entry in book.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0), (entry.filename, entry.date_time)
        return {name: tree.fromstring(book.read(name)) for name in book.namelist()}


def xlsx(path):
    """[(sheet name, {(row, column): value})]: str, float or datetime.date, without empty cells."""
    parts = xml_parts(path)
    strings = [
        unescaped("".join(each.text or "" for each in item.iter(MAIN + "t")))
        for item in parts["xl/sharedStrings.xml"]
    ]
    forms = {
        form.get("numFmtId"): form.get("formatCode")
        for form in parts["xl/styles.xml"].iter(MAIN + "numFmt")
    }
    styles = [
        forms.get(each.get("numFmtId"), "") for each in parts["xl/styles.xml"].find(MAIN + "cellXfs")
    ]
    targets = {each.get("Id"): each.get("Target") for each in parts["xl/_rels/workbook.xml.rels"]}
    out = []
    for sheet in parts["xl/workbook.xml"].iter(MAIN + "sheet"):
        cells = {}
        for cell in parts["xl/" + targets[sheet.get(RELATION)]].iter(MAIN + "c"):
            value = cell.find(MAIN + "v")
            if value is None:
                continue
            if cell.get("t") == "s":
                content = strings[int(value.text)]
            else:
                assert cell.get("t", "n") == "n", cell.get("t")
                content = float(value.text)
                if styles[int(cell.get("s", "0"))] in DAY_FORMS:
                    content = EPOCH + datetime.timedelta(days=int(content))
            if content != "":
                cells[position(cell.get("r"))] = content
        out.append((sheet.get("name"), cells))
    return out


def links(path):
    """Targets of all links that leave the workbook."""
    return [
        each.get("Target")
        for name, part in xml_parts(path).items()
        if name.endswith(".rels")
        for each in part
        if each.get("TargetMode") == "External"
    ]


def paragraph(element):
    """The text of a paragraph of an OpenDocument, with its blanks."""
    out = [element.text or ""]
    for child in element:
        if child.tag == TEXT + "s":
            out.append(" " * int(child.get(TEXT + "c", "1")))
        elif child.tag == TEXT + "tab":
            out.append("\t")
        elif child.tag == TEXT + "line-break":
            out.append("\n")
        else:
            out.append(paragraph(child))
        out.append(child.tail or "")
    return "".join(out)


def fods(path):
    """As xlsx(), of a flat OpenDocument."""
    out = []
    for sheet in tree.parse(path).getroot().iter(TABLE + "table"):
        cells, row = {}, 0
        for line in sheet.iter(TABLE + "table-row"):
            column = 0
            for cell in line:
                if cell.tag not in (TABLE + "table-cell", TABLE + "covered-table-cell"):
                    continue
                assert cell.get(TABLE + "formula") is None, cell.get(TABLE + "formula")
                kind = cell.get(OFFICE + "value-type")
                if kind == "string":
                    content = "\n".join(paragraph(each) for each in cell.findall(TEXT + "p"))
                elif kind == "date":
                    content = datetime.date.fromisoformat(cell.get(OFFICE + "date-value")[:10])
                elif kind is not None:
                    content = float(cell.get(OFFICE + "value"))
                repeated = int(cell.get(TABLE + "number-columns-repeated", "1"))
                if kind is not None and content != "":
                    for i in range(repeated):
                        cells[row, column + i] = content
                column += repeated
            row += int(line.get(TABLE + "number-rows-repeated", "1"))
        out.append((sheet.get(TABLE + "name"), cells))
    return out


def table(cells):
    """The rows behind the head, by the titles of their columns."""
    titles = {column: text for (row, column), text in cells.items() if row == 0}
    last = max(row for row, _ in cells)
    return [
        {title: cells.get((row, column)) for column, title in titles.items()}
        for row in range(1, last + 1)
    ]
