#!/usr/bin/env bash
# Makes a Docker engine reachable on this machine, and stops again the one it started.
#
#   docker-engine.sh start             use the engine that answers, else start one; it runs until `stop`
#   docker-engine.sh start --for PID   the same, on behalf of process PID (usually the calling script: $$)
#   docker-engine.sh stop              stop the engine this script started
#   docker-engine.sh stop --for PID    process PID no longer needs it: stops it when no other process does
#   docker-engine.sh status            which engine answers, and whether it is one of ours (exit code 1: none answers)
#
# A script that needs an engine writes
#
#   trap 'eng/docker-engine.sh stop --for $$' EXIT
#   eng/docker-engine.sh start --for $$
#
# and leaves things as it found them: an engine that was there before stays, one started for it ends with the last
# script using it (so two scripts at once do not pull the engine from under each other), one started by hand stays.
#
# LOCALSANDBOX_ENGINE_DIR: the folder for our engine's log and pid (default: localsandbox-engine-UID in TMPDIR or /tmp).
set -euo pipefail

PATH="$PATH:/usr/sbin:/sbin"    # `su` without `-` gives root a PATH without dockerd and iptables
socket=/var/run/docker.sock
dir=${LOCALSANDBOX_ENGINE_DIR:-${TMPDIR:-/tmp}/localsandbox-engine-$(id -u)}
start_limit=60
stop_limit=30

say()  { printf 'docker-engine: %s\n' "$*"; }
fail() { printf 'docker-engine: %s\n' "$*" >&2; exit 1; }

# ---- does an engine answer? ----

# Sets $engine to the version, or to nothing and $refusal to the reason. A hung engine must not hang us, so the
# question has a limit; macOS has no `timeout`, there the CLI's own limits have to do.
ask_engine() {
  local limit=() answer
  engine='' refusal=''
  command -v docker >/dev/null || { refusal='the docker command is not installed'; return 1; }
  command -v timeout >/dev/null && limit=(timeout -k 1 5)
  if answer=$(${limit[@]+"${limit[@]}"} docker version --format '{{.Server.Version}}' 2>&1 </dev/null); then
    engine=${answer##*$'\n'}    # warnings about a config file come first
  else
    refusal=${answer##*$'\n'}     # the answer itself, an empty line, comes first
    refusal=${refusal:-no answer within 5 s}
    return 1
  fi
}

# ---- our folder ----

# The start time makes a pid unmistakable: pids are reused. Field 22 of /proc/PID/stat, counted after the
# parenthesised name because that may hold blanks.
started_at() {
  local stat
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  # shellcheck disable=SC2086 # one word per field
  set -- ${stat##*) }
  [ "$1" != Z ] && printf '%s\n' "${20}"
}

# Is the process that file $1 names (pid and start time) still that process? Sets $pid.
lives() {
  local since
  pid=''
  [ -f "$1" ] && read -r pid since <"$1" && [ -n "$since" ] && [ "$(started_at "$pid")" = "$since" ]
}

# One at a time. The lock is on the folder itself, so nothing else is left behind; whoever waited may have got the lock of
# a folder that `stop` has removed in the meantime, and then takes the new one.
lock() {
  local announced=''
  while :; do
    # In a world-writable place somebody else could have made the folder: never trust that one.
    mkdir -m 0700 "$dir" 2>/dev/null || { [ -d "$dir" ] && [ ! -L "$dir" ] && [ -O "$dir" ]; } ||
      fail "cannot use the folder $dir: it cannot be made or is not ours; name another in LOCALSANDBOX_ENGINE_DIR."
    { exec 9<"$dir"; } 2>/dev/null || continue
    if ! flock -n 9; then
      [ -n "$announced" ] || say 'another run is starting or stopping the engine: waiting for it'
      announced=yes
      flock 9
    fi
    [ "$dir" -ef /proc/self/fd/9 ] && return
  done
}

note_process() { printf '%s %s\n' "$1" "$(started_at "$1")"; }

# Notes who needs the engine: a process, or nobody in particular ("kept": until an explicit stop).
hold() {
  if [ -z "$holder" ]; then
    : >"$dir/kept"
  else
    mkdir -p "$dir/users"
    note_process "$holder" >"$dir/users/$holder"
  fi
}

still_needed() {
  local user
  [ ! -e "$dir/kept" ] || return 0
  for user in "$dir"/users/*; do
    if lives "$user"; then return 0; fi
  done
  return 1
}

# ---- start ----

install_missing() {
  local wanted=()
  command -v dockerd  >/dev/null || wanted+=(docker.io)
  command -v iptables >/dev/null || wanted+=(iptables)
  if [ ${#wanted[@]} -eq 0 ] && command -v docker >/dev/null; then return; fi
  say "installing ${wanted[*]:-docker-cli} with apt-get (a minute or two)"
  apt_get update
  [ ${#wanted[@]} -eq 0 ] || apt_get install "${wanted[@]}"
  # From Debian 13 on the command line is a package of its own, only recommended by docker.io.
  command -v docker >/dev/null || apt_get install docker-cli
}

# SYSTEMD_OFFLINE keeps the packages from starting services: an engine that we did not start is one nobody would stop.
# Of the much that apt prints only one line per package is shown, as progress.
apt_get() {
  DEBIAN_FRONTEND=noninteractive SYSTEMD_OFFLINE=1 \
    apt-get -q -y -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 --no-install-recommends "$@" </dev/null 2>&1 9>&- |
    tee "$dir/apt.log" | sed -n 's/^Setting up \([^ ]*\).*/docker-engine:   \1/p' || {
      tail -n 20 "$dir/apt.log" >&2
      fail "apt-get $* failed: install docker.io and iptables by hand, then run this again."
    }
}

is_debian() { [ -r /etc/os-release ] && ( . /etc/os-release; case " ${ID:-} ${ID_LIKE:-} " in *\ debian\ *|*\ ubuntu\ *) ;; *) exit 1 ;; esac ); }

