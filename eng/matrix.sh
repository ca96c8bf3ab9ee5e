#!/usr/bin/env bash
# Runs the conformance suite on Docker and Podman of three Debian releases, and prints what each engine did as a table. Before a release,
# not in CI. Linux, as root, with debootstrap (installed when missing, Debian or Ubuntu).
#
#   matrix.sh                        every engine: some 8 minutes, and as many more the first time
#   matrix.sh ENGINE...              these: docker@bookworm (20.10), docker@trixie (26.1), docker@sid, podman@bookworm (4.3), podman@trixie (5.4), podman@sid
#   matrix.sh --with ENGINE COMMAND  runs a command where `docker` or `podman` is that engine's, such as a shell
#
# Each engine runs in a network and a mount namespace of its own, in the files of its release, its images and containers in a folder that
# is removed at the end: nothing of this machine's engines is touched. The table is written to artifacts/conformance/matrix.md.
#
# LOCALSANDBOX_MATRIX_CACHE: where the releases are kept (default: localsandbox-matrix in XDG_CACHE_HOME or ~/.cache). Remove one to get
# its newest packages.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

PATH="$PATH:/usr/sbin:/sbin"
cache=${LOCALSANDBOX_MATRIX_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/localsandbox-matrix}
engines=(docker@bookworm docker@trixie docker@sid podman@bookworm podman@trixie podman@sid)
holder='' daemon=''

say()  { printf 'matrix: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
usage() { sed -n '2,/^set -euo/{/^set -euo/!s/^# \{0,1\}//p;}' "$0"; }

# ---- the files of a release ----

packages() {
  case $1 in
    bookworm) echo docker.io,iptables,podman,crun,ca-certificates,containernetworking-plugins,catatonit ;;
    # The command line is a package of its own there, and Podman has another network stack.
    *)        echo docker.io,docker-cli,iptables,nftables,podman,crun,ca-certificates,netavark,aardvark-dns,catatonit ;;
  esac
}

ensure_release() {
  local root=$cache/$1.root
  [ ! -e "$root/.complete" ] || return 0
  command -v debootstrap >/dev/null || { say 'installing debootstrap'; apt-get -qq update && apt-get -qq -y install --no-install-recommends debootstrap >/dev/null; }
  say "making the files of Debian $1 in $root"
  mkdir -p "$cache"
  rm -rf -- "$root"
  debootstrap --variant=minbase --include="$(packages "$1")" "$1" "$root" >"$cache/$1.log" 2>&1 ||
    { tail -n 5 "$cache/$1.log" >&2; fail "debootstrap failed: see $cache/$1.log"; }
  : >"$root/.complete"
}

# ---- an engine ----

# In its own namespaces: the release's files with a layer of our own above them, this machine's devices and temporary files, a network with
# nothing but itself. Version 2 of the control groups beside version 1 is what crun refuses.
hold() {
  # The single quotes are right: the inner shell is to expand them.
  # shellcheck disable=SC2016
  setsid unshare --mount --net sh -ec '
    root=$1 work=$2
    ip link set lo up
    [ ! -d /sys/fs/cgroup/memory ] || umount /sys/fs/cgroup/unified 2>/dev/null || true
    mount -t overlay overlay -o "lowerdir=$root,upperdir=$work/upper,workdir=$work/layer" "$work/root"
    for folder in proc sys dev tmp; do mount --rbind "/$folder" "$work/root/$folder"; done
    mount -t tmpfs tmpfs "$work/root/run"
    mkdir -p "$work/root/run/lock" "$work/root/machine"
    # Not chroot: what enters the namespace of a container later would find this machine as its root.
    cd "$work/root"
    pivot_root . machine
    umount -l /machine
    : >"$work/held"
    exec sleep infinity' sh "$cache/$2.root" "$work" </dev/null >"$work/holder.log" 2>&1 &
  holder=$!
  for _ in $(seq 100); do [ -e "$work/held" ] && return; sleep 0.1; done
  cat "$work/holder.log" >&2
  fail 'its namespaces could not be made.'
}

# write_command NAME SETTING...: makes the engine's command line a command of ours. It becomes the engine's process, so that what
# kills the one kills the other.
write_command() {
  local name=$1
  shift
  mkdir -p "$work/bin"
  {
    echo '#!/bin/sh'
    [ "$name" = docker ] || printf 'export %s\n' "$*"
    printf 'exec %s --mount=/proc/%s/ns/mnt -- /usr/bin/%s %s "$@"\n' \
      "$(command -v nsenter)" "$holder" "$name" "$([ "$name" = docker ] && echo "$*")"
  } >"$work/bin/$name"
  chmod 755 "$work/bin/$name"
}

start_docker() {
  # Not through a function, which would be a process between us and it.
  nsenter --mount="/proc/$holder/ns/mnt" --net="/proc/$holder/ns/net" -- /usr/sbin/dockerd --host "unix://$work/docker.sock" --data-root "$work/data" --exec-root "$work/exec" \
    --pidfile "$work/docker.pid" </dev/null >"$work/dockerd.log" 2>&1 &
  daemon=$!
  write_command docker -H "unix://$work/docker.sock"
  for _ in $(seq 600); do "$work/bin/docker" version >/dev/null 2>&1 && return; sleep 0.1; done
  tail -n 20 "$work/dockerd.log" >&2
  fail 'the engine gave no answer within 60 s.'
}

