#!/bin/sh
# oracle_recovery_test.sh RECOVER DUMP_TEST ORACLE - databases that Microsoft's engine was killed with: after a recovery they hold what
# it found in them, and the callback heard what its callback heard.
set -eu

recover=$(readlink -f "$1") dump_test=$(readlink -f "$2") oracle=$3
[ -d "$oracle" ] || {
    echo "skipped: no sets in $oracle"
    exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# What has to be equal of a recorded callback. Progress is told at each percent.
heard() {
    sed -n -e 's/\r$//' -e 's/^ *cb #[0-9]* sesid=JET_sesidNil //' -e 's/ -> .*//' -e 's/ pv=ptr//' -e 's/ rc / /' \
        -e 's/([A-Za-z?]*)//' -e 's/ sntUnion=[0-9]*//' -e 's/ ckp=.*//' -e 's/file=[^ ]*[\\]/file=/' \
        -e '/^snp=8/s/ cbStruct=12//' -e '/^snp=/p' | awk '!done { print } /snp=18 snt=1001.*eReason=4/ { done = 1 }'
}

mkdir -p "$work/fixtures/oracle"
: >"$work/fixtures/databases.txt"
for set in "$oracle"/dirty_*; do
    name=$(basename "$set")
    page=$(echo "$name" | cut -d _ -f 2)
    names=names
    case $name in *_esent) names= ;; esac
    cp -r "$set/files" "$work/set"
    chmod -R u+w "$work/set"
    if ! "$recover" "$work/set/" "$page" $names >"$work/out" 2>"$work/err"; then
        echo "$name: $(tail -n 1 "$work/out") $(cat "$work/err")"
        failed=1
    fi
    grep '^snp=' "$work/out" >"$work/got" || true
    heard <"$set/recovery_callbacks.txt" >"$work/want"
    if diff "$work/want" "$work/got" >"$work/diff"; then
        echo "$name: $(wc -l <"$work/got") callbacks as recorded"
    else
        echo "$name: callbacks differ ('<' recorded, '>' here)"
        head -n 20 "$work/diff"
        failed=1
    fi
    mkdir "$work/fixtures/oracle/clean_$name"
    mv "$work/set/b.edb" "$work/fixtures/oracle/clean_$name/clean.edb"
    cp "$set/expected.json" "$work/fixtures/oracle/clean_$name/dump.json"
    echo "oracle/clean_$name/clean.edb" >>"$work/fixtures/databases.txt"
    rm -rf "$work/set"
done
ESENT_FIXTURES="$work/fixtures" "$dump_test" || failed=1
exit $failed
