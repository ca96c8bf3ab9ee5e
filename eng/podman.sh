#!/usr/bin/env bash
# Makes a Podman usable for the tests, in a folder of its own: configuration, images and containers, nothing of the system's.
#
#   podman.sh start [DIR]    prints the path of a podman command to use; install missing packages (Debian or Ubuntu, root)
#   podman.sh stop [DIR]     removes every container of that podman, and the folder
#
# DIR: default localsandbox-podman-UID in TMPDIR or /tmp.
#
# Two things keep Podman from running in many test machines, themselves containers: limits above what the machine may grant, which
# the configuration lowers, and a mount of cgroup 2 beside cgroup 1, which crun refuses ("cgroups in hybrid mode not supported")
# and which is therefore unmounted in a mount namespace of its own. One sleeping process holds that namespace.
set -euo pipefail

say()  { printf 'podman: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

command=${1:-}
dir=${2:-${TMPDIR:-/tmp}/localsandbox-podman-$(id -u)}
image=${LOCALSANDBOX_TEST_IMAGE:-localsandbox/test-sandbox:1}

lives() { [ -f "$dir/holder" ] && read -r pid since <"$dir/holder" && [ "$(cut -d' ' -f22 "/proc/$pid/stat" 2>/dev/null)" = "$since" ]; }

install_missing() {
  local wanted=()
  command -v podman >/dev/null || wanted+=(podman)
  command -v crun >/dev/null || wanted+=(crun)
  # Podman 4 of Debian 12 takes its networks from these; from 5 on netavark comes with it.
  [ -d /usr/lib/cni ] || [ -x /usr/lib/podman/netavark ] || wanted+=(containernetworking-plugins)
  [ ${#wanted[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || fail "install ${wanted[*]} with your distribution's package manager, then run this again."
  say "installing ${wanted[*]} with apt-get"
  { apt-get -q update && DEBIAN_FRONTEND=noninteractive SYSTEMD_OFFLINE=1 apt-get -q -y --no-install-recommends install "${wanted[@]}"; } \
    </dev/null >"$dir/apt.log" 2>&1 || { tail -n 20 "$dir/apt.log" >&2; fail "apt-get failed: install ${wanted[*]} by hand."; }
}

start() {
  [ "$(id -u)" -eq 0 ] || fail 'run this as root.'
  mkdir -p -m 0700 "$dir"
  [ -O "$dir" ] && [ ! -L "$dir" ] || fail "$dir is not ours."
  install_missing
  if ! lives; then
    # The single quotes are right: the inner shell is to expand nothing.
    setsid unshare --mount sh -c 'umount /sys/fs/cgroup/unified 2>/dev/null; exec sleep infinity' </dev/null >/dev/null 2>&1 &
    printf '%s %s\n' "$!" "$(cut -d' ' -f22 "/proc/$!/stat")" >"$dir/holder"
    # Not before the process has become the sleeping one.
    for _ in $(seq 50); do [ "$(cat "/proc/$!/comm")" = sleep ] && break; sleep 0.1; done
    lives
  fi
  printf '[containers]\ndefault_ulimits=["nofile=1024:1024","nproc=1024:1024"]\n' >"$dir/containers.conf"
  printf '[storage]\ndriver="overlay"\ngraphroot="%s/images"\nrunroot="%s/run"\n' "$dir" "$dir" >"$dir/storage.conf"
  cat >"$dir/podman" <<SCRIPT
#!/bin/sh
export CONTAINERS_CONF='$dir/containers.conf' CONTAINERS_STORAGE_CONF='$dir/storage.conf'
exec nsenter --mount=/proc/$pid/ns/mnt -- podman "\$@"
SCRIPT
  chmod 755 "$dir/podman"
  if ! "$dir/podman" image inspect "$image" >/dev/null 2>&1; then
    say "copying image $image from Docker"
    docker save "$image" | "$dir/podman" load >"$dir/load.log" 2>&1 || { tail -n 5 "$dir/load.log" >&2; fail "$image could not be loaded."; }
  fi
  say "$("$dir/podman" --version) is ready"
  printf '%s\n' "$dir/podman"
}

stop() {
  [ -d "$dir" ] && [ -O "$dir" ] || { say 'nothing of ours is there'; return 0; }
  if lives; then
    "$dir/podman" rm --all --force --time 0 >/dev/null 2>&1 || true
    "$dir/podman" rmi --all --force >/dev/null 2>&1 || true
    kill "$pid"
  fi
  umount "$dir/images/overlay" 2>/dev/null || true
  rm -rf -- "$dir"
}

case $command in
  start|stop) "$command" ;;
  *) sed -n '2,/^set -euo/{/^set -euo/!s/^# \{0,1\}//p;}' "$0" >&2; exit 2 ;;
esac
