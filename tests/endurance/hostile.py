# SPDX-License-Identifier: Apache-2.0
"""What hostile documents and archives cost the real program.

    hostile.py PROGRAM WORK [--megabytes N]

Makes every input below WORK, one after another, and gives each to `PROGRAM tuples --count` with no
more address space than ADDRESS_SPACE and a time limit of its own. Every input must end in one clear
error, or in the right counts, within its time and memory; a folder of all the small ones must lose
none of its good documents. Prints time and peak memory of each. N is the size of the large documents
(200 unless told). Exit code 0 if all of that holds. No build with sanitizers: they need more address
space than there is.

Sizes are in MB (2^20 bytes). Memory is the peak resident set that the kernel reports.
"""

import argparse
import io
import json
import os
import random
import resource
import shutil
import signal
import struct
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections import namedtuple

MB = 1 << 20
ADDRESS_SPACE = 2048 * MB
SMALL_MB = 64  # the program itself, its words and rules, and a small document
FULL = 128 * MB  # from here on the large documents are large
BOMB_MB = 640  # what may be unpacked of one document (256 MB), while its buffer grows

# Of one input: what standard error must hold (None: nothing of the kind "error"), or the counts of
# documents, vulnerabilities and tuples that standard output must hold.
Case = namedtuple("Case", "name make error counts seconds megabytes")


def refused(name, make, error, seconds=5, megabytes=SMALL_MB):
    return Case(name, make, error, None, seconds, megabytes)


def read(name, make, counts, seconds=5, megabytes=SMALL_MB):
    return Case(name, make, None, counts, seconds, megabytes)


# ---------------------------------------------------------------------------------------------
# Documents

HEAD = (
    '{"document":{"category":"csaf_vex","csaf_version":"2.0","title":"Invented","publisher":'
    '{"category":"vendor","name":"Example Corp","namespace":"https://example.com"},"tracking":'
    '{"id":"EXAMPLE-1","status":"final","version":"1","initial_release_date":'
    '"2026-03-02T08:00:00Z","current_release_date":"2026-03-02T08:00:00Z"}}'
)
PRODUCT = '{"product_id":"%s","name":"Example %s"}'


def small(statuses='{"known_affected":["A"]}', name='"Example A"', rest="", head=HEAD):
    """A document with one product and one vulnerability."""
    return (
        head + ',"product_tree":{"full_product_names":[{"product_id":"A","name":' + name + "}]},"
        '"vulnerabilities":[{"cve":"CVE-2026-1"' + rest + ',"product_status":' + statuses + "}]}"
    )


def text(content):
    return lambda path, _: write(path, [content])


def write(path, pieces):
    with open(path, "wb") as file:
        for piece in pieces:
            file.write(piece if isinstance(piece, bytes) else piece.encode("utf-8"))


def joined(pieces):
    """The pieces with commas between, in blocks."""
    block = []
    first = True
    for piece in pieces:
        block.append(piece if first else "," + piece)
        first = False
        if len(block) == 10000:
            yield "".join(block)
            block.clear()
    yield "".join(block)


def packages(path, size):
    """Packages in a platform, as publishers of Linux distributions write them, until `size` bytes:
    branches, relationships, a status, a threat, a score and a fix for each. Returns the counts."""
    number = size // 728

    def branch(i):
        name = "package-%07d-1.2.3-4.el9.x86_64" % i
        return (
            '{"category":"product_version","name":"%s","product":{"name":"%s","product_id":"%s",'
            '"product_identification_helper":{"purl":"pkg:rpm/example/package-%07d@1.2.3-4.el9?'
            'arch=x86_64"}}}' % (name, name, name, i)
        )

    def relationship(i):
        name = "package-%07d-1.2.3-4.el9.x86_64" % i
        return (
            '{"category":"default_component_of","full_product_name":{"name":"%s as a component of '
            'Example Linux 9","product_id":"EL9:%s"},"product_reference":"%s",'
            '"relates_to_product_reference":"EL9"}' % (name, name, name)
        )

    ids = ['"EL9:package-%07d-1.2.3-4.el9.x86_64"' % i for i in range(number)]
    write(path, (
        piece
        for pieces in (
            [HEAD, ',"product_tree":{"branches":[{"category":"vendor","name":"Example","branches":['
             '{"category":"product_name","name":"Example Linux 9","product":' + PRODUCT
             % ("EL9", "Linux 9") + "},"],
            joined(branch(i) for i in range(number)),
            ['],"notes":[]}],"relationships":['],
            joined(relationship(i) for i in range(number)),
            [']},"vulnerabilities":[{"cve":"CVE-2026-1","product_status":{"fixed":['],
            joined(ids),
            [']},"remediations":[{"category":"vendor_fix","details":"Update","url":'
             '"https://example.com/EXSA-1","product_ids":['],
            joined(ids),
            [']}],"threats":[{"category":"impact","details":"Important","product_ids":['],
            joined(ids),
            [']}],"scores":[{"cvss_v3":{"version":"3.1","baseScore":9.8,"vectorString":'
             '"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"},"products":['],
            joined(ids),
            ["]}]}]}"],
        )
        for piece in pieces
    ))
    return 1, 1, number


