#!/usr/bin/env python3
"""compare_oracle.py EXPORTED DUMP - tables exported as JSON lines with --raw-time against the oracle's dump.json.

The dump has the bytes of each value, of long ones their number, an FNV-1a-64 and the first 32; a column that it does not
have is NULL or its default. Every cell of every table is compared.
"""
import json
import os
import struct
import sys

NUMBERS = {2: "<B", 3: "<h", 4: "<i", 5: "<q", 6: "<f", 7: "<d", 8: "<Q", 14: "<I", 15: "<q", 17: "<H", 18: "<Q"}


def bytes_of(value, column):
    """What was exported, as the bytes that the engine has."""
    kind = column["coltyp"]
    if isinstance(value, str) and value in ("nan", "inf", "-inf") and kind in (6, 7):
        value = float(value)
    if kind == 1:
        return b"\xff" if value else b"\0"
    if kind in NUMBERS:
        return struct.pack(NUMBERS[kind], value)
    if kind == 16:
        digits = bytes.fromhex(value.replace("-", ""))
        return digits[3::-1] + digits[5:3:-1] + digits[7:5:-1] + digits[8:]
    if kind in (10, 12):
        if column["cp"] == 1200:
            return value.encode("utf-16-le", "surrogatepass")
        return b"".join(bytes([ord(c)]) if 0x80 <= ord(c) < 0xA0 else c.encode("cp1252") for c in value)
    return bytes.fromhex(value)


def fnv1a64(data):
    number = 1469598103934665603  # the dump's own basis, not the customary one
    for byte in data:
        number = (number ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return "%016x" % number


def same(actual, expected, column):
    data = bytes_of(actual, column)
    if isinstance(expected, dict):
        return len(data) == expected["cb"] and data.hex().startswith(expected["head"]) and fnv1a64(data) == expected["fnv1a64"]
    if column["coltyp"] == 1:
        return (data != b"\0") == (expected != "00")
    return data.hex() == expected


def same_cell(actual, expected, column):
    if expected is None or expected == "null":
        return actual is None or expected is None  # NULL, or the default
    values = expected if isinstance(expected, list) else [expected]
    found = actual if isinstance(actual, list) else [actual]
    return actual is not None and len(found) == len(values) and all(same(a, e, column) for a, e in zip(found, values))


def main():
    folder, dump = sys.argv[1:3]
    tables = cells = failures = 0
    with open(dump, encoding="cp1252") as file:
        tables_there = json.load(file)["tables"]
    for table in tables_there:
        path = os.path.join(folder, table["table"] + ".jsonl")
        if not os.path.exists(path):
            continue
        tables += 1
        with open(path, encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        problem = None if len(rows) == len(table["rows"]) else "%d rows instead of %d" % (len(rows), len(table["rows"]))
        for number, (actual, expected) in enumerate(zip(rows, table["rows"])):
            for column in table["columns"]:
                name = column["name"]
                cells += 1
                if problem is None and not same_cell(actual[name], expected.get(name), column):
                    problem = "row %d, column %s: %r instead of %r" % (number + 1, name, actual[name], expected.get(name))
        if problem:
            failures += 1
            print("FAILED", table["table"], problem[:400])
    print("%d tables, %d cells, %d failed" % (tables, cells, failures))
    return 1 if failures or tables < 10 else 0


sys.exit(main())