start() {
  local where our_own=''
  if ask_engine; then
    # Engines of ours, and only those, have the folder: note that this caller needs it as well.
    if [ -d "$dir" ] && [ -O "$dir" ]; then
      lock
      if lives "$dir/engine"; then
        ask_engine && { hold; say "Docker engine $engine answers (pid $pid, started by this script before)"; return; }
      else
        rm -rf -- "$dir"
        exec 9<&-
      fi
    fi
    if ask_engine; then
      say "Docker engine $engine answers: nothing to start"
      return
    fi
  fi

  case $refusal in
    *[Pp]ermission\ denied*)
      fail "a Docker engine is there but its socket refuses user $(id -un): run as root, or add the user to the group docker and log in again." ;;
  esac
  if command -v docker >/dev/null; then
    where=$(docker context inspect --format '{{.Endpoints.docker.Host}}' 2>/dev/null </dev/null) || where=''
    case ${where:-unix://$socket} in
      "unix://$socket") ;;
      # Somewhere else: a local engine would not be asked.
      *) fail "no Docker engine answers at $where (DOCKER_HOST or the current docker context): start that one, or unset DOCKER_HOST and use the default context." ;;
    esac
  fi
  case $(uname -s) in
    Linux) ;;
    *) fail 'no Docker engine answers: install and start Docker Desktop (https://docs.docker.com/get-docker/), then run this again.' ;;
  esac
  is_debian ||
    fail "no Docker engine answers: install Docker with your distribution's package manager (https://docs.docker.com/engine/install/) and start it, then run this again."
  [ "$(id -u)" -eq 0 ] ||
    fail 'no Docker engine answers: start it (sudo systemctl start docker), or run this as root to have docker.io installed and started.'

  lock
  if ask_engine; then              # a rival has started it while we waited for the lock
    lives "$dir/engine" && hold
    say "Docker engine $engine answers"
    return
  fi
  if lives "$dir/engine"; then
    say "our dockerd (pid $pid) runs but does not answer yet"
  else
    install_missing
    launch
    our_own=yes
  fi
  await_answer
  [ -z "$our_own" ] || trap - EXIT
  hold
  say "Docker engine $engine answers (pid $pid, log $dir/dockerd.log)"
}

launch() {
  local stale=/var/run/docker.pid old
  # dockerd refuses to start when the pid in its pid file exists, even if that is another program by now.
  if old=$(cat "$stale" 2>/dev/null) && [ "$(cat "/proc/$old/comm" 2>/dev/null)" != dockerd ]; then
    rm -f "$stale"
  fi
  rm -f "$dir/kept" "$dir/engine"
  say 'starting dockerd'
  # A session of its own: neither the end of this script nor a Ctrl-C in its terminal reaches dockerd.
  # Without fd 9 it does not keep our lock.
  ( cd / && exec setsid dockerd </dev/null >"$dir/dockerd.log" 2>&1 9>&- ) &
  pid=$!
  note_process "$pid" >"$dir/engine"
  trap give_up EXIT
}

