#!/usr/bin/env python3
"""Writes struct_facts.def: the layout of every public structure as facts for header_layout_test.c.

    struct_facts.py REFERENCE/tables/structs.tsv > struct_facts.def

The table gives the offset of each field for i386 and x64; the size of a field follows from its type, worked out here
without a compiler so that the header is not its own witness. Run it again when the table changes; the output is
committed because the reference is not part of a release.
"""
import re
import sys

# Sizes on (i386, x64) of the types that are no structures.
SCALARS = {
    "char": (1, 1), "unsigned char": (1, 1), "unsigned short": (2, 2), "WCHAR": (2, 2),
    "int": (4, 4), "long": (4, 4), "unsigned long": (4, 4),
    "long long": (8, 8), "unsigned long long": (8, 8), "JET_DATESERIAL": (8, 8),
}
POINTER_SIZED = {"JET_API_PTR", "JET_SESID", "JET_TABLEID", "JET_INSTANCE", "JET_HANDLE", "JET_PFNSTATUS",
                 "JET_PFNINITCALLBACK", "JET_PWSTR"}
FOUR_BYTES = {"JET_DBID", "JET_COLUMNID", "JET_COLTYP", "JET_OBJTYP", "JET_CBTYP", "JET_GRBIT", "JET_ERR", "JET_SNT",
              "JET_SNC", "JET_RELOP", "JET_ERRCAT", "JET_BTREETYPE", "JET_TESTINJECTIONTYPE", "DBUTIL_OP",
              "EDBDUMP_OP"}

HEAD = """\
/*
 * struct_facts.def - the layout Windows gives to every public structure. By struct_facts.py; do not edit.
 *
 *   STRUCT(name, size on i386, size on x64)
 *   FIELD(structure, field, offset on i386, offset on x64, size on i386, size on x64)
 *   BITFIELD(structure, field, byte on i386, byte on x64, first bit, last bit)
 */
"""


def size_of(kind, structs):
    """Bytes of a type on (i386, x64)."""
    if " / " in kind:  # one type for each machine
        left, right = kind.split(" / ")
        return size_of(left, structs)[0], size_of(right, structs)[1]
    array = re.fullmatch(r"(.*)\[(\d+)\]", kind)
    if array:
        return tuple(int(array.group(2)) * size for size in size_of(array.group(1), structs))
    if kind.endswith("*") or kind in POINTER_SIZED:
        return 4, 8
    if kind in FOUR_BYTES:
        return 4, 4
    kind = kind.replace("struct tag", "")
    return SCALARS.get(kind) or structs[kind]


def main():
    with open(sys.argv[1], encoding="utf-8") as table:
        header, *rows = [line.rstrip("\n").split("\t") for line in table]
    rows = [dict(zip(header, row)) for row in rows]
    structs = {row["struct"]: (int(row["sizeof_i386"]), int(row["sizeof_x64"]))
               for row in rows if row["field"] == "(struct)"}
    print(HEAD, end="")
    for row in rows:
        name, field, kind, at32, at64 = (row[key] for key in ("struct", "field", "type", "off_i386", "off_x64"))
        if field == "(struct)":
            print("\nSTRUCT(%s, %d, %d)" % ((name,) + structs[name]))
        elif ":" in at32:
            byte32, bits = at32.split(":")
            byte64, bits64 = at64.split(":")
            assert bits == bits64, row
            print("BITFIELD(%s, %s, %s, %s, %s, %s)" % ((name, field, byte32, byte64) + tuple(bits.split("-"))))
        elif field != "-" and kind != "struct{}":
            print("FIELD(%s, %s, %s, %s, %d, %d)" % ((name, field, at32, at64) + size_of(kind, structs)))
    print("\n#undef STRUCT\n#undef FIELD\n#undef BITFIELD")


main()
