#!/bin/sh
# setup.sh try|test - installs what is missing: for try.sh a compiler, for test.sh everything the tests use.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=toolchains/lib.sh
. "$root/toolchains/lib.sh"

build_packages='gcc libc6-dev cmake ninja-build'
test_packages='g++ clang libclang-rt-14-dev llvm libcmocka-dev liblz4-dev libsqlite3-dev liblmdb-dev libdb-dev pkg-config python3 dpkg-dev binutils gzip tar bsdutils
    libesedb-utils gcc-mingw-w64-x86-64-win32 g++-mingw-w64-x86-64-win32 gcc-mingw-w64-i686-win32 g++-mingw-w64-i686-win32
    wine wine64 groff-base'

# The security index of i386 can be behind that of amd64, and then 32-bit packages find no partner of their version. The
# main suite alone is in step. Nothing may be removed for it.
install_wine32_from_main() {
    preferences=$root/build/deps/wine32.preferences
    cat >"$preferences" <<'PREFERENCES'
Package: *
Pin: release n=bookworm
Pin-Priority: 1001

Package: *
Pin: release n=bookworm-updates
Pin-Priority: -1

Package: *
Pin: release n=bookworm-security
Pin-Priority: -1
PREFERENCES
    pinned="-o Dir::Etc::Preferences=$preferences --allow-downgrades"
    # shellcheck disable=SC2086 # options are words
    apt_install $pinned -s wine32:i386 | grep -q ' 0 to remove ' && apt_install $pinned wine32:i386
}

install_wine32() {
    is_installed wine32:i386 && return 0
    [ "$(id -u)" = 0 ] || return 1
    dpkg --print-foreign-architectures | grep -qx i386 || dpkg --add-architecture i386
    apt-get update -q
    apt_install wine32:i386 || install_wine32_from_main
}

case ${1:-} in
try)
    # shellcheck disable=SC2086 # one word a package
    step packages "Debian packages: compiler" need_packages $build_packages
    step sort-table "Windows' sort weights, from Debian's package libwine" sh "$root/toolchains/sort_table.sh"
    ;;
test)
    mkdir -p "$root/build/deps"
    # shellcheck disable=SC2086
    step packages "Debian packages: compilers, Wine, test tools" need_packages $build_packages $test_packages
    printf '%-58s' "Debian package: 32-bit Wine"
    if install_wine32 >"$logs/wine32.log" 2>&1 </dev/null; then
        echo ok
        rm -f "$root/build/deps/wine32.unavailable"
    else
        echo "not available; i686 is built, its tests are skipped"
        grep '^E:' "$logs/wine32.log" | tail -n 1 >"$root/build/deps/wine32.unavailable" || true
    fi
    step sort-table "Windows' sort weights, from Debian's package libwine" sh "$root/toolchains/sort_table.sh"
    step cmocka "cmocka for MinGW, from Debian's source package" sh "$root/toolchains/cmocka_mingw.sh"
    ;;
*)
    echo "usage: sh toolchains/setup.sh try|test" >&2
    exit 2
    ;;
esac
