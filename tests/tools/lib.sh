# shellcheck shell=sh
# lib.sh - what the tests of the command-line tool share: run it, look at what it did. To be sourced with the variables
# tool, emulator ("" natively) and work (a folder of the test's own).
failures=0 checks=0 code=0

run() { # run ARGUMENT...: output in $work/out and $work/err without carriage returns, exit code in $code
    code=0
    ${emulator:+"$emulator"} "$tool" "$@" >"$work/out.raw" 2>"$work/err.raw" </dev/null || code=$?
    tr -d '\r' <"$work/out.raw" >"$work/out"
    tr -d '\r' <"$work/err.raw" >"$work/err"
}

fail() {
    failures=$((failures + 1))
    echo "FAILED: $1"
    sed 's/^/    out: /' "$work/out" | head -n 12
    sed 's/^/    err: /' "$work/err" | head -n 12
}

check() { # check NAME CONDITION...
    name=$1
    shift
    checks=$((checks + 1))
    "$@" || fail "$name"
}

code_is() { [ "$code" = "$1" ]; }
out_has() { grep -qF -- "$1" "$work/out"; }
err_has() { grep -qF -- "$1" "$work/err"; }
finish() {
    echo "$checks checks, $failures failed"
    [ $failures = 0 ]
}
out_is_json() { python3 -m json.tool "$work/out" >/dev/null 2>&1; }
