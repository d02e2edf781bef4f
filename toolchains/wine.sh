#!/bin/sh
# wine.sh PROGRAM [ARGUMENT...] - runs a Windows program under Wine, in a prefix of this tree (build/wine, or WINEPREFIX
# when it is set). Exits with the program's code, or with 77 (ctest: skipped) when Wine cannot run programs of its kind.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
WINEPREFIX=${WINEPREFIX:-$root/build/wine}
WINEDEBUG=${WINEDEBUG:--all}
WINEDLLOVERRIDES="mscoree,mshtml=;winemenubuilder.exe=d${WINEDLLOVERRIDES:+;$WINEDLLOVERRIDES}"
export WINEPREFIX WINEDEBUG WINEDLLOVERRIDES
# Wine keeps names of files in the encoding of the locale.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
*[Uu][Tt][Ff]8 | *[Uu][Tt][Ff]-8) ;;
*) export LC_ALL=C.UTF-8 ;;
esac

# The machine field of the PE header: i686 programs need 32-bit Wine.
pe=$(od -An -tu4 -j60 -N4 "$1" | tr -d ' ')
machine=$(od -An -tx2 -j$((pe + 4)) -N2 "$1" | tr -d ' ')
if [ "$machine" = 014c ] && [ ! -e /usr/lib/wine/wine ] && [ ! -d /usr/lib/i386-linux-gnu/wine ]; then
    echo "skipped: 32-bit Wine is not installed"
    exit 77
fi

# The server. One process starts it, and makes the prefix when there is none; the others wait.
#   - It stays for a minute. By itself it ends three seconds after its last program, and a program that starts in that
#     moment is lost with it.
#   - Its services start here, away from our output: they inherit it from the program that brings them up, and ctest waits
#     until everybody has closed it.
#   - Nobody of them may inherit the lock.
mkdir -p "$WINEPREFIX"
(
    flock 9
    if wineserver -p60 9>&-; then # fails when one runs already
        wineboot 9>&- || true
    fi
) 9>"$WINEPREFIX.lock" >/dev/null 2>&1 </dev/null
exec wine "$@"
