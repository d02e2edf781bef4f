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

# ----------------------------------------------------------------------------------------------------------- two times
# Days since 1899 (SRUM), FILETIME (user access logs): as Python's calendar says.
for file in museum-srum-server2022-day1/SRUDB.dat plaso-ual-guid/C519A76A-D9B5-4F85-B667-5FAC08E0E1B4.mdb \
    dissect-basic/basic.edb; do
    rm -rf "$work/raw" "$work/iso"
    run export "$corpus/$file" --format jsonl --raw-time -o "$work/raw"
    run export "$corpus/$file" --format jsonl -o "$work/iso"
    check "times of $file" python3 - "$work/raw" "$work/iso" <<'PYTHON'
import datetime, glob, json, os, struct, sys
times = 0
for raw_file in glob.glob(sys.argv[1] + "/*"):
    iso_file = os.path.join(sys.argv[2], os.path.basename(raw_file))
    for raw_line, iso_line in zip(open(raw_file, encoding="utf-8"), open(iso_file, encoding="utf-8")):
        iso_row = json.loads(iso_line)
        for name, raw in json.loads(raw_line).items():
            iso = iso_row[name]
            if iso == raw:
                continue
            times += 1
            if iso.endswith("Z"):
                seconds, ticks = divmod(raw, 10000000)
                expected = datetime.datetime(1601, 1, 1) + datetime.timedelta(seconds=seconds)
                assert iso == expected.isoformat() + ".%07dZ" % ticks, (raw, iso)
            else:
                days = struct.unpack("<d", struct.pack("<Q", raw))[0]
                whole = int(days)
                expected = datetime.datetime(1899, 12, 30) + datetime.timedelta(days=whole + abs(days - whole))
                assert abs(datetime.datetime.fromisoformat(iso) - expected) <= datetime.timedelta(milliseconds=1), (raw, iso)
assert times > 1, times
PYTHON
done

# ------------------------------------------------------------------------------------------------------ SQL for SQLite
# Every table goes in, and what comes out is what the JSON lines say.
for database in oracle/clean_8192_efv9600/clean.edb corpus/dissect-text/text.edb corpus/dissect-multi/multi.edb \
    corpus/museum-srum-server2022-day1/SRUDB.dat; do
    rm -rf "$work/sql" "$work/jsonl"
    run export "$fixtures/$database" --format jsonl -o "$work/jsonl"
    run export "$fixtures/$database" --format sql -o "$work/sql"
    check "SQL of $database" code_is 0
    check "SQLite has the cells of $database" python3 - "$work/sql" "$work/jsonl" <<'PYTHON'
import glob, json, os, sqlite3, sys
cells = 0
def plain(value, exported):
    if isinstance(exported, list):  # several are a JSON array, one stands alone
        return json.loads(value) if isinstance(value, str) and value.startswith("[") else [plain(value, exported[0])]
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(exported, bool):
        return bool(value)
    return int(value) if isinstance(exported, int) and isinstance(value, str) else value
for sql_file in glob.glob(sys.argv[1] + "/*.sql"):
    name = os.path.splitext(os.path.basename(sql_file))[0]
    database = sqlite3.connect(":memory:")
    database.executescript(open(sql_file, encoding="utf-8", newline="").read())
    cursor = database.execute('SELECT * FROM "%s" ORDER BY rowid' % name)
    names = [column[0] for column in cursor.description]
    lines = open(os.path.join(sys.argv[2], name + ".jsonl"), encoding="utf-8").read().split("\n")[:-1]
    rows = cursor.fetchall()
    assert len(rows) == len(lines), name
    for row, line in zip(rows, lines):
        for column, value in zip(names, row):
            cells += 1
            exported = json.loads(line)[column]
            found = None if value is None else plain(value, exported)
            assert found == exported, (name, column, found, exported)
assert cells > 20
PYTHON
done
rm -rf "$work/sql"
run export "$corpus/dissect-large/large.edb" --format sql -o "$work/sql"
check "a table of 64994 columns becomes rows of column and value" python3 - "$work/sql/large.sql" <<'PYTHON'
import sqlite3, sys
database = sqlite3.connect(":memory:")
database.executescript(open(sys.argv[1], encoding="utf-8").read())
rows, values = database.execute("SELECT count(DISTINCT _row), count(*) FROM large WHERE _value IS NOT NULL").fetchone()
assert rows > 0 and values > 60000, (rows, values)
PYTHON

# ---------------------------------------------------------------------------------------------------- the oracle's files
for folder in "$fixtures"/oracle/clean_*; do
    rm -rf "$work/export"
    run export "$folder/clean.edb" --format jsonl --raw-time -o "$work/export"
    check "export of $folder" code_is 0
    python3 "$here/compare_oracle.py" "$work/export" "$folder/dump.json" >"$work/out" 2>"$work/err"
    check "every cell of $folder" test $? = 0
done

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
    rm -rf "$work/export"
    if command -v script >/dev/null; then
        script -qec "$tool export $database --format csv -o $work/export" /dev/null >"$work/out" 2>"$work/err" </dev/null
        check "a terminal sees the tables" out_has "T_big: 3000 rows"
    fi
fi

# A table whose name is a path: both places of the catalog are changed, so the engine finds it under that name.
python3 - "$corpus/dissect-basic/basic.edb" "$work/evil.edb" <<'PYTHON'
import sys
data = open(sys.argv[1], "rb").read()
open(sys.argv[2], "wb").write(data.replace(b"basic", b"/x\\yy").replace(b"BASIC", b"/X\\YY"))
PYTHON
mkdir -p "$work/inner/export"
run export "$work/evil.edb" --as-is --unverified --format csv -o "$work/inner/export"
check "a name that is a path" code_is 0
check "stays in the folder" test -s "$work/inner/export/%2Fx%5Cyy.csv"
check "and nowhere else" test "$(find "$work/inner" -type f | wc -l)" = 1

finish
