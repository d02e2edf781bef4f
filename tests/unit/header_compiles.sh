#!/bin/sh
# Compiles esent.h, and esent_compat.h with it, as C and as C++, for each JET_VERSION, with and without JET_UNICODE and JET_NO_PLAIN_NAMES,
# and treats every warning as an error.
#
#   header_compiles.sh INCLUDE_FOLDER STANDARD COMPILER...
#
# STANDARD is c11, c17, c++11 or c++17. A compiler that is not installed is named and passed over; when none is there
# the test is skipped (77).
include=$1
standard=$2
shift 2
case $standard in
c++*) language=c++ ;;
*) language=c ;;
esac

compiled=0
failed=0
for compiler in "$@"; do
    if ! command -v "$compiler" >/dev/null; then
        echo "$compiler is not installed"
        continue
    fi
    for version in 0x0500 0x0501 0x0502 0x0600 0x0601 0x0602 0x0603 0x0a00 0x0a01 0x0a02 default; do
        for names in "" -DJET_UNICODE -DJET_NO_PLAIN_NAMES; do
            gate=
            [ $version = default ] || gate=-DJET_VERSION=$version
            if ! printf '#include "esent.h"\n#include "esent_compat.h"\n' | "$compiler" -x $language -std="$standard" -Wall -Wextra -Wpedantic \
                -Werror -fsyntax-only -I"$include" $gate $names -; then
                echo "FAILED: $compiler -std=$standard $gate $names"
                failed=$((failed + 1))
            fi
            compiled=$((compiled + 1))
        done
    done
done
echo "$compiled compilations, $failed failed"
[ $compiled -gt 0 ] || exit 77
[ $failed -eq 0 ]
