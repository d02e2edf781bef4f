#!/bin/sh
# esentutl_test.sh TOOL MAKE_SAMPLE FIXTURES [EMULATOR] - output, exit codes and manners of the command-line tool.
set -u

tool=$1 make_sample=$2 fixtures=$3 emulator=${4:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/tools/lib.sh
. "$(dirname "$0")/lib.sh"

# Wine prints nothing of its own and may lack 32-bit programs.
run --version
[ "$code" != 77 ] || { cat "$work/out"; exit 77; }

# ------------------------------------------------------------------------------------------------- help and usage
check "version" out_has "esentutl of libesent"
for help in --help '/?' '-?'; do
    run "$help"
    check "help: $help" code_is 0
    check "help names the modes: $help" out_has "/mh header, /mm trees"
done
for help in '/? k' '/k /?' '-k --help'; do
    # shellcheck disable=SC2086 # two arguments
    run $help
    check "help of a mode: $help" out_has "Checksum: verify every page"
    check "help of a mode tells its exit code: $help" out_has "-1206"
done
run
check "no arguments" code_is 255
check "no arguments: says so" err_has "A mode is missing"
run /q x
check "unknown mode" code_is 255
check "unknown mode: named" err_has "'/q' is no mode"
run /k
check "no file" code_is 255
run /k -z file
check "unknown option" code_is 255
check "unknown option: named" err_has "'-z' is no option"
run /k a b
check "two files" code_is 255
run /mx file
check "unknown modifier" code_is 255

# -------------------------------------------------------------------------------------------------------- samples
sample=$work/sample.edb
${emulator:+"$emulator"} "$make_sample" "$sample" || { echo "the sample cannot be made"; exit 1; }
before=$(cksum <"$sample")

run /k "$sample"
check "/k: a correctable bit is no failure" code_is 0
check "/k: the page is named" err_has "page 4711 has one wrong bit, number 8004, which can be corrected"
check "/k: mode line" out_has "Initiating CHECKSUM mode..."
check "/k: count" out_has "16762 pages seen"
check "/k: correctable" out_has "1 correctable checksums"
check "/k: last line" out_has "Operation completed successfully in "
cat >"$work/bar" <<'BAR'
                     Checksum Status (% complete)

          0    10   20   30   40   50   60   70   80   90  100
          |----|----|----|----|----|----|----|----|----|----|
          ...................................................

BAR
sed -n '/Checksum Status/,/^16762/p' "$work/out" | sed '$d' >"$work/bar.out"
check "/k: the bar is that of Windows" cmp -s "$work/bar" "$work/bar.out"
cp "$work/out" "$work/k.out"
for same in -k /K -K; do
    run $same "$sample"
    check "$same is /k" out_has "1 correctable checksums"
done
run /k --no-progress /o "$sample"
check "no progress" test "$(grep -c 'Checksum Status' "$work/out")" = 0
check "no logo" test "$(grep -c libesent "$work/out")" = 0
run /k --json "$sample"
check "/k --json: valid" out_is_json
check "/k --json: damage" out_has '{"page": 4711, "problem": "correctable", "bit": 8004}'
check "/k --json: no error" out_has '"error": null'
run /mh "$sample"
check "/mh" out_has "            State: Clean Shutdown"
run -m "$sample"
check "-m is /mh" out_has "            State: Clean Shutdown"
run /mh --json "$sample"
check "/mh --json" out_is_json
run /k -- "$sample"
check "-- ends the options" code_is 0
check "the file was not touched" test "$before" = "$(cksum <"$sample")"

# ------------------------------------------------------------------------------------------------------ bad input
bad() { # bad NAME CODE "SENTENCE": /k, /mh and their JSON on $work/NAME
    for mode in /k /mh; do
        run $mode "$work/$1"
        check "$mode $1: exit code $2" code_is "$2"
        check "$mode $1: sentence" err_has "$3"
        check "$mode $1: names the file" err_has "$1"
        check "$mode $1: last line" out_has "Operation terminated with error -"
        run $mode --json "$work/$1"
        check "$mode --json $1: exit code" code_is "$2"
        check "$mode --json $1: valid" out_is_json
        check "$mode --json $1: error" out_has '"name": "JET_err'
    done
}
if [ -z "$emulator" ]; then
    mkfifo "$work/fifo.edb"
    bad fifo.edb 248 "a device or a pipe"
    odd=$work/$(printf 'b\377d.edb')
    : >"$odd"
    run /k --json "$odd"
    check "/k --json: a name that is not UTF-8" sh -c "iconv -f UTF-8 -t UTF-16 <'$work/out' >/dev/null"
fi
bad absent.edb 237 "cannot open"
mkdir "$work/folder.edb"
if [ -z "$emulator" ]; then
    bad folder.edb 248 "it is a folder, not a file"
else
    bad folder.edb 248 "cannot open"
fi
: >"$work/empty.edb"
bad empty.edb 74 "is empty"
printf x >"$work/one.edb"
bad one.edb 74 "too short"
yes "no database" | head -c 100000 >"$work/text.edb"
bad text.edb 74 "is not an ESE database"
head -c 4000 "$sample" >"$work/cut_header.edb"
bad cut_header.edb 74 "ends inside its header"

damage() { # damage NAME OFFSET: a copy of the first MB of the sample with one byte changed
    [ -f "$work/$1" ] || head -c 1048576 "$sample" >"$work/$1"
    printf 'X' | dd of="$work/$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}
damage no_headers.edb 300
damage no_headers.edb 4396
bad no_headers.edb 74 "both copies of the header"
damage odd_page_size.edb 237
damage odd_page_size.edb 4333
bad odd_page_size.edb 74 "impossible page size"

damage one_header.edb 300
run /mh "$work/one_header.edb"
check "one header is enough for /mh" code_is 0
check "the shadow is shown" out_has "DATABASE SHADOW HEADER:"
check "the damage is told" out_has "WARNING: primary header has a checksum error."
run /k "$work/one_header.edb"
check "one damaged header is damage for /k" code_is 74
check "it is page -1" err_has "page -1 (header) fails its checksum"

head -c 1050000 "$sample" >"$work/cut_page.edb"
run /k "$work/cut_page.edb"
check "cut inside a page" code_is 74
check "cut inside a page: bytes" err_has "1424 bytes follow the last whole one"
damage two_bits.edb 82920
damage two_bits.edb 82921
run /k "$work/two_bits.edb"
check "a damaged page" code_is 74
check "a damaged page: named" err_has "page 19 fails its checksum"

# -------------------------------------------------------------------------------------------------------- terminal
if [ -z "$emulator" ] && command -v script >/dev/null; then
    script -qec "$tool /o /k $sample" /dev/null >"$work/out" 2>"$work/err" </dev/null
    check "live bar on a terminal" out_has "% "
    check "live bar tells the rate" grep -qE 'GB/s|MB/s' "$work/out"
    check "a damaged page has a line of its own on a terminal" \
        test "$(tr '\r' '\n' <"$work/out" | grep -c '^WARNING: .* can be corrected$')" = 1
    check "no dotted bar on a terminal" test "$(grep -c '|----|' "$work/out")" = 0
fi
if [ -z "$emulator" ]; then
    "$tool" /o /k "$sample" >"$work/out" 2>&1
    sed -n '/|----|/,/^WARNING/p' "$work/out" >"$work/bar.out"
    check "the dotted bar is whole before damage is named" \
        test "$(sed -n '2p' "$work/bar.out")" = "          ..................................................."
    code=0
    "$tool" /k "$sample" >/dev/full 2>"$work/err" || code=$?
    check "output that cannot be written" code_is 255
fi

# ------------------------------------------------------------------------------------------------------ real files
if [ ! -f "$fixtures/databases.txt" ]; then
    echo "skipped: the checks that need real files"
else
    for sample_mh in "$fixtures"/oracle/*/eseutil_mh.txt; do
        folder=$(dirname "$sample_mh")
        database=$folder/clean.edb
        [ -f "$database" ] || database=$folder/files/b.edb
        run /mh "$database"
        # Microsoft's tool printed one letter of the name under Wine; the time differs.
        normal='/^Initiating/,$ { s/^         Database: .*/Database/; s/in [0-9.]* seconds/in TIME/; p; }'
        sed -n "$normal" "$work/out" >"$work/ours"
        tr -d '\r' <"$sample_mh" | sed -n "$normal" >"$work/theirs"
        check "/mh equals $sample_mh" cmp -s "$work/ours" "$work/theirs"
    done
    while read -r database; do
        expected=0
        case $database in
        *target-webcache-a* | *museum-ntds-2012r2-temp* | *dissect-srum*) expected=74 ;;
        esac
        run /k /o "$fixtures/$database"
        check "/k $database" code_is $expected
    done <"$fixtures/databases.txt"
fi

finish
