#!/bin/sh
# unpack_fixtures.sh CORPUS ORACLE OUT - unpacks the real files (gzip, tar; the environment variables ESENT_CORPUS and
# ESENT_ORACLE name other places) into OUT/corpus and OUT/oracle, and lists
# every database file in OUT/databases.txt. Does nothing when OUT is up to date; exits 77 (skipped) when the real
# files are absent. OUT appears whole or not at all, so several builds may call this at once.
set -eu

corpus=${ESENT_CORPUS:-$1} oracle=${ESENT_ORACLE:-$2} out=$3

if [ ! -f "$corpus/MANIFEST.tsv" ] || [ ! -d "$oracle" ]; then
    echo "skipped: no real files in $corpus and $oracle (set ESENT_CORPUS and ESENT_ORACLE)"
    exit 77
fi

stamp=$(find "$corpus" "$oracle" -type f -exec ls -ln {} + | awk '{print $5, $NF}' | sort | cksum)
script=$(cksum <"$0")
if [ "$(cat "$out/stamp" 2>/dev/null)" = "$stamp $script" ]; then
    exit 0
fi

mkdir -p "$(dirname "$out")"
new=$(mktemp -d "$out.XXXXXX")
trap 'rm -rf "$new"' EXIT
cp -R "$corpus" "$new/corpus"
cp -R "$oracle" "$new/oracle"
chmod -R u+w "$new"
find "$new" -name '*.tar.gz' | while read -r archive; do
    folder=${archive%.tar.gz}
    case $archive in
    */files.tar.gz) mkdir -p "$folder" && tar -xzf "$archive" -C "$folder" ;;
    *) tar -xzf "$archive" -C "$(dirname "$archive")" ;;
    esac
    rm "$archive"
done
find "$new" -name '*.gz' -exec gzip -d {} +
{
    awk -F '\t' '$5 == "db" { sub(/\.gz$/, "", $1); print "corpus/" $1 }' "$new/corpus/MANIFEST.tsv"
    (cd "$new" && find oracle -name '*.edb' | sort)
} >"$new/databases.txt"
echo "$stamp $script" >"$new/stamp"

rm -rf "$out.old"
if [ -e "$out" ]; then
    mv "$out" "$out.old"
fi
mv "$new" "$out"
rm -rf "$out.old"
trap - EXIT
