#!/bin/sh
# Swift for this checkout.
#
#   swift.sh get               make sure that there is a toolchain
#   swift.sh find              say where it is; fail when there is none
#   swift.sh run PROGRAM ...   run a program of it, or one that it built, in the current folder
#
# Swift 6 on PATH is used as it is. Debian 12 packages none: there the one of Debian 13 is put into a folder of its own,
# which `get` makes once (as root; about 3.5 GB, a few minutes) and keeps for every checkout that wants the same packages:
# $CORTEX_SWIFT_ROOT, or ~/.cache/cortex-cloud/swift-debian-13-NUMBER. It may be deleted at any time but while it is used. Programs run there see the files of this machine under
# the same paths, and the same network.
set -eu

suite=trixie
packages="swiftlang swiftlang-dev libc6-dev libstdc++-14-dev ca-certificates pkg-config procps libsqlite3-dev"
checkout=$(cd "$(dirname "$0")/../../.." && pwd)
number=$(printf %s "$suite $packages" | cksum | cut -d " " -f 1)
root=${CORTEX_SWIFT_ROOT:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/cortex-cloud/swift-debian-13-$number}

say() { echo "swift.sh: $*" >&2; }
fail() { say "$@"; exit 1; }

on_path() {
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\).*/\1/p' | head -n 1)
    [ "${version:-0}" -ge 6 ]
}

# Made to its end, with the packages of this script, and usable: changing roots wants root.
in_root() { [ "$(id -u)" = 0 ] && [ "$(cat "$root/complete" 2>/dev/null)" = "$packages" ]; }

get() {
    if on_path || in_root; then return; fi
    [ "$(id -u)" = 0 ] || fail "needs root to make $root; or put Swift 6 on PATH (https://www.swift.org/install)"
    command -v apt-get >/dev/null || fail "this is no Debian: put Swift 6 on PATH (https://www.swift.org/install)"
    mkdir -p "$(dirname "$root")"
    # One at a time: another checkout may be doing the same.
    exec 9>"$root.lock"
    flock 9
    if in_root; then return; fi
    [ ! -e "$root" ] || fail "$root is not what this script makes; delete it, or name another in CORTEX_SWIFT_ROOT"
    command -v debootstrap >/dev/null || {
        apt-get update --quiet=2
        DEBIAN_FRONTEND=noninteractive apt-get install -o DPkg::Lock::Timeout=300 --quiet=2 --yes \
            --no-install-recommends debootstrap
    }
    say "getting Swift from Debian 13 into $root, once"
    partial="$root.partial"
    rm -rf --one-file-system "$partial"
    # What debootstrap mounts ends with it, whatever becomes of it.
    unshare --mount --propagation private debootstrap --variant=minbase "$suite" "$partial" >"$root.log" 2>&1 || {
        tail "$root.log" >&2
        fail "Debian 13 could not be had; $root.log says more"
    }
    # The folder can be made anew at any time: nothing is gained by waiting for the disk with every file.
    (inside "$partial" "$checkout" / env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
        -o Dpkg::Options::=--force-unsafe-io $packages >>"$root.log" 2>&1) || {
        tail "$root.log" >&2
        fail "Debian 13 has not all of: $packages; $root.log says more"
    }
    rm -f "$partial"/var/cache/apt/archives/*.deb
    echo "$packages" >"$partial/complete"
    mv "$partial" "$root"
}

# Runs a program in the folder's own world. The mounts are in a namespace of their own, and end with the program.
inside() {
    exec unshare --mount --propagation private sh -eu -c '
        root=$1 checkout=$2 folder=$3
        shift 3
        mount -t proc proc "$root/proc"
        mount --rbind /dev "$root/dev"
        for top in /*; do
            # What Debian 13 has of its own stays its own.
            case $top in /bin | /boot | /dev | /etc | /lib* | /proc | /sbin | /sys | /usr | /var | /run) continue ;; esac
            [ -d "$top" ] && [ ! -L "$top" ] || continue
            mkdir -p "$root$top"
            mount --rbind "$top" "$root$top"
        done
        # It may lie in one of these.
        [ -d "$root$checkout" ] || { mkdir -p "$root$checkout" && mount --rbind "$checkout" "$root$checkout"; }
        exec chroot "$root" sh -c "cd \"\$1\" && shift && PATH=/usr/libexec/swift/bin:/usr/sbin:/usr/bin:/sbin:/bin exec \"\$@\"" sh "$folder" "$@"
    ' sh "$@"
}

case ${1:-} in
get) get ;;
find)
    if on_path; then command -v swift; elif in_root; then echo "$root"; else fail "there is no Swift; run $0 get"; fi
    ;;
run)
    shift
    if on_path; then exec "$@"; fi
    in_root || fail "there is no Swift; run $0 get"
    inside "$root" "$checkout" "$PWD" "$@"
    ;;
*) fail "usage: swift.sh get | find | run PROGRAM ..." ;;
esac
