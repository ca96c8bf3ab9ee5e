#!/usr/bin/env bash
# A Docker engine of one's own, to be stopped and killed at will beside the machine's. Linux, as root; nothing of it is outside its folder
# but one bridge, and the machine's engine, its iptables rules and its containers are not touched.
#
#   private-engine.sh start DIR     starts the engine of folder DIR (made when missing) with the test image in it, and returns when it answers
#                                   at unix://DIR/docker.sock; starts it again after halt or kill, its containers still running
#   private-engine.sh halt DIR      lets it end by itself (SIGTERM)
#   private-engine.sh kill DIR      kills it (SIGKILL)
#   private-engine.sh restart DIR   halt and start
#   private-engine.sh stop DIR      removes its containers, ends it, and removes its bridge and the folder
#
# Containers survive the engine (--live-restore), so that what is lost or answered wrongly is the client's fault. There are no iptables
# rules: published ports are served by docker-proxy, from this machine only.
set -euo pipefail

# shellcheck source=eng/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

PATH="$PATH:/usr/sbin:/sbin"
limit=60

say()  { printf 'private-engine: %s\n' "$*"; }
fail() { printf 'private-engine: %s\n' "$*" >&2; exit 1; }

[ $# -eq 2 ] || fail 'start|halt|kill|restart|stop DIR'
[ "$(uname -s)" = Linux ] && [ "$(id -u)" -eq 0 ] || fail 'this needs Linux and root.'
dir=$(realpath -m -- "$2")
# The engine's sockets are deeper in it, and a socket's path has at most 107 characters.
[ ${#dir} -le 60 ] || fail "the path $dir is too long."
id=$(printf %s "$dir" | sha256sum | cut -c1-8)
bridge=lsb$id
subnet=172.29.$((16#${id:0:2}))

ours() { docker -H "unix://$dir/docker.sock" "$@" </dev/null; }
answers() { ours version >/dev/null 2>&1; }

# runs PID_FILE ARGUMENTS: sets $pid, if the process that the file names runs with these arguments: pids are reused, command lines are not.
runs() {
  pid=$(cat "$1" 2>/dev/null) && [ -n "$pid" ] && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- "$2 "
}
engine_runs()     { runs "$dir/docker.pid" "--data-root $dir/data"; }
containerd_runs() { runs "$dir/exec/containerd/containerd.pid" "--config $dir/exec/containerd/containerd.toml"; }

# await_end CHECK: waits until the check fails.
await_end() {
  local i
  for ((i = 0; i < limit * 20; i++)); do
    "$1" || return 0
    sleep 0.05
  done
  fail "process $pid does not end: see $dir/dockerd.log."
}

# signal NAME: its containerd ends with it, but a killed one a moment later, and an engine that starts meanwhile would wait for it in vain.
signal() {
  if engine_runs; then
    kill "-$1" "$pid"
    await_end engine_runs
  fi
  if [ "$1" = KILL ] && containerd_runs; then
    kill -KILL "$pid" 2>/dev/null || true
  fi
  await_end containerd_runs
}

make_bridge() {
  if ! command -v ip >/dev/null; then
    say 'installing iproute2'
    DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=120 --no-install-recommends install iproute2 >/dev/null
  fi
  ip link show "$bridge" >/dev/null 2>&1 || ip link add "$bridge" type bridge
  ip -4 -o addr show dev "$bridge" | grep -qF " $subnet.1/24" || ip addr add "$subnet.1/24" dev "$bridge"
  ip link set "$bridge" up
}

start() {
  mkdir -p "$dir"
  chmod 0711 "$dir"
  make_bridge
  if ! engine_runs; then
    # A killed engine leaves its pid files behind; a new one waits for these processes, or refuses to start, as long as their pids are taken,
    # be it by a process that nobody has asked for its exit code.
    rm -f "$dir/docker.pid"
    containerd_runs || rm -f "$dir/exec/containerd/containerd.pid"
    ( cd / && exec setsid dockerd --host "unix://$dir/docker.sock" --data-root "$dir/data" --exec-root "$dir/exec" \
        --pidfile "$dir/docker.pid" --bridge "$bridge" --iptables=false --ip-masq=false --ip-forward=false \
        --live-restore </dev/null >>"$dir/dockerd.log" 2>&1 ) &
  fi
  local i
  for ((i = 0; i < limit * 20; i++)); do
    if answers; then break; fi
    sleep 0.05
  done
  answers || { tail -n 20 "$dir/dockerd.log" >&2; fail "the engine gave no answer within $limit s."; }
  if ! ours image inspect "${LOCALSANDBOX_TEST_IMAGE:-$test_image}" >/dev/null 2>&1; then
    docker save "${LOCALSANDBOX_TEST_IMAGE:-$test_image}" | docker -H "unix://$dir/docker.sock" load >/dev/null
  fi
}

# An engine that is killed while it starts a container leaves that container's keeper behind for good: no later engine knows of it.
end_orphans() {
  local process keeper
  for process in /proc/[0-9]*; do
    if tr '\0' ' ' 2>/dev/null <"$process/cmdline" | grep -qF -- "-address $dir/exec/"; then
      keeper=${process#/proc/}
      # shellcheck disable=SC2046 # one word per child
      kill -KILL $(cat "$process/task/$keeper/children" 2>/dev/null) "$keeper" 2>/dev/null || true
    fi
  done
}

stop() {
  local containers
  [ -d "$dir" ] || return 0
  # A dead one cannot be asked to remove its containers, which live on.
  start
  containers=$(ours ps -aq)
  # shellcheck disable=SC2086 # one word per container
  [ -z "$containers" ] || ours rm -f -v $containers >/dev/null
  signal TERM
  end_orphans
  # What the engine mounted: the deepest first.
  awk -v dir="$dir/" 'index($2, dir) == 1 { print $2 }' /proc/mounts | sort -r | while read -r mount; do umount -l "$mount"; done
  ip link delete "$bridge" 2>/dev/null || true
  rm -rf -- "$dir"
}

case $1 in
  start)   start ;;
  halt)    signal TERM ;;
  kill)    signal KILL ;;
  restart) signal TERM; start ;;
  stop)    stop ;;
  *)       fail 'start|halt|kill|restart|stop DIR' ;;
esac
