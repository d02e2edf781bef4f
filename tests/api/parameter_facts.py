#!/usr/bin/env python3
"""Writes parameter_facts.def: number, default, limits and freezing of system parameters as facts for parameter_test.c.

    parameter_facts.py REFERENCE/tables/params.tsv > parameter_facts.def

Only rows whose default and limits stand in the table as plain numbers are taken; the others have tests of their own. Run it
again when the table changes; the output is committed because the reference is not part of a release.
"""
import re
import sys

HEAD = """\
/*
 * parameter_facts.def - system parameters as Windows has them. By parameter_facts.py; do not edit.
 *
 *   NUMBER_FACT(id, name, when, default, low, high)     high ANY: no limit
 *   TEXT_FACT(id, name, when, default)
 */
"""
WHEN = {
    "any time": "ANY_TIME",
    "before JetInit of the instance": "BEFORE_INIT",
    "before first instance exists": "BEFORE_FIRST",
    "read-only (set gives errInvalidParameter)": "NEVER",
}
# Not plain numbers for a set: bits (16, 184), a list of formats (194), presets (129), the switch for advanced ones (130), and
# the page size, whose lowest value is 2048 in the recorded scripts (64).
OTHERS = {"16", "64", "129", "130", "184", "194"}


def plain(text):
    return re.fullmatch(r"0x[0-9a-fA-F]+|\d+( \* \d+)*", text) is not None


def main():
    seen = set()
    print(HEAD)
    with open(sys.argv[1], encoding="utf-8") as table:
        header, *rows = [line.rstrip("\n").split("\t") for line in table]
    for row in rows:
        row = dict(zip(header, row))
        number, when, default = row["number"], WHEN.get(row["when_settable"]), row["default"]
        if number in OTHERS or number in seen or when is None:
            continue
        seen.add(number)
        if row["type"].startswith("string"):
            if re.fullmatch('"[A-Za-z0-9]*"', default):
                print("TEXT_FACT(%s, %s, %s, %s)" % (number, row["name"], when, default))
            continue
        low, _, high = row["range(chars for strings)"].partition("..")
        high = "ANY" if high == "max" else high
        if row["type"].startswith(("int", "bool", "grbit")) and plain(default) and plain(low) and (high == "ANY" or plain(high)):
            print("NUMBER_FACT(%s, %s, %s, %s, %s, %s)" % (number, row["name"], when, default, low, high))
    print("\n#undef NUMBER_FACT\n#undef TEXT_FACT")


main()
