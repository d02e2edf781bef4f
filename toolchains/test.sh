#!/bin/sh
# test.sh - installs what is missing, builds every preset, and runs all tests: natively, under the sanitizers, the fuzz
# targets for a short time, and the Windows programs under Wine. The last line sums up; the exit code says whether
# everything passed.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
# shellcheck source=toolchains/lib.sh
. "$root/toolchains/lib.sh"

sh toolchains/setup.sh test

passed=0 failed=0 skipped=0

# The three numbers that ctest prints at its end and in its list of tests.
count() { # count PRESET
    results=$logs/test-$1.log
    p=$(grep -cE '^ *[0-9]+/[0-9]+ Test +#[0-9]+: .* Passed ' "$results" || true)
    s=$(grep -cE '^ *[0-9]+/[0-9]+ Test +#[0-9]+: .*\*\*\*Skipped' "$results" || true)
    n=$(grep -cE '^ *[0-9]+/[0-9]+ Test +#[0-9]+: ' "$results" || true)
    f=$((n - p - s))
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    echo "$p passed, $f failed, $s skipped"
}

run_preset() { # run_preset PRESET "what it is"
    step "configure-$1" "$1: configure" cmake --preset "$1"
    step "build-$1" "$1: build ($2)" cmake --build --preset "$1"
    printf '%-58s' "$1: test"
    status=0
    ctest --preset "$1" -j2 >"$logs/test-$1.log" 2>&1 </dev/null || status=$?
    count "$1"
    if [ "$status" != 0 ]; then
        # What failed, with the end of its output.
        grep -E '(\*\*\*|Errors while|tests failed)' "$logs/test-$1.log" | grep -v Skipped | head -n 40
        grep -E '^\[  (ERROR|FAILED) |Error: |runtime error|ERROR: [A-Z]' "$logs/test-$1.log" | head -n 40
        echo "(the whole log: $logs/test-$1.log)"
        [ "$failed" -gt 0 ] || failed=1
    fi
}

run_preset dev "gcc, debug"
run_preset asan "AddressSanitizer, UndefinedBehaviorSanitizer"
run_preset tsan "clang, ThreadSanitizer"
run_preset fuzz "clang, libFuzzer"
run_preset release "gcc, optimised"
run_preset mingw64 "Windows x86-64, under Wine"
run_preset mingw32 "Windows i686, under 32-bit Wine"
if [ -f build/deps/wine32.unavailable ]; then
    echo "i686 tests: skipped, 32-bit Wine cannot be installed: $(cat build/deps/wine32.unavailable)"
fi
WINEPREFIX=$root/build/wine wineserver -k >/dev/null 2>&1 || true

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
