# SPDX-License-Identifier: Apache-2.0
"""LibreOffice reads the XLSX as it was written.

    libreoffice.py PROGRAM WORK DOCUMENT...

Writes the XLSX of each document in both languages, has LibreOffice convert it, and compares every
cell: texts, numbers and days. Exit code 77 where there is no LibreOffice.
"""

import os
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True  # a run leaves nothing behind in the source tree

import hostile_documents  # noqa: E402
import sheets  # noqa: E402

SKIPPED = 77


def convert(office, paths, work):
    """The flat OpenDocuments of the files: an empty profile, so that nobody's settings matter."""
    profile = "file://" + os.path.join(work, "profile")
    subprocess.run(
        [office, "--headless", "--norestore", "-env:UserInstallation=" + profile,
         "--convert-to", "fods", "--outdir", work, *paths],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300,
        env={**os.environ, "HOME": work, "LC_ALL": "C.UTF-8"},
    )
    return [os.path.splitext(path)[0] + ".fods" for path in paths]


def same(written, read):
    if isinstance(written, float) and isinstance(read, float):
        return abs(written - read) < 1e-9
    return written == read


def differences(written, read):
    """One line for each cell that was read otherwise."""
    if [name for name, _ in written] != [name for name, _ in read]:
        return ["sheets: %s" % [name for name, _ in read]]
    out = []
    for (name, cells), (_, other) in zip(written, read):
        for place in sorted(cells.keys() | other.keys()):
            if not same(cells.get(place), other.get(place)):
                out.append(("%s %s: written %r, read %r" % (name, place, cells.get(place),
                                                            other.get(place)))[:300])
    return out


def main():
    program, work, *documents = sys.argv[1:]
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        print("skipped: there is no LibreOffice (Debian: libreoffice-calc) to read XLSX with")
        sys.exit(SKIPPED)
    work = os.path.abspath(work)
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    paths = []
    for document in documents + hostile_documents.write(work):
        for language in ("ja", "en"):
            name = "%d-%s.xlsx" % (len(paths), language)
            paths.append(os.path.join(work, name))
            subprocess.run([program, "report", document, "--lang", language, "--format", "xlsx",
                            "-o", paths[-1]], check=True, stderr=subprocess.DEVNULL)
    cells, faults = 0, []
    for path, converted in zip(paths, convert(office, paths, work)):
        written = sheets.xlsx(path)
        cells += sum(len(each) for _, each in written)
        faults += ["%s: %s" % (os.path.basename(path), each)
                   for each in differences(written, sheets.fods(converted))]
    for fault in faults[:50]:
        print(fault)
    if faults:
        sys.exit("%d cells differ" % len(faults))
    print("LibreOffice read %d cells as they were written" % cells)


if __name__ == "__main__":
    main()
