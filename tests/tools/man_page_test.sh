#!/bin/sh
# man_page_test.sh PAGE - the page formats without a complaint.
command -v groff >/dev/null || { echo "skipped: groff is not installed"; exit 77; }
complaints=$(groff -Tutf8 -man -ww "$1" 2>&1 >/dev/null)
[ -z "$complaints" ] || { echo "$complaints"; exit 1; }
echo "the man page is clean"
