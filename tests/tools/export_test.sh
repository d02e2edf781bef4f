#!/bin/sh
# export_test.sh TOOL FIXTURES [EMULATOR] - export against the dumps of other readers, and its manners.
set -u

tool=$1 fixtures=$2 emulator=${3:-}
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/tools/lib.sh
. "$here/lib.sh"

run --version
[ "$code" != 77 ] || { cat "$work/out"; exit 77; }
[ -f "$fixtures/databases.txt" ] || { echo "skipped: no real files"; exit 77; }
corpus=$fixtures/corpus

same_as_dumps() { # same_as_dumps FORMAT SET/FILE [TABLE...]: $work/export against corpus/expected
    python3 "$here/compare_export.py" "$1" "$work/export" "$corpus/expected/$2" >"$work/out" 2>"$work/err"
}

# ------------------------------------------------------------------------------------------------- every cell is right
# file, exit code; without damage, then with.
while read -r file expected; do
    rm -rf "$work/export"
    run export "$corpus/$file" --format jsonl --raw-time --as-is -o "$work/export"
    check "export $file: exit code" code_is "$expected"
    [ "$expected" = 0 ] || check "export $file: damage is told with its table" err_has "ERROR: table '"
    check "export $file" same_as_dumps jsonl "$file"
done <<'FILES'
dissect-text/text.edb 0
dissect-multi/multi.edb 0
dissect-basic/basic.edb 0
dissect-index/index.edb 0
dissect-large/large.edb 0
eseparser-decompress_test/decompress_test.edb 0
museum-srum-server2022-day1/SRUDB.dat 0
plaso-ual-guid/C519A76A-D9B5-4F85-B667-5FAC08E0E1B4.mdb 0
target-webcache-a/WebCacheV01.dat 6
museum-search-win10-dirty/Windows.edb 185
FILES
for file in dissect-text/text.edb dissect-multi/multi.edb dissect-large/large.edb; do
    rm -rf "$work/export"
    run export "$corpus/$file" --format csv --raw-time -o "$work/export"
    check "export $file as CSV" same_as_dumps csv "$file"
done

# ------------------------------------------------------------------------------------------------------- SQL for SQLite
if command -v sqlite3 >/dev/null; then
    while read -r database table count; do
        rm -rf "$work/export" "$work/db"
        run export "$fixtures/$database" --format sql -o "$work/export"
        check "SQL of $database" code_is 0
        check "SQLite takes it" sh -c "cat '$work/export'/*.sql | sqlite3 -bail '$work/db' 2>'$work/err'"
        check "all rows are in" test "$(sqlite3 "$work/db" "SELECT count(*) FROM \"$table\"")" = "$count"
    done <<'TABLES'
oracle/clean_8192_efv9600/clean.edb T_types 103
oracle/clean_8192_efv8920/clean.edb T_derived0 120
corpus/dissect-text/text.edb text 1
TABLES
    rm -rf "$work/export" "$work/db"
    run export "$corpus/dissect-large/large.edb" --format sql -o "$work/export"
    check "a table of 64994 columns" sh -c "sqlite3 -bail '$work/db' <'$work/export/large.sql' 2>'$work/err'"
    check "it has rows of column and value" \
        test "$(sqlite3 "$work/db" 'SELECT count(DISTINCT _row) > 0 AND count(*) > count(DISTINCT _row) FROM large')" = 1
fi

# -------------------------------------------------------------------------------------------------------------- manners
database=$fixtures/oracle/clean_8192_efv8920/clean.edb
before=$(cksum <"$database")
run export "$database" --format csv -o -  --table T_big
check "standard output" code_is 0
check "a head and a line a row" test "$(wc -l <"$work/out")" = 3001
run export "$database" --format csv -o - --table T_BIG
check "names in any case" code_is 0
run export "$database" --format csv -o -
check "standard output takes one table" test "$code" != 0
run export "$database" --format csv -o - --table absent
check "a table that is not there" code_is 231
check "is named" err_has "'absent'"
run export "$database" --format xml -o "$work/x"
check "a format that is not there" test "$code" != 0
run export "$database" --format csv
check "no folder" test "$code" != 0
run export "$database" --format csv -o "$work/once" --table T_big
check "a folder is made" test -s "$work/once/T_big.csv"
run export "$database" --format csv -o "$work/once" --table T_big
check "nothing is overwritten" test "$code" != 0
check "and the file is named" err_has "T_big.csv"
run export "$database" --format csv -o "$work/once" --table T_big --force
check "with --force it is" code_is 0
run export "$database" --format csv -o "$work/json" --json
check "a summary in JSON" out_is_json
check "it counts rows" out_has '"rows": 3000'
run export "$fixtures/oracle/dirty_8192_smallckp/files/b.edb" --format csv -o "$work/dirty"
check "a dirty database: -550" code_is 218
check "no file was made for it" test ! -e "$work/dirty"
run export "$work/absent.edb" --format csv -o "$work/none"
check "no database" code_is 237
check "the database was not touched" test "$before" = "$(cksum <"$database")"
check "nothing lies beside it" test "$(find "$(dirname "$database")" -newer "$work/once" -type f | wc -l)" = 0
if [ -z "$emulator" ]; then
    "$tool" export "$database" --format csv -o - --table T_big 2>"$work/err" | head -n 1 >"$work/out"
    check "a reader that leaves is no error" test ! -s "$work/err"
    code=0
    "$tool" export "$database" --format csv -o - --table T_big >/dev/full 2>"$work/err" || code=$?
    check "output that cannot be written" test "$code" != 0
    printf '\377' >"$work/odd"
    rm -rf "$work/export"
    if command -v script >/dev/null; then
        script -qec "$tool export $database --format csv -o $work/export" /dev/null >"$work/out" 2>"$work/err" </dev/null
        check "a terminal sees the tables" out_has "T_big: 3000 rows"
    fi
fi

finish
