#!/bin/sh
# try.sh [FILE] - installs what is missing, builds, verifies a database with progress and shows its header. Without FILE
# it makes a sample of 64 MiB in which one bit of one page is wrong.
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

echo
echo "\$ $tool /mh $file"
"$tool" /o /mh "$file" | sed -n '1,24p'
echo "      ... (the rest of the header)"
echo
echo "\$ $tool /k $file"
code=0
"$tool" /o /k "$file" || code=$?
echo "exit code $code"
