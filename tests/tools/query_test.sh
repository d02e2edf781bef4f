#!/bin/sh
# query_test.sh TOOL FIXTURES [EMULATOR] - tables, schema, seek.
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

# ------------------------------------------------------------------------------------------------- tables and schemas
for folder in "$fixtures"/oracle/clean_*; do
    database=$folder/clean.edb
    run tables "$database" --count --json
    check "tables of $folder" out_is_json
    check "tables of $folder: rows, columns, indexes, pages" python3 - "$work/out" "$folder/dump.json" <<'PYTHON'
import json, sys
ours = {t["table"]: t for t in json.load(open(sys.argv[1], encoding="utf-8"))["tables"]}
theirs = json.load(open(sys.argv[2], encoding="cp1252"))["tables"]
assert set(ours) >= {t["table"] for t in theirs}
for table in theirs:
    mine = ours[table["table"]]
    assert mine["rows"] == len(table["rows"]), table["table"]
    assert mine["columns"] == len(table["columns"]), table["table"]
    assert mine["indexes"] == len(table["indexes"]), table["table"]
    assert (mine["pages"], mine["free"]) == (table["pagesOwned"], table["pagesAvail"]), table["table"]
PYTHON
    run schema "$database" --json
    check "schema of $folder" out_is_json
    check "schema of $folder: columns and indexes" python3 - "$work/out" "$folder/dump.json" <<'PYTHON'
import json, sys
ours = {t["table"]: t for t in json.load(open(sys.argv[1], encoding="utf-8"))["tables"]}
theirs = {t["table"]: t for t in json.load(open(sys.argv[2], encoding="cp1252"))["tables"]}
for name, mine in ours.items():
    their = theirs[name]
    columns = {c["name"]: c for c in mine["columns"]}
    for column in their["columns"]:
        found = columns[column["name"]]
        assert (found["id"], found["max"]) == (column["id"] & 0xFFFFFFFF, column["cbMax"]), (name, column)
        assert found["grbit"] == column["grbit"] & 0xFFFFFFFF, (name, column, found)
    indexes = {i["name"]: i for i in mine["indexes"]}
    for index in their["indexes"]:
        found = indexes[index["name"]]
        assert found["key"] == index["cols"], (name, index["name"])
        assert found["key_most"] == max(index["keyMost"], 255), (name, index["name"])
PYTHON
done
database=$fixtures/oracle/clean_8192_efv8920/clean.edb
run tables "$database"
check "tables as text" out_has "T_template         template"
run schema "$database" --table t_types
check "schema as text: a default" out_has 'dTextVar: Text(60), code page 1252, default "default text"'
check "schema as text: a condition" out_has 'ixCondNull (+cLong), where cShort is null'
check "schema as text: a locale" out_has "ixTextU_sv (+cTextU), locale 'sv-SE'"
run schema "$database" --table absent
check "schema of nothing" code_is 231
run tables "$fixtures/oracle/dirty_8192_smallckp/files/b.edb"
check "tables of a dirty database" code_is 218
run tables --as-is "$fixtures/oracle/dirty_8192_smallckp/files/b.edb"
check "tables --as-is" code_is 0

# -------------------------------------------------------------------------------------------------------------- seek
run export "$database" --format jsonl --raw-time -o "$work/export"
# shellcheck disable=SC2086 # no emulator is no argument
python3 "$here/check_seek.py" "$database" T_types "$work/export/T_types.jsonl" $emulator "$tool" >"$work/out" 2>"$work/err"
check "records are found by their keys" test $? = 0

seek_ids() { # seek_ids ARGUMENT...: the ids of the records, in one line
    run seek "$database" --table T_types "$@"
    sed 's/^{"id":\([0-9]*\),.*/\1/' "$work/out" | tr '\n' ' '
}
expected_ids() { # expected_ids "PYTHON": ids of the exported records for which it holds, in the order of the file
    python3 -c 'import json, sys
for line in open(sys.argv[1], encoding="utf-8"):
    r = json.loads(line)
    if eval(sys.argv[2]): print(r["id"], end=" ")' "$work/export/T_types.jsonl" "$1"
}
check "one record" test "$(seek_ids 5)" = "5 "
check "--ge" test "$(seek_ids --ge 100)" = "$(expected_ids 'r["id"] >= 100')"
check "--le" test "$(seek_ids --le 20 | wc -w)" = "$(expected_ids 'r["id"] <= 20' | wc -w)"
check "--le goes backwards" test "$(seek_ids --le 20 | cut -d' ' -f1)" -le 20
check "all of one value" test "$(seek_ids --index ixBit true | wc -w)" = "$(expected_ids 'r["cBit"] is True' | wc -w)"
check "NULL" test "$(seek_ids --index ixLong '\N' | wc -w)" = "$(expected_ids 'r["cLong"] is None' | wc -w)"
check "a prefix" test "$(seek_ids --index ixTagBin --prefix 0 2>/dev/null | wc -w)" = 0
check "a prefix of half a byte is no value" err_has "is no value of its key column"
check "a binary prefix" test "$(seek_ids --index ixBinVar --prefix 3 | wc -w)" = 0
first=$(python3 -c 'import json, sys
for line in open(sys.argv[1], encoding="utf-8"):
    v = json.loads(line)["cBinVar"]
    if v: print(v[:2]); break' "$work/export/T_types.jsonl")
check "records with that prefix" test "$(seek_ids --index ixBinVar --prefix "$first" | wc -w)" = \
    "$(expected_ids "(r['cBinVar'] or '').startswith('$first')" | wc -w)"
run seek "$database" --table T_types 4000000
check "no such record: -1601" code_is 191
check "no such record: nothing is printed" test ! -s "$work/out"
run seek "$database" --table T_types --index absent 1
check "no such index" test "$code" != 0
run seek "$database" --table T_types x
check "no number" err_has "'x' is no value"
run seek "$database" --table T_types 1 2
check "too many keys" test "$code" != 0
run seek "$database" 1
check "no table" err_has "wants one --table"

finish
