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

# One process makes the prefix, the others wait for it. The lock is left before the program starts: a Wine server that
# stays behind would keep it.
mkdir -p "$(dirname "$WINEPREFIX")"
if [ ! -f "$WINEPREFIX/ready" ]; then
    (
        flock 9
        if [ ! -f "$WINEPREFIX/ready" ]; then
            wineboot --init 9>&- >/dev/null 2>&1
            wineserver --wait 9>&- >/dev/null 2>&1 || true
            : >"$WINEPREFIX/ready"
        fi
    ) 9>"$WINEPREFIX.lock"
fi
# A server ends three seconds after its last program, and a program that starts in that moment is lost with it. This one
# stays for a minute. The services that the first program brings up stay too, and would keep that program's output open for
# whoever waits for its end, so the first one is a program of no consequence.
if ! wineserver -k0 2>/dev/null; then
    (
        flock 9
        if ! wineserver -k0 2>/dev/null; then
            wineserver -p60 9>&- >/dev/null 2>&1 </dev/null || true
            wine cmd /c rem 9>&- >/dev/null 2>&1 </dev/null || true
        fi
    ) 9>"$WINEPREFIX.lock"
fi
exec wine "$@"
