#!/bin/sh
# long_value_test.sh TOOL MAKE_SAMPLE BYTES MEASURE FIXTURES [EMULATOR] - export of values that are large: what comes out is
# what went in, and with MEASURE 1 the memory of the tool is looked at. FIXTURES is not used.
set -u

tool=$1 make_sample=$2 bytes=$3 measure=$4 emulator=${6:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

${emulator:+"$emulator"} "$make_sample" "$work/long.edb" long "$bytes" || exit $?
# shellcheck disable=SC2086 # no emulator is no argument
exec python3 - "$bytes" "$measure" $emulator "$tool" export "$work/long.edb" --table sample -o - <<'PYTHON'
import resource, subprocess, sys

size, measure, command = int(sys.argv[1]), sys.argv[2] == "1", sys.argv[3:]
PERIOD = 65521 # as in tests/support/database_builder.h
MEMORY = 64 * 2**20 + 16 * 2**20 # the cache of the tool, and everything else
block = bytes((k * k * 31 + k * 7 & 0xFFFFFFFF) >> 3 & 0xFF for k in range(PERIOD))
letters = bytes(ord("A") + b % 26 for b in block)


def pieces(block, size):
    for offset in range(0, size, PERIOD):
        yield block[:size - offset]


def hexadecimal(pieces):
    return (piece.hex().encode() for piece in pieces)


def expected(before, between, after, is_text_hexadecimal=False):
    yield before
    yield from hexadecimal(pieces(block, size))
    yield between
    yield from hexadecimal(pieces(letters, size)) if is_text_hexadecimal else pieces(letters, size)
    yield after


formats = {
    "csv": (b'"Id","Data","Text"\r\n1,', b',"', b'"\r\n'),
    "jsonl": (b'{"Id":1,"Data":"', b'","Text":"', b'"}\n'),
    "sql": (b'BEGIN;\nCREATE TABLE "sample" (\n  "Id" INTEGER,\n  "Data" BLOB,\n  "Text" TEXT\n);\n'
            b'INSERT INTO "sample" VALUES(1,x\'', b"',CAST(x'", b"' AS TEXT));\nCOMMIT;\n", True), # text that comes in pieces may have a NUL in a later one
}
for name, parts in formats.items():
    with subprocess.Popen(command + ["--format", name], stdout=subprocess.PIPE, bufsize=1 << 20) as tool:
        for piece in expected(*parts):
            assert tool.stdout.read(len(piece)) == piece, name
        assert tool.stdout.read(1) == b"", name
    assert tool.returncode == 0, name
used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
print(f"{size} bytes: at most {used // 2**20} MiB")
assert not measure or used <= MEMORY, "memory"
PYTHON
