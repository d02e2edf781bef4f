#!/bin/sh
# exports_test.sh elf|pe|pe32 LIBRARY API_DEF COMPAT_HEADER NM OBJDUMP - the library exports every function of api.def and
# nothing else; libesent.so also the functions of esent_compat.h, each with its version, the DLL the two of them that the
# pass-through library hands on. A 32-bit DLL exports each name bare, for GetProcAddress(), and as name@bytes, for the import
# libraries of others.
set -eu
kind=$1 library=$2 api_def=$3 header=$4 nm=$5 objdump=$6
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One "name bytes" a line, read here with other means than api.cmake has.
sed -n 's/^API_\([A-Z_]*\)(\(Jet[A-Za-z0-9]*\), \([0-9]*\),.*/\1 \2 \3/p' "$api_def" |
    awk '$1 != "PLAIN" { print $2 "A", $3; print $2 "W", $3 } $1 != "AW_ONLY" { print $2, $3 }' >"$work/api"

case $kind in
elf)
    { cut -d' ' -f1 "$work/api"; sed -n 's/^JET_DECL .*[ *]\(esent_[a-z0-9_]*\)(.*/\1/p' "$header"; } |
        sed 's/$/@@LIBESENT_0/' >"$work/expected"
    "$nm" -D --defined-only "$library" | awk '$2 != "A" { print $3 }' >"$work/exported"
    ;;
pe | pe32)
    cut -d' ' -f1 "$work/api" >"$work/expected"
    printf '%s\n' esent_error_detail esent_error_when esent_set_status_policy >>"$work/expected"
    [ "$kind" = pe ] || tr ' ' '@' <"$work/api" >>"$work/expected"
    "$objdump" -p "$library" | sed -n '/^\[Ordinal\/Name Pointer\]/,/^$/s/^[[:space:]]*\[ *[0-9]*\] //p' >"$work/exported"
    ;;
esac
LC_ALL=C sort -o "$work/expected" "$work/expected"
LC_ALL=C sort -o "$work/exported" "$work/exported"
if ! diff "$work/expected" "$work/exported" >"$work/difference"; then
    echo "$library: expected and not exported (<), exported and not expected (>):"
    grep '^[<>]' "$work/difference"
    exit 1
fi
echo "$(wc -l <"$work/expected") exported names, as expected"
