#!/bin/sh
# check_seam.sh ROOT - platform #if lines stand only where platforms may differ: the seam (compat/os.h and its two
# implementations), the public headers, win32/, and test support.
set -eu
cd "$1"

found=$(find compat posix win32 tests -name '*.[ch]' -o -name '*.def' | sort |
    grep -Ev '^(win32/|posix/os/|compat/os\.h$|compat/include/|tests/)' |
    xargs grep -nE '^[[:space:]]*#[[:space:]]*(el)?if.*(_WIN32|_WIN64|__MINGW|__linux__|__APPLE__|__unix__|_MSC_VER)' || true)
if [ -n "$found" ]; then
    echo "platform conditions outside the seam (move the difference behind compat/os.h):"
    echo "$found"
    exit 1
fi
echo "seam: clean"
