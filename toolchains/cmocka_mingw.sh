#!/bin/sh
# cmocka_mingw.sh - builds static cmocka for both MinGW targets into build/deps/mingw64 and build/deps/mingw32, from
# Debian's source package. The machine's own apt sources are not changed: the deb-src line stands in a private list.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
deps=$root/build/deps
if [ -f "$deps/mingw64/lib/libcmocka-static.a" ] && [ -f "$deps/mingw32/lib/libcmocka-static.a" ]; then
    exit 0
fi

# The mirror that the machine uses for the main suite: sources.list lines, or deb822 stanzas.
mirror() {
    {
        sed -n 's/^deb  *\(\[[^]]*\] *\)\{0,1\}\([^ ]*\)  *bookworm .*/\2/p' /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null
        awk '/^URIs:/ { uri = $2 } /^Suites:/ && / bookworm( |$)/ { print uri }' /etc/apt/sources.list.d/*.sources 2>/dev/null
    } | head -n 1
}

work=$deps/source
rm -rf "$work"
mkdir -p "$work/lists/partial" "$work/cache"
uri=$(mirror || true)
echo "deb-src ${uri:-http://deb.debian.org/debian} bookworm main" >"$work/sources.list"
# The download runs as root, so that the sandbox user of apt needs no way into this tree.
apt() {
    apt-get -q -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$work/lists" \
        -o Dir::Cache="$work/cache" -o APT::Sandbox::User=root "$@"
}
apt update
(cd "$work" && apt source cmocka)
tree=$(find "$work" -mindepth 1 -maxdepth 1 -type d -name 'cmocka-*')

for target in mingw64 mingw32; do
    cmake -S "$tree" -B "$work/$target" -G Ninja -DCMAKE_TOOLCHAIN_FILE="$root/toolchains/$target.cmake" \
        -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX="$deps/$target" \
        -DWITH_STATIC_LIB=ON -DWITH_EXAMPLES=OFF -DUNIT_TESTING=OFF -DBUILD_SHARED_LIBS=OFF
    cmake --build "$work/$target"
    mkdir -p "$deps/$target/include" "$deps/$target/lib"
    cp "$tree"/include/cmocka*.h "$deps/$target/include/"
    cp "$(find "$work/$target" -name 'libcmocka*.a' ! -name '*.dll.a' | head -n 1)" "$deps/$target/lib/libcmocka-static.a"
done
rm -rf "$work"
