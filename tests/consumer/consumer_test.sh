#!/bin/sh
# consumer_test.sh CMAKE BUILD SOURCE CC LIBDIR [TOOLCHAIN_FILE [EMULATOR]] - what a user of the installed library does.
set -eu

cmake=$1 build=$2 source=$3 cc=$4 libdir=$5 toolchain=${6:-} emulator=${7:-}
work=$build/consumer
prefix=$work/prefix
suffix=
[ -z "$toolchain" ] || suffix=.exe

rm -rf "$work"
mkdir -p "$work"
"$cmake" --install "$build" --prefix "$prefix" >"$work/install.log"

run() { # run PROGRAM: the program must start, report its provider, and exit with 0
    if [ -n "$emulator" ]; then
        output=$("$emulator" "$1" | tr -d '\r')
    else
        output=$(LD_LIBRARY_PATH=$prefix/$libdir "$1")
    fi
    echo "$output" | grep -q '^JetCompact: -' || { echo "$1 printed: $output"; exit 1; }
}

echo "pkg-config"
PKG_CONFIG_PATH=$prefix/$libdir/pkgconfig
PKG_CONFIG_LIBDIR=$PKG_CONFIG_PATH
export PKG_CONFIG_PATH PKG_CONFIG_LIBDIR
pc() { pkg-config --define-variable=prefix="$prefix" "$@" esent; }
"$cc" -std=c11 -Wall -Wextra -Wpedantic -Werror $(pc --cflags) "$source/consumer.c" -o "$work/by_pkgconfig$suffix" $(pc --libs ${toolchain:+--static})
run "$work/by_pkgconfig$suffix"
if [ -z "$toolchain" ]; then
    "$cc" -std=c11 $(pc --cflags) "$source/consumer.c" -o "$work/by_pkgconfig_static" "$prefix/$libdir/libesent.a" -pthread
    run "$work/by_pkgconfig_static"
fi

echo "find_package"
mkdir -p "$work/project"
cp "$source/consumer.c" "$work/project/"
cat >"$work/project/CMakeLists.txt" <<'PROJECT'
cmake_minimum_required(VERSION 3.25)
project(consumer C)
find_package(esent REQUIRED)
add_executable(by_cmake consumer.c)
target_link_libraries(by_cmake PRIVATE esent::esent)
if(TARGET esent::esent_static)
    add_executable(by_cmake_static consumer.c)
    target_link_libraries(by_cmake_static PRIVATE esent::esent_static)
endif()
PROJECT
"$cmake" -S "$work/project" -B "$work/project/build" -G Ninja -DCMAKE_PREFIX_PATH="$prefix" \
    -DCMAKE_FIND_ROOT_PATH="$prefix" -DCMAKE_C_COMPILER="$cc" \
    ${toolchain:+-DCMAKE_TOOLCHAIN_FILE="$toolchain"} >"$work/configure.log"
"$cmake" --build "$work/project/build" >"$work/build.log" || { cat "$work/build.log"; exit 1; }
run "$work/project/build/by_cmake$suffix"
[ -n "$toolchain" ] || run "$work/project/build/by_cmake_static"
echo "consumer: built and ran both ways"
