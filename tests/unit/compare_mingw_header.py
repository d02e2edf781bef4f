#!/usr/bin/env python3
"""Compares the constants of our esent.h with those of MinGW's esent.h, where both define them.

    compare_mingw_header.py OUR_ESENT_H [COMPILER [MINGW_ESENT_H]]

Macros come from the preprocessor, enumerators from the text of enum bodies. The values are worked out by the
compiler: it puts them into a section of an object file, which is read back, so nothing has to run. Exit codes: 0 equal
but for the known errors of MinGW's header, 1 different, 77 (skip) without MinGW's compiler or header.
"""
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile

SKIP = 77

# Errors of MinGW's header: name -> (its value, why it is wrong). An entry that no longer applies is an error here.
KNOWN = {
    "JET_bitTableClassMask": (0x000F0000, "covers table classes 1 to 15; 16 to 31 need a fifth bit"),
    "JET_ccolKeyMost": (12, "the limit of Windows 2003; from Vista on keys have up to 16 columns"),
    "JET_coltypMax": (18, "knows the column types of Vista; Windows 10 added JET_coltypUnsignedLongLong"),
    "JET_paramMaxValueInvalid": (193, "one after the last parameter it knows"),
    "JET_sesparamMaxValueInvalid": (4102, "one after the last session parameter it knows"),
}

# What MinGW's header defines and esent.dll's own header does not; named so that anything new is noticed.
ONLY_MINGW = {
    "JET_errBadSLVSignature",        # streaming files, which ended with Exchange 2003
    "JET_errSLVReadVerifyFailure",
}


def skip(reason):
    print("skipped: " + reason)
    sys.exit(SKIP)


def run(command, text):
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def object_macros(compiler, header):
    """Names of the macros without parameters that `header` defines, with their text."""
    source = '#include <stddef.h>\n#include "%s"\n' % header
    after = run([compiler, "-dM", "-E", "-x", "c", "-"], source)
    return dict(re.findall(r"^#define ((?:JET_|op|spcat)\w+) (.+)$", after, re.M))


def enumerators(compiler, header):
    """Names of the enumeration constants that `header` declares."""
    text = run([compiler, "-E", "-P", "-x", "c", "-"], '#include <stddef.h>\n#include "%s"\n' % header)
    bodies = re.findall(r"\benum\b\s*\w*\s*\{([^}]*)\}", text)
    return {name for body in bodies for name in re.findall(r"(?:^|,)\s*((?:JET_|op|spcat)\w+)", body)}


def constants(compiler, header):
    """Names of everything with a number in `header`."""
    macros = object_macros(compiler, header)
    names = enumerators(compiler, header)
    for name, text in macros.items():
        number = re.fullmatch(r"[-+(~ ]*(\d|0x|\(JET_\w+\)|JET_\w+\b).*", text)
        if number and not re.fullmatch(r"JET_\w+_[AW]|JET_AW_\(.*", text):
            names.add(name)
    return names


def values(compiler, header, names):
    """The numbers behind `names`, as signed 64-bit integers."""
    objcopy = run([compiler, "-print-prog-name=objcopy"], "").strip()
    source = '#include <stddef.h>\n#include "%s"\n' % header
    source += '__attribute__((section("facts"), used)) const long long facts[] = {\n'
    source += "".join("(long long)(%s),\n" % name for name in names) + "};\n"
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "facts")
        run([compiler, "-c", "-x", "c", "-", "-o", path + ".o"], source)
        run([objcopy, "-O", "binary", "-j", "facts", path + ".o", path + ".bin"], "")
        with open(path + ".bin", "rb") as file:
            numbers = struct.unpack_from("<%dq" % len(names), file.read())
    return dict(zip(names, numbers))


def main():
    ours = os.path.abspath(sys.argv[1])
    compiler = sys.argv[2] if len(sys.argv) > 2 else "x86_64-w64-mingw32-gcc"
    if not shutil.which(compiler):
        skip("no " + compiler)
    if len(sys.argv) > 3:
        theirs = sys.argv[3]
    else:
        found = re.findall(r'"([^"]*/esent\.h)"', run([compiler, "-E", "-x", "c", "-"], "#if __has_include(<esent.h>)\n"
                                                      "#include <esent.h>\n#endif\n"))
        theirs = found[0] if found else ""
    if not os.path.exists(theirs):
        skip("MinGW has no esent.h")

    names_here = constants(compiler, ours) - {"JET_VERSION"}
    names_there = constants(compiler, theirs) - {"JET_VERSION"}  # what each takes for the newest
    both = sorted(names_here & names_there)
    here = values(compiler, ours, both)
    there = values(compiler, theirs, both)
    faults = []
    for name in both:
        if here[name] != there[name] and KNOWN.get(name, (None,))[0] != there[name]:
            faults.append("%s is %d here and %d in MinGW's header" % (name, here[name], there[name]))
    for name in KNOWN:
        if name not in both or here[name] == there[name]:
            faults.append("%s is no longer wrong in MinGW's header" % name)
    for name in sorted(names_there - names_here - set(ONLY_MINGW)):
        faults.append("%s is in MinGW's header only" % name)
    print("%d constants compared with %s, %d known errors there" % (len(both), theirs, len(KNOWN)))
    print("\n".join(faults))
    sys.exit(1 if faults else 0)


main()
