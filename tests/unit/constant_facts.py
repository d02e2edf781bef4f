#!/usr/bin/env python3
"""Writes constant_facts.def: the value of every public constant as facts for header_values_test.c.

    constant_facts.py REFERENCE/tables > constant_facts.def

Values that the tables give by name or as an expression are worked out here. Run it again when a table changes; the
output is committed because the reference is not part of a release.
"""
import re
import sys

# The table gives the value of the oldest version; the header without JET_VERSION gives that of the newest.
NEWEST = {"JET_coltypMax": 19}

HEAD = """\
/*
 * constant_facts.def - the value Windows gives to every public constant. By constant_facts.py; do not edit.
 *
 *   CONSTANT(name, value)
 *   POINTER_NIL(name)     all bits set, of the size of a pointer
 */
"""


def load(path, value_column):
    with open(path, encoding="utf-8") as table:
        header, *rows = [line.rstrip("\n").split("\t") for line in table]
    return [(row[0], row[header.index(value_column)]) for row in rows]


def number(name, text, known):
    """The value of `text`, an expression over numbers and names; None for a nil of pointer size."""
    if name in NEWEST:
        return NEWEST[name]
    if re.fullmatch(r"\(~\(JET_(INSTANCE|SESID|TABLEID|LS)\)0\)", text):
        return None
    if text == "(~(JET_COLUMNID)0)":
        return 0xFFFFFFFF
    text = re.sub(r"\(JET_DBID\)\s*", "", text)
    text = re.sub(r"\b(0x[0-9A-Fa-f]+|\d+)U\b", r"\1", text)
    text = re.sub(r"\b(JET_\w+)\b", lambda match: str(number(match.group(1), known[match.group(1)], known)), text)
    assert re.fullmatch(r"[0-9A-Fa-fx()+| -]+", text), (name, text)
    return eval(text)  # only digits and operators are left


def main():
    folder = sys.argv[1]
    pairs = []
    for name, column in (("constants", "value"), ("params", "number"), ("grbits", "value"), ("errors", "number")):
        pairs += load("%s/%s.tsv" % (folder, name), column)
    known = dict(pairs)
    print(HEAD)
    for name, text in pairs:
        value = number(name, text, known)
        if value is None:
            print("POINTER_NIL(%s)" % name)
        else:
            print("CONSTANT(%s, %s)" % (name, value if value <= 0x7FFFFFFF else "0x%X" % value))
    print("\n#undef CONSTANT\n#undef POINTER_NIL")


main()