start_podman() {
  # Limits that this machine may grant, as it may itself be a container.
  printf '[containers]\ndefault_ulimits=["nofile=1024:1024","nproc=1024:1024"]\n' >"$work/containers.conf"
  printf '[storage]\ndriver="overlay"\ngraphroot="%s/images"\nrunroot="%s/state"\n' "$work" "$work" >"$work/storage.conf"
  write_command podman "CONTAINERS_CONF=$work/containers.conf CONTAINERS_STORAGE_CONF=$work/storage.conf"
}

start_engine() {
  kind=${1%@*} release=${1#*@}
  ensure_release "$release"
  # Short: the engine's sockets are in it.
  work=$(mktemp -d /tmp/lsm.XXXXXX)
  chmod 755 "$work"
  mkdir -p "$work"/{upper,layer,root}
  hold "$kind" "$release"
  "start_$kind"
  docker save "${LOCALSANDBOX_TEST_IMAGE:-$test_image}" | in_its_network "$work/bin/$kind" load >/dev/null
}

stop_engine() {
  [ -n "$holder" ] || return 0
  in_its_network "$work/bin/$kind" ps -aq 2>/dev/null | while read -r id; do in_its_network "$work/bin/$kind" rm -f "$id" >/dev/null 2>&1 || true; done
  # dockerd gets SIGTERM through nsenter, which it has replaced.
  if [ -n "$daemon" ]; then kill "$daemon" 2>/dev/null || true; wait "$daemon" 2>/dev/null || true; fi
  kill "$holder" 2>/dev/null || true
  wait "$holder" 2>/dev/null || true
  holder='' daemon=''
  rm -rf -- "$work"
}

# The tests ask sandboxes at 127.0.0.1, which is the engine's own.
in_its_network() { nsenter --net="/proc/$holder/ns/net" -- env PATH="$work/bin:$PATH" "$@"; }

version_of() {
  case $kind in
    docker) in_its_network docker version --format '{{.Server.Version}}' ;;
    podman) in_its_network podman version --format '{{.Client.Version}}' ;;
  esac | sed 's/[^0-9.].*//'
}

# ---- the suite ----

run_suite() {
  local engine=$1 name trx status=0
  start_engine "$engine"
  name="${kind^} $(version_of)"
  trx=$results/$engine.trx
  say "$name, from Debian $release"
  LOCALSANDBOX_RUNTIMES=$kind LOCALSANDBOX_PODMAN=$work/bin/podman LOCALSANDBOX_REQUIRE_ENGINE=1 \
    LOCALSANDBOX_TEST_IMAGE=${LOCALSANDBOX_TEST_IMAGE:-$test_image} in_its_network \
    dotnet test "$repo/tests/LocalSandbox.EngineTests" -c Release --no-build --filter FullyQualifiedName~EngineTests.Conformance \
      --logger "trx;LogFileName=$trx" --blame-hang-timeout 5m --blame-hang-dump-type none --results-directory "$results" >"$results/$engine.log" 2>&1 || status=$?
  [ "$status" -eq 0 ] || { failed=yes; grep -E '^ +Failed |^Failed!|error' "$results/$engine.log" >&2 || tail -n 20 "$results/$engine.log" >&2; }
  tested+=("$name=$trx")
  stop_engine
}

finish() {
  local status=$?
  trap - EXIT
  stop_engine
  release_engine
  [ -z "${results:-}" ] || [ "$status" -ne 0 ] || rm -rf -- "$results"
  exit "$status"
}

case ${1:-} in -h|--help|help) usage; exit ;; esac
with=no
if [ "${1:-}" = --with ]; then
  [ $# -ge 3 ] || { usage >&2; exit 2; }
  with=yes engine=$2
  shift 2
elif [ $# -gt 0 ]; then
  engines=("$@")
fi
for name in "${engines[@]}" ${engine:+"$engine"}; do
  case $name in docker@bookworm|docker@trixie|docker@sid|podman@bookworm|podman@trixie|podman@sid) ;; *) fail "there is no engine '$name': $(usage | sed -n 's/.*these: //p')" ;; esac
done
[ "$(uname -s) $(id -u)" = 'Linux 0' ] || fail 'this needs Linux and root.'
cd "$repo"
trap finish EXIT

acquire_engine >&2
eng/build-test-image.sh >&2
if [ $with = yes ]; then
  start_engine "$engine"
  in_its_network "$@"
  exit
fi

require_dotnet
dotnet build tests/LocalSandbox.EngineTests -c Release -v quiet >&2
results=$(mktemp -d /tmp/lsm-results.XXXXXX)
tested=() failed=no
for engine in "${engines[@]}"; do run_suite "$engine"; done
mkdir -p artifacts/conformance
{
  echo "$(date -u +%Y-%m-%d), $(. /etc/os-release; echo "$PRETTY_NAME"), kernel $(uname -r), $(nproc) CPUs"
  echo
  eng/conformance-table.sh --groups "${tested[@]}"
  echo
  eng/conformance-table.sh "${tested[@]}"
} | tee artifacts/conformance/matrix.md
[ $failed = no ] || fail "not every test passed: see $results"
