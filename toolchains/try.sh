#!/bin/sh
# try.sh [FILE] - installs what is missing, builds, then verifies a database with progress, shows what is in it, and exports its
# tables as CSV. Without FILE it makes a sample: one table, 65 MiB, one bit of one page wrong.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
file=${1:-}
case $file in
'' | /*) ;;
*) file=$(pwd)/$file ;;
esac
cd "$root"
# shellcheck source=toolchains/lib.sh
. "$root/toolchains/lib.sh"

sh toolchains/setup.sh try
step configure-try "configure" cmake --preset release -B build/try \
    -DESENT_TESTS=OFF -DESENT_BENCH=OFF -DESENT_WERROR=OFF
step build-try "build" cmake --build build/try
tool=build/try/bin/esentutl

if [ -z "$file" ]; then
    file=build/sample/sample.edb
    mkdir -p build/sample
    step sample "make a sample database" build/try/bin/esent_make_sample "$file"
fi

# show COMMAND... - says what is run, runs it, and says how it ended when that was not well.
show() {
    echo
    echo "\$ $*"
    "$@" || echo "exit code $?"
}

folder=build/sample/export
rm -rf "$folder"
mkdir -p "$folder"
show "$tool" /o /k "$file"
show "$tool" tables "$file"
show "$tool" export "$file" --format csv -o "$folder" --force
for table in "$folder"/*.csv; do
    [ -f "$table" ] || continue
    echo
    echo "\$ head -n 3 '$table'"
    head -n 3 "$table" | cut -c1-110
    break
done
