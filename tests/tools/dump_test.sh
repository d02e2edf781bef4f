#!/bin/sh
# dump_test.sh TOOL FIXTURES [EMULATOR] - /mm and /ms against what Microsoft's tool printed, and the map of the pages.
set -u

tool=$1 fixtures=$2 emulator=${3:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/tools/lib.sh
. "$(dirname "$0")/lib.sh"

run --version
[ "$code" != 77 ] || { cat "$work/out"; exit 77; }
[ -f "$fixtures/databases.txt" ] || { echo "skipped: no real files"; exit 77; }

# --------------------------------------------------------------------------------------------------- the oracle's files
# Microsoft's tool ran under Wine, whose printf knows no %ws: where names of its own would be, formats are. The figures are
# there. Names of tables are code page 1252.
numbers() { grep -aoE ' (Db |Pri|LV |Idx)|[0-9]+\.[0-9]{2,3}%?' | tr -d ' %'; }

for folder in "$fixtures"/oracle/clean_*; do
    database=$folder/clean.edb
    run /mm "$database"
    check "/mm $folder: exit code" code_is 0
    part='/META-DATA DUMP/,/^\*\*\**$/ { /^%-51.5ws\|^[^ ]* *Db /d; p; }'
    tr -d '\r' <"$folder/eseutil_mm.txt" | iconv -f CP1252 -t UTF-8 | sed -n "$part" >"$work/theirs"
    sed -n "$part" "$work/out" >"$work/ours"
    check "/mm $folder has lines" test "$(wc -l <"$work/theirs")" -gt 100
    check "/mm $folder" cmp -s "$work/theirs" "$work/ours"
    check "/mm $folder: the line of the database" \
        grep -qE '^.{5} {46} Db            1          1$' "$work/out"

    run /ms "$database"
    check "/ms $folder: exit code" code_is 0
    tr -d '\r' <"$folder/eseutil_ms.txt" | sed -n '/Enumerated [0-9]* Tables/,/Pgno Ranges/p' >"$work/theirs"
    sed -n '/Enumerated [0-9]* Tables/,/Pgno Ranges/p' "$work/out" >"$work/ours"
    check "/ms $folder: totals" cmp -s "$work/theirs" "$work/ours"
    tr -d '\r' <"$folder/eseutil_ms.txt" | sed -n '/PageSize/,/^Note\|Note:/p' | sed 's/Note:.*//' | numbers >"$work/theirs"
    sed -n '/^====/,/^Note:/p' "$work/out" | sed '1d;/^Note:/d' | cut -c24- | numbers >"$work/ours"
    check "/ms $folder has figures" test "$(wc -l <"$work/theirs")" -gt 50
    check "/ms $folder: figures" cmp -s "$work/theirs" "$work/ours"
    check "/ms $folder: small trees are named" out_has "use /v option"
    run /ms /v "$database"
    check "/ms /v $folder: all trees" test "$(grep -cE ' (Pri|Idx|LV )  ' "$work/out")" -ge 88
    check "/ms /v $folder: no note" test "$(grep -c '^Note' "$work/out")" = 0

    # The pages that the API reports for each table.
    run /ms --json "$database"
    check "/ms --json $folder" out_is_json
    check "/ms --json $folder: pages" python3 - "$work/out" "$folder/dump.json" <<'PYTHON'
import json, sys
ours = json.load(open(sys.argv[1], encoding="utf-8"))
theirs = json.load(open(sys.argv[2], encoding="cp1252"))
for table in theirs["tables"]:  # the API counts what is free in all trees of a table
    trees = [t for t in ours["trees"] if t["table"] == table["table"]]
    assert sum(t["owned"] for t in trees if t["kind"] == "table") == table["pagesOwned"], table["table"]
    assert sum(t["available"] for t in trees) == table["pagesAvail"], table["table"]
assert ours["database"]["owned"] == theirs["dbPagesOwned"]
assert ours["database"]["available"] == theirs["dbPagesAvail"]
PYTHON
    run /mm --json "$database"
    check "/mm --json $folder" out_is_json
done

# ------------------------------------------------------------------------------------------- what cannot be read like that
dirty=$fixtures/oracle/dirty_8192_smallckp/files/b.edb
for mode in /mm /ms; do
    run $mode "$dirty"
    check "$mode of a dirty database: -550" code_is 218
    check "$mode of a dirty database: says why" err_has "was not shut down cleanly"
    run $mode --as-is "$dirty"
    check "$mode --as-is" code_is 0
    run $mode "$work/absent.edb"
    check "$mode of nothing" code_is 237
    run $mode --json "$work/absent.edb"
    check "$mode --json of nothing" out_is_json
    printf x >"$work/one.edb"
    run $mode "$work/one.edb"
    check "$mode of one byte" code_is 74
    head -c 300000 "$fixtures/oracle/clean_8192_efv8920/clean.edb" >"$work/cut.edb"
    run $mode --json "$work/cut.edb"
    check "$mode --json of a file that was cut" out_is_json
    [ $mode = /mm ] || check "$mode of a file that was cut is an error" test "$code" != 0
done

# -------------------------------------------------------------------------------------------------------------- the map
database=$fixtures/oracle/clean_8192_efv8920/clean.edb
before=$(cksum <"$database")
run /ms --svg "$work/map.svg" "$database"
check "a map" code_is 0
check "the map is XML" python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])' "$work/map.svg"
check "the map names tables" grep -q "T_lvSmallChunk" "$work/map.svg"
check "the map has a square for each page" python3 - "$work/map.svg" <<'PYTHON'
import re, sys
text = open(sys.argv[1], encoding="utf-8").read()
squares = sum(int(w) // 32 for d in re.findall(r'<path fill="[^"]*" d="([^"]*)"', text) for w in re.findall(r"h(\d+)v", d))
assert squares == 702, squares  # 5767168 bytes in pages of 8192, without the two headers
PYTHON
run /ms --svg "$work/map.svg" "$database"
check "a map is not overwritten" test "$code" != 0
run /ms --force --svg "$work/map.svg" "$database"
check "with --force it is" code_is 0
run /ms --force --svg "$database" "$database"
check "the database is no place for its map" test "$code" != 0
check "the database was not touched" test "$before" = "$(cksum <"$database")"
if [ -z "$emulator" ]; then
    cp "$database" "$work/$(printf 'a&<\377.edb')"
    truncate -s 64G "$work/$(printf 'a&<\377.edb')"
    run /ms --svg "$work/large.svg" "$work/$(printf 'a&<\377.edb')"
    check "a map of 64 GB" code_is 0
    check "it is XML, whatever the file's name" \
        python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])' "$work/large.svg"
    check "it is small" test "$(wc -c <"$work/large.svg")" -lt 2000000
fi
while read -r each; do
    run /ms --as-is --unverified --svg "$work/each.svg" --force "$fixtures/$each"
    if [ -s "$work/each.svg" ]; then
        check "the map of $each is XML" \
            python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])' "$work/each.svg"
    else
        check "no map of $each is an error" test "$code" != 0
    fi
    rm -f "$work/each.svg"
done <"$fixtures/databases.txt"

finish