give_up() {
  local status=$?
  trap - EXIT
  stop_engine >/dev/null || true
  exit "$status"
}

await_answer() {
  local begun=$SECONDS told=$SECONDS
  until [ -S "$socket" ] && ask_engine; do
    if ! lives "$dir/engine"; then
      explain 'dockerd has ended by itself'
    elif [ $((SECONDS - begun)) -ge "$start_limit" ]; then
      explain "dockerd did not answer within $start_limit s"
    elif [ $((SECONDS - told)) -ge 3 ]; then
      told=$SECONDS
      say "waiting for it to answer ($((SECONDS - begun)) s of at most $start_limit s)"
    fi
    sleep 0.1
  done
}

explain() {
  local hint="the lines above say why"
  {
    printf 'docker-engine: %s; the end of its log:\n' "$1"
    tail -n 20 "$dir/dockerd.log" 2>/dev/null | sed 's/^/  | /'
    # Only the error that ended it counts: a starting dockerd warns about much that does not matter.
    case $(grep -v 'level=\(info\|warning\|debug\)' "$dir/dockerd.log" 2>/dev/null | tail -n 5) in
      *iptables*)                       hint='iptables does not work here: load the kernel modules, or choose iptables-legacy with update-alternatives' ;;
      *containerd*)                     hint='containerd does not answer: if none runs, remove /run/containerd/containerd.sock and run this again' ;;
      *'pid file found'*)               hint='another dockerd is running and does not answer: stop it first' ;;
      *[Cc]group*)                      hint='no cgroups are mounted under /sys/fs/cgroup: mount them (package cgroupfs-mount) first' ;;
      *'not permitted'*|*'ermission denied'*) hint='this machine is a container without the rights to run an engine: run it privileged, or give it the socket of an engine outside' ;;
    esac
    printf 'docker-engine: %s.\n' "$hint"
  } >&2
  exit 1
}

# ---- stop ----

stop() {
  if ! { [ -d "$dir" ] && [ -O "$dir" ]; }; then
    # To a script that is done with an engine it found running this is no news.
    [ -n "$holder" ] || say 'no engine of ours is running'
    return 0
  fi
  lock
  if [ -n "$holder" ]; then
    rm -f "$dir/users/$holder"
    if lives "$dir/engine" && still_needed; then
      lives "$dir/engine" || true    # for its pid
      say "engine (pid $pid) left running: it was started by hand or another process uses it"
      return
    fi
  fi
  stop_engine
}

stop_engine() {
  local begun=$SECONDS told=$SECONDS
  if ! lives "$dir/engine"; then
    say 'no engine of ours is running'
  else
    say "stopping dockerd (pid $pid)"
    kill -TERM "$pid"
    while lives "$dir/engine"; do
      if [ $((SECONDS - begun)) -ge "$stop_limit" ]; then
        fail "dockerd (pid $pid) has not ended within $stop_limit s: it may wait for a container; its log is $dir/dockerd.log."
      elif [ $((SECONDS - told)) -ge 3 ]; then
        told=$SECONDS
        say "waiting for it to end ($((SECONDS - begun)) s of at most $stop_limit s)"
      fi
      sleep 0.1
    done
    say 'dockerd has ended'
  fi
  rm -rf -- "$dir"
}

status() {
  if ! ask_engine; then
    say "no engine answers: $refusal"
    return 1
  fi
  if lives "$dir/engine"; then say "Docker engine $engine answers (pid $pid, started by this script)"
  else say "Docker engine $engine answers (not started by this script)"; fi
}

usage() { sed -n '2,/^set -euo/{/^set -euo/!s/^# \{0,1\}//p;}' "$0"; }

command=${1:-}
holder=''
if [ "${2:-}" = --for ]; then
  holder=${3:-}
  case $holder in ''|*[!0-9]*) fail "--for wants the id of a process, not '$holder'." ;; esac
  [ $# -eq 3 ] || fail "unknown argument '$4'."
  # Nobody would let go of an engine held for a process that is not there.
  if [ "$command" = start ] && [ -d /proc/self ] && [ ! -d "/proc/$holder" ]; then fail "there is no process $holder."; fi
elif [ $# -gt 1 ]; then
  fail "unknown argument '$2'."
fi
case $command in
  start|stop|status) "$command" ;;
  -h|--help|help) usage ;;
  *) usage >&2; exit 2 ;;
esac
