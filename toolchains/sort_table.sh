#!/bin/sh
# sort_table.sh - takes sortdefault.nls, Windows' sort weights, out of Debian's package libwine into build/deps. Wine
# itself and what it depends on are not installed.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=toolchains/lib.sh
. "$root/toolchains/lib.sh"

folder=$root/build/deps/sort-table
file=usr/share/wine/nls/sortdefault.nls
if [ -f "/$file" ] || [ -f "$folder/$file" ]; then
    exit 0
fi
mkdir -p "$folder"
cd "$folder"
rm -f libwine_*.deb
apt-get download -q libwine || { apt_update && apt-get download -q libwine; }
dpkg-deb --fsys-tarfile libwine_*.deb | tar -x "./$file"
rm -f libwine_*.deb
