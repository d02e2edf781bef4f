#!/bin/sh
# check_top_level.sh ROOT - the top level holds the six names of the design and the small files that tools demand there.
set -eu
cd "$1"

found=$( { git ls-files 2>/dev/null || find . -mindepth 1 -maxdepth 1 | sed 's|^\./||'; } | cut -d/ -f1 | sort -u |
    grep -vxE 'CMakeLists\.txt|compat|win32|posix|tests|toolchains|README\.md|LICENSE|CMakePresets\.json|\.ci|\.git|\.gitignore|\.clang-format|CONTRIBUTING\.md|build' || true)
if [ -n "$found" ]; then
    echo "does not belong at the top level:" $found
    exit 1
fi
echo "top level: clean"