def prose(path, size):
    """Few products and much text."""
    note = '{"category":"description","text":"%s"}' % ("All work and no play. " * 2000)
    number = size // len(note)
    write(path, [small()[:-3], ',"notes":[', *joined(note for _ in range(number)), "]}]}"])
    return 1, 1, 1


def identifiers(path, _):
    number = 1_000_000
    ids = ("P-%d" % i for i in range(number))
    write(path, (
        piece
        for pieces in (
            [HEAD, ',"product_tree":{"full_product_names":['],
            joined(PRODUCT % (i, i) for i in ids),
            [']},"vulnerabilities":[{"cve":"CVE-2026-1","product_status":{"known_affected":['],
            joined('"P-%d"' % i for i in range(number)),
            ["]}}]}"],
        )
        for piece in pieces
    ))
    return 1, 1, number


def broken_at_the_end(path, size):
    prose(path, size)
    with open(path, "r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"]")


def noise(head):
    def make(path, size):
        block = random.Random(1).randbytes(MB)
        write(path, [head, *(block for _ in range(size // MB))])

    return make


def deep_xml(depth):
    head = '<?xml version="1.0"?><cvrfdoc xmlns="http://www.icasi.org/CVRF/schema/cvrf/1.1">'
    return head + "<Branch>" * depth + "</Branch>" * depth + "</cvrfdoc>"


def deep_branches(depth):
    inside = '{"category":"product_name","name":"n","branches":[' * depth + "]}" * depth
    return HEAD + ',"product_tree":{"branches":[' + inside + "]}}"


# ---------------------------------------------------------------------------------------------
# Archives

ZEROS = bytes(16 * MB)


def gzip_of(*pieces):
    """Pieces are (bytes, how often): each is one member, and packed once."""
    for content, times in pieces:
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        packed = packer.compress(content) + packer.flush()
        for _ in range(times):
            yield packed


def zstd_of_zeros(blocks):
    """One frame of run-length blocks of 128 KB (RFC 8878, 3.1.1.2)."""
    yield b"\x28\xb5\x2f\xfd\x00\x58"
    for i in range(blocks):
        yield struct.pack("<I", (128 << 10) << 3 | 1 << 1 | (i == blocks - 1))[:3] + b"\0"


def tar_header(name, size, kind=b"0"):
    head = bytearray(512)
    head[0 : len(name)] = name
    head[100:136] = b"0000644\0" + b"0000000\0" + b"0000000\0" + b"%011o\0" % size
    head[136:148] = b"00000000000\0"
    head[148:156] = b" " * 8
    head[156:157] = kind
    head[257:265] = b"ustar\x0000"
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head)


def tar_member(name, content):
    return tar_header(name, len(content)) + content + bytes(-len(content) % 512)


def zip_of(*members):
    """Members are (name, content); a content that is a number is so many blocks of zeros."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            if isinstance(content, int):
                with archive.open(name, "w", force_zip64=True) as member:
                    for _ in range(content):
                        member.write(ZEROS)
            else:
                archive.writestr(name, content)
    return out.getvalue()


def gzip_bomb(path, _):
    write(path, gzip_of((ZEROS, 640)))  # 10 GB


def zstd_bomb(path, _):
    write(path, zstd_of_zeros(800_000))  # 100 GB


def json_bomb(path, _):
    """Not zeros but what an advisory may begin with."""
    begin = HEAD.encode() + b',"notes":['
    write(path, gzip_of((begin, 1), (b'"' + b"a" * (16 * MB) + b'",', 640)))


def zip_bomb(path, _):
    write(path, [zip_of(("a.json", small()), ("zeros.json", 64), ("z.json", small()))])  # 1 GB


def nested_zip(path, _):
    inner = zip_of(("zeros.json", 32))
    for level in range(5):
        inner = zip_of(*(("%d-%d.zip" % (level, i), inner) for i in range(4)))
    write(path, [zip_of(("good.json", small()), ("inner.zip", inner))])


def tar_bomb(path, _):
    good = tar_member(b"a.json", small().encode())
    zeros = tar_header(b"zeros.json", 64 * len(ZEROS))
    write(path, gzip_of((good + zeros, 1), (ZEROS, 64), (good + bytes(1024), 1)))


def endless_tar(path, _):
    zeros = tar_header(b"zeros.json", 12 * len(ZEROS))
    good = tar_member(b"a.json", small().encode())
    write(path, [*gzip_of((good, 1)), *(list(gzip_of((zeros, 1), (ZEROS, 12))) * 200)])  # 37 GB


def many_entries(path, _):
    good = tar_member(b"a.json", small().encode())
    write(path, gzip_of((good, 1), (tar_header(b"folder", 0, b"5") * 10_000, 120)))


# ---------------------------------------------------------------------------------------------


def small_cases():
    yield read("a small document", text(small()), (1, 1, 1))
    yield refused("JSON 10,000 deep", text(HEAD + ',"x":' + "[" * 10_000 + "]" * 10_000 + "}"),
                  "nested more than 256 levels")
    yield refused("JSON 1,000,000 deep, open", text("[" * 1_000_000), "nested more than 256 levels")
    yield refused("branches 10,000 deep", text(deep_branches(10_000)), "nested more than 256 levels")
    yield refused("XML 10,000 deep", text(deep_xml(10_000)), "nested more than 256 levels")
    yield refused("XML 1,000,000 deep", text(deep_xml(1_000_000)), "nested more than 256 levels")
    yield read("a list twice",
               text(small('{"known_affected":["A"],"known_affected":["B","C"]}')), (1, 1, 3))
    yield read("100,000 keys alike", text(small(rest=',"title":"t"' * 100_000)), (1, 1, 1))
    yield read("100,000 lists", text(small(
        "{%s}" % ",".join('"list %d":["A"]' % i for i in range(100_000)))), (1, 1, 1))
    yield refused("NaN", text(small(rest=',"x":NaN')), "JSON")
    yield refused("-Infinity", text(small(rest=',"x":-Infinity')), "JSON")
    yield refused("a number of 1 MB", text(small(rest=',"title":' + "9" * MB)), "JSON")
    yield read("numbers and strings", text(small('{"known_affected":["A",5,true,null],"fixed":7}')),
               (1, 1, 4))
    yield refused("half a pair, leading", text(small(name='"\\ud800"')), "JSON")
    yield read("half a pair, trailing", text(small(name='"\\udc00"')), (1, 1, 1))
    yield read("NUL as an escape", text(small(name='"a\\u0000b"')), (1, 1, 1))
    yield refused("NUL in a text", text(small(name='"a\0b"')), "JSON")
    yield refused("NUL behind the text", text(small() + "\0{"), "JSON")
    yield refused("nothing but NULs", text("\0" * MB), "")
    yield refused("cut off", text(small()[:-40]), "JSON")
    yield refused("entities of entities", text(
        '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;&a;">]>'
        "<cvrfdoc>&b;</cvrfdoc>"), "DOCTYPE")


def cases(size):
    yield from small_cases()
    yield refused("gzip of 10 GB of zeros", gzip_bomb, "larger than 256 MiB", 10, BOMB_MB)
    yield refused("gzip of 10 GB of JSON", json_bomb, "larger than 256 MiB", 10, BOMB_MB)
    yield refused("zstd of 100 GB of zeros", zstd_bomb, "larger than 256 MiB", 10, BOMB_MB)
    yield Case("zip with 1 GB of zeros", zip_bomb, "zeros.json", (2, 2, 2), 10, BOMB_MB)
    yield Case("tar.gz with 1 GB of zeros", tar_bomb, "zeros.json", (2, 2, 2), 10, BOMB_MB)
    yield read("zips in zips in a zip", nested_zip, (1, 1, 1))
    if size >= FULL:  # as long as all others together
        yield Case("tar.gz of 37 GB", endless_tar, "holds more than 16384 MiB", (1, 1, 1), 60, BOMB_MB)
    yield Case("tar.gz of 1,200,000 folders", many_entries, "holds more than 1000000 entries",
               (1, 1, 1), 20, SMALL_MB)
    # Each product is told of with its family and its words, whatever its id costs in the document.
    yield read("1,000,000 product ids", identifiers, (1, 1, 1_000_000), 20, 700)
    large = size // MB
    seconds = max(10, large / 10)
    memory = max(SMALL_MB, 4 * large)
    yield read("%d MB of packages" % large, packages, packages, seconds, memory)
    yield read("%d MB of prose" % large, prose, (1, 1, 1), seconds, memory)
    yield refused("%d MB, broken at the end" % large, broken_at_the_end, "JSON", seconds, memory)
    # Half of the bytes are no UTF-8, and their replacement takes three for one.
    noisy = max(SMALL_MB, 6 * large if size < FULL else 5 * large)
    yield refused("%d MB of noise" % large, noise(""), "", seconds, noisy)
    yield refused("%d MB of noise in JSON" % large, noise(HEAD + ',"x":"'), "JSON", seconds, noisy)
    yield refused("%d MB of noise in XML" % large, noise("<cvrfdoc>"), "XML", seconds, noisy)


Run = namedtuple("Run", "code out err seconds megabytes")


def run(program, path, seconds):
    """Runs the program; after `seconds` it is killed, and its exit code is None."""
    limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    begin = time.monotonic()
    child = subprocess.Popen(
        [program, "tuples", path, "--count", "--lang", "en", "--jobs", "2"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=limit,
        env={"LC_ALL": "C.UTF-8", "HOME": "/nonexistent", "PATH": os.environ.get("PATH", "")},
    )
    killer = threading.Timer(seconds, child.kill)
    killer.start()
    streams = {}
    readers = [
        threading.Thread(target=lambda key=key, file=file: streams.update({key: file.read()}))
        for key, file in (("out", child.stdout), ("err", child.stderr))
    ]
    for reader in readers:
        reader.start()
    _, status, usage = os.wait4(child.pid, 0)
    took = time.monotonic() - begin
    killer.cancel()
    for reader in readers:
        reader.join()
    child.returncode = os.waitstatus_to_exitcode(status)
    code = None if took >= seconds and child.returncode == -signal.SIGKILL else child.returncode
    out, err = (streams[key].decode("utf-8", "replace") for key in ("out", "err"))
    return Run(code, out, err, took, usage.ru_maxrss / 1024)


def counts_of(out):
    """Documents, vulnerabilities and tuples of what --count prints; zeros without it."""
    rows = [line.split() for line in out.splitlines()]
    first = {row[0]: int(row[-1]) for row in reversed(rows) if len(row) > 1}
    return tuple(first.get(key, 0) for key in ("documents", "vulnerabilities", "tuples"))


def problems(case, done, counts):
    """What is not as it should be."""
    found = []
    errors = [line for line in done.err.splitlines() if line.startswith("patchmatrix: error:")]
    if done.code is None:
        return ["not finished after %g s" % case.seconds]
    if done.code < 0:
        return ["ended by signal %d" % -done.code]
    if done.megabytes > case.megabytes:
        found.append("more than %g MB" % case.megabytes)
    if (done.code == 0) != (case.error is None):
        found.append("exit code %d" % done.code)
    if len(errors) != (case.error is not None) or not all(case.error in line for line in errors):
        found.append("expected %s, got %r" % (
            "no error" if case.error is None else "one error with %r" % case.error, errors))
    if counts_of(done.out) != (counts or (0, 0, 0)):
        found.append("expected %s, got %s" % (counts, counts_of(done.out)))
    if "internal" in done.err or "bad_alloc" in done.err:
        found.append("standard error: %r" % done.err[:400])
    return found


def try_case(program, work, case, size):
    path = os.path.join(work, "hostile")
    made = case.make(path, size)
    done = run(program, path, case.seconds)
    counts = made if callable(case.counts) else case.counts
    found = problems(case, done, counts)
    held = os.path.getsize(path) / MB
    print("%-30s %8.1f MB %7.2f s %7.0f MB  %s" % (
        case.name, held, done.seconds, done.megabytes, "; ".join(found) or said(done)), flush=True)
    os.remove(path)
    return not found


def said(done):
    """What the program said, for the eye."""
    lines = done.err.splitlines()
    line = next((one for one in lines if "error:" in one), lines[0] if lines else "")
    return line.rpartition("hostile: ")[2][:90]


def try_folder(program, work):
    """One bad file spoils no other."""
    folder = os.path.join(work, "folder")
    os.mkdir(folder)
    expected = [0, 0, 0]
    bad = 0
    for number, case in enumerate(small_cases()):
        case.make(os.path.join(folder, "%02d" % number), 0)
        expected = [a + b for a, b in zip(expected, case.counts or (0, 0, 0))]
        bad += case.error is not None
    done = run(program, folder, 20)
    errors = done.err.count("patchmatrix: error:")
    passed_over = done.err.count("not an advisory")
    right = counts_of(done.out) == tuple(expected) and errors + passed_over == bad
    print("a folder of all the small ones: %s of %s documents, %d errors, %d passed over: %s" % (
        counts_of(done.out)[0], expected[0], errors, passed_over, "right" if right else "wrong"))
    return right


def main(arguments):
    parser = argparse.ArgumentParser(description="Give hostile inputs to the program.")
    parser.add_argument("program", metavar="PROGRAM")
    parser.add_argument("work", metavar="WORK", help="a folder that is made anew")
    parser.add_argument("--megabytes", type=int, default=200, metavar="N")
    options = parser.parse_args(arguments)
    shutil.rmtree(options.work, ignore_errors=True)
    os.makedirs(options.work)
    print("%-30s %11s %9s %10s  %s" % ("input", "size", "time", "memory", "said"))
    size = options.megabytes * MB
    program = os.path.abspath(options.program)
    good = [try_case(program, options.work, case, size) for case in cases(size)]
    good.append(try_folder(program, options.work))
    shutil.rmtree(options.work)
    print("%d of %d as they should be" % (sum(good), len(good)))
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
