#!/bin/sh
# jetscript_test.sh JETSCRIPT ORACLE EXPECTED [EMULATOR...] - runs scripts of Jet calls and compares each line with the one that
# Microsoft's engine gave. ORACLE is the unpacked folder with scripts/ and recorded/; EXPECTED lists scripts, page sizes and
# lines, and what is left out. JETSCRIPT_ALL=1 in the environment runs every script of ORACLE instead and only reports.
set -eu

jetscript=$(readlink -f "$1") oracle=$2 expected=$3
shift 3
[ -d "$oracle/recorded" ] || {
    echo "skipped: no recorded scripts in $oracle"
    exit 77
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Only the lines whose number at the beginning lies in the range "FIRST-LAST", or all.
within() { # within RANGE <OUTPUT
    tr -d '\r' | awk -v range="$1" 'BEGIN { split(range, r, "-") }
        range == "" || (match($0, /^[0-9]+/) && substr($0, 1, RLENGTH) + 0 >= r[1] && substr($0, 1, RLENGTH) + 0 <= r[2])'
}

# What is left out of a script's output, as one regular expression; "^$" when nothing is.
left_out() { # left_out SCRIPT
    awk -v script="$1" '$1 == "without" && $2 == script { all = all (all == "" ? "" : "|") "(" $3 ")" }
        END { print all == "" ? "^$" : all }' "$expected"
}

# Runs the script; true when its lines are as recorded.
is_equal() { # is_equal SCRIPT PAGESIZE RANGE [EMULATOR...]
    script=$1 page=$2 range=$3
    shift 3
    mkdir "$work/run"
    cp "$oracle/scripts/$script.jet" "$work/run/s.jet"
    (cd "$work/run" && "$@" "$jetscript" -p "$page" s.jet >"$work/out" 2>"$work/err") || true
    rm -rf "$work/run"
    within "$range" <"$work/out" | grep -Ev "$without" >"$work/got" || true
    cmp -s "$work/want" "$work/got"
}

failed=0
compare() { # compare SCRIPT PAGESIZE RANGE [EMULATOR...]
    without=$(left_out "$1")
    within "$3" <"$oracle/recorded/$1.$2.out" | grep -Ev "$without" >"$work/want" || true
    lines=$(wc -l <"$work/want")
    # Once more, because a machine under load shows when the cleanup of versions came by: see the reason "cleanup".
    if is_equal "$@" || is_equal "$@"; then
        echo "equal: $script, page size $page, $lines lines"
    else
        failed=$((failed + 1))
        echo "DIFFERS: $script, page size $page: $(diff "$work/want" "$work/got" | grep -c '^<') of $lines lines ('<' recorded, '>' here)"
        [ -n "${JETSCRIPT_ALL:-}" ] || diff "$work/want" "$work/got" | head -n 20
        cat "$work/err"
    fi
}

if [ -n "${JETSCRIPT_ALL:-}" ]; then
    for recorded in "$oracle"/recorded/*.out; do
        name=$(basename "$recorded" .out)
        [ ! -f "$oracle/scripts/${name%.*}.jet" ] || compare "${name%.*}" "${name##*.}" "" "$@"
    done
    echo "$failed differ"
    exit 0
fi

while read -r script pages range; do
    case $script in '' | '#'* | without) continue ;; esac
    [ "$pages" = all ] && pages=2048,4096,8192,16384,32768
    for page in $(echo "$pages" | tr ',' ' '); do
        compare "$script" "$page" "$range" "$@"
    done
done <"$expected"
[ "$failed" = 0 ]
