# lib.sh - what the set-up scripts share. Source it with `root` set to the top of the tree.
#
# Each step prints one line. What its commands print goes to build/logs/STEP.log and is shown only when it fails.

logs=$root/build/logs
mkdir -p "$logs"

# step NAME "what it does" COMMAND... - runs a command quietly; ends the script with the log's tail when it fails.
step() {
    step_log=$logs/$1.log
    printf '%-58s' "$2"
    shift 2
    if "$@" >"$step_log" 2>&1 </dev/null; then
        echo ok
    else
        echo "FAILED"
        tail -n 40 "$step_log"
        echo "(the whole log: $step_log)"
        exit 1
    fi
}

is_installed() {
    dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q '^install ok installed'
}

missing_packages() {
    for package in "$@"; do
        is_installed "$package" || echo "$package"
    done
}

apt_install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

# Package lists are fetched once a run, and only when something is missing.
apt_updated=
apt_update() {
    [ -z "$apt_updated" ] || return 0
    apt-get update -q
    apt_updated=1
}

# need_packages PACKAGE... - installs what is not there.
need_packages() {
    # shellcheck disable=SC2046 # one word a package
    set -- $(missing_packages "$@")
    [ $# -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ]; then
        echo "These packages are missing, and only root can install them: $*"
        return 1
    fi
    apt_update && apt_install "$@"
}
