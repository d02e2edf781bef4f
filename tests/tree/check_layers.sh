#!/bin/sh
# check_layers.sh ROOT - a folder of the engine includes its own and lower headers only. The order, lowest first, is
# the table below; folders on one line are neighbours that may include each other. Space lies above trees, because it keeps
# its extents in trees; a tree that needs a page asks through its operations. The catalog is a table of records itself.
set -eu
cd "$1"

order='
os
format
buffer
log
instance
btree version
space
catalog compress key record longvalue sort
cursor
maintenance
'

rank_of() {
    echo "$order" | awk -v want="$1" '{ for (i = 1; i <= NF; i++) if ($i == want) print NR }'
}

bad=0
for folder in posix/*/; do
    layer=$(basename "$folder")
    rank=$(rank_of "$layer")
    if [ -z "$rank" ]; then
        echo "$folder is not in the table of layers in tests/tree/check_layers.sh"
        bad=1
        continue
    fi
    for source in "$folder"*.[ch]; do
        [ -f "$source" ] || continue
        for included in $(sed -n 's/^#include "\([a-z]*\)\/.*/\1/p' "$source" | sort -u); do
            lower=$(rank_of "$included")
            if [ "$included" = jet ] || { [ -n "$lower" ] && [ "$lower" -gt "$rank" ]; }; then
                echo "$source: layer '$layer' includes the higher layer '$included'"
                bad=1
            fi
        done
    done
done

for source in compat/tools/*/*.[ch]; do
    [ -f "$source" ] || continue
    folder=$(dirname "$source")
    for included in $(sed -n 's/^#include "\(.*\)"/\1/p' "$source"); do
        case $included in
        esent.h | esent_compat.h | os.h | json_text.h) ;;
        *) [ -f "$folder/$included" ] || {
            echo "$source: a tool uses only esent.h, esent_compat.h, os.h, json_text.h and its own headers, not $included"
            bad=1
        } ;;
        esac
    done
done
[ $bad -eq 0 ] && echo "layers: clean"
exit $bad
