#!/usr/bin/env python3
"""compare_export.py FORMAT EXPORTED EXPECTED [TABLE...] - exported tables against the dumps of other readers.

FORMAT is jsonl, or csv, of `esentutl export --raw-time`, in the folder EXPORTED. EXPECTED is corpus/expected/SET/FILE: a
table in mse/ (Microsoft's engine) replaces the one in dissect/. Every row and every cell is compared; tables are all, or
those named. Format of the dumps: README of the corpus.
"""
import csv
import glob
import json
import os
import re
import struct
import sys

csv.field_size_limit(1 << 30)
ESCAPE = re.compile(r"\\(x[0-9a-f]{2}|u[0-9a-fA-F]{4}|.)", re.S)
CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}


def unescape(text):
    def one(match):
        code = match.group(1)
        return CONTROLS[code] if code in CONTROLS else chr(int(code[1:], 16))

    return ESCAPE.sub(one, text)


def float_of(text):
    kind, raw, _ = text.split(":", 2)
    return struct.unpack("<f" if kind == "f32" else "<d", bytes.fromhex(raw))[0]


def expected_value(text, kind):
    """The value of a dump's cell as it stands in JSON; kinds without quotes become numbers."""
    if text.startswith("raw:"):
        return "0x" + text[4:]
    if kind == "Bit":
        return text != "0"
    if kind in ("IEEESingle", "IEEEDouble"):
        number = float_of(text)
        if number != number:
            return "nan"
        return "inf" if number == float("inf") else "-inf" if number == float("-inf") else number
    if kind == "GUID":
        b = bytes.fromhex(text)
        return "-".join((b[3::-1].hex(), b[5:3:-1].hex(), b[7:5:-1].hex(), b[8:10].hex(), b[10:].hex()))
    if kind in ("Text", "LongText"):
        return unescape(text)
    if kind in ("Binary", "LongBinary"):
        return text
    return int(text)


def list_in(text):
    """The list that several values are; None for a text that only begins like one."""
    if text.startswith("[") and text.endswith("]"):
        try:
            return json.loads(text)
        except ValueError:
            pass
    return None


def expected_cell(text, kind):
    if text == "\\N":
        return None
    values = list_in(text)
    return [expected_value(each, kind) for each in values] if values else expected_value(text, kind)


def same_float(left, right, kind):
    if kind == "IEEESingle":
        return struct.pack("<f", left) == struct.pack("<f", right)
    return struct.pack("<d", left) == struct.pack("<d", right)


def same(actual, expected, kind):
    if isinstance(expected, list):
        return isinstance(actual, list) and len(actual) == len(expected) and all(map(lambda a, e: same(a, e, kind), actual, expected))
    if isinstance(actual, list) and len(actual) == 1:  # a column that may have several
        actual = actual[0]
    if isinstance(expected, float) and isinstance(actual, (int, float)):
        return same_float(actual, expected, kind)
    return type(actual) is type(expected) and actual == expected


def csv_value(text, kind):
    """A field of CSV as the JSON value. Text is always quoted, so an empty field is NULL only where text is not."""
    if list_in(text):
        return list_in(text)
    if text == "" and kind not in ("Text", "LongText", "Binary", "LongBinary"):
        return None
    if kind == "Bit":
        return text == "1"
    if kind in ("IEEESingle", "IEEEDouble"):
        return text if text in ("nan", "inf", "-inf") else float(text)
    if kind in ("Text", "LongText", "Binary", "LongBinary", "GUID") or text.startswith("0x"):
        return text
    return int(text)


def rows_of(path, form):
    with open(path, encoding="utf-8", errors="surrogatepass", newline="") as file:
        if form == "jsonl":
            for line in file.read().split("\n")[:-1]:
                yield json.loads(line)
        else:
            reader = csv.reader(file)
            names = next(reader)
            for row in reader:
                yield dict(zip(names, row))


def columns_of(line):
    columns = []
    for title in line.split("\t")[1:]:
        match = re.match(r"(.*):([A-Z]\w+)(?::cp\d+)?:\d+$", title)
        columns.append((match.group(1), match.group(2)))
    return columns


def compare_table(name, dump, exported, form):
    with open(dump, encoding="utf-8", newline="\n") as file:
        lines = file.read().split("\n")[:-1]
    columns = columns_of(lines[0])
    rows = iter(rows_of(exported, form))
    count = cells = 0
    for line in lines[1:]:
        if line.startswith("!ERR move"):
            continue
        row = next(rows, None)
        count += 1
        if row is None:
            return "%s: row %d is missing" % (name, count), cells
        for (column, kind), text in zip(columns, line.split("\t")[1:]):
            cells += 1
            if text.startswith("!ERR"):
                continue
            expected = expected_cell(text, kind)
            actual = row.get(column)
            if form == "csv":
                actual = None if expected is None and actual == "" else csv_value(actual, kind)
            if not same(actual, expected, kind):
                return "%s: row %d, column %s: %r is expected, %r is there" % (name, count, column, expected, actual), cells
    if next(rows, None) is not None:
        return "%s: there are more than %d rows" % (name, count), cells
    return None, cells


def main():
    form, exported, expected = sys.argv[1:4]
    wanted = sys.argv[4:]
    tables = failures = cells = 0
    with open(os.path.join(expected, "tables.tsv"), encoding="utf-8") as file:
        for line in file.read().split("\n")[1:-1]:
            number, name = line.split("\t")[:2]
            path = os.path.join(exported, name + "." + form)
            if (wanted and name not in wanted) or not (wanted or os.path.exists(path)):
                continue
            pattern = "%03d_*.tsv" % int(number)
            dumps = [d for folder in ("mse", "dissect") for d in glob.glob(os.path.join(expected, folder, pattern)) if ".idx_" not in d and ".goto" not in d]
            problem, seen = compare_table(name, dumps[0], path, form)
            tables, cells = tables + 1, cells + seen
            if problem:
                failures += 1
                print("FAILED", problem[:500])
    print("%d tables, %d cells, %d failed" % (tables, cells, failures))
    return 1 if failures or (wanted and tables != len(wanted)) else 0


sys.exit(main())
