#!/bin/busybox sh
# The program inside the test image: an HTTP server that answers GET /v1/sandbox, or misbehaves as SANDBOX_MODE says.
#
#   SANDBOX_MODE   ready        serves at once (the default)
#                  slow         serves after SANDBOX_DELAY_MS
#                  never        runs, never listens
#                  unhealthy    serves, but /v1/sandbox answers SANDBOX_STATUS: 503 (the default) or 404
#                  exit         prints its reason to stderr and exits with SANDBOX_EXIT_CODE at once
#                  exit-after   logs 60 numbered lines, exits after SANDBOX_DELAY_MS, never listens
#                  deaf         serves and ignores SIGTERM, with and without an init
#                  oom          fills the memory until it is killed, never listens (gives up at 3 GiB)
#                  forkbomb     serves, and fills the process limit with sleeping children (gives up at 1000)
#                  flood        serves, and writes SANDBOX_FLOOD_MB of log lines to stdout
#   SANDBOX_PORT (8080)  SANDBOX_DELAY_MS (300)  SANDBOX_EXIT_CODE (3)  SANDBOX_FLOOD_MB (32)
#
# Served besides /v1/sandbox: /environ, /status and /mounts, copies of this very process's files under /proc, so that
# a test sees which environment, capabilities and mounts really arrived.
#
# Tests set hostile environments (PATH, HOME, LD_PRELOAD): every program is called as /bin/busybox X.

mode=${SANDBOX_MODE:-ready}
port=${SANDBOX_PORT:-8080}
delay_ms=${SANDBOX_DELAY_MS:-300}
www=/www
child=

# A shell runs a trap only between commands, but `wait` is interrupted by it: whatever takes time runs in the
# background. Without this handler the script, as PID 1, would not react to SIGTERM at all.
stop() {
  [ -z "$child" ] || kill "$child" 2>/dev/null
  echo "sandbox: stopped by a signal"
  exit 0
}
trap stop TERM INT

pause_ms() {
  /bin/busybox usleep "$1"000 &
  child=$!
  wait "$child"
  child=
}

idle() { /bin/busybox sleep 2147483647 & }

# Two forks until it listens: the copies must be there before the first answer, since tests read them right after it.
# /www is writable for every user; on a read-only root the copies are missing and everything else works.
listen() {
  /bin/busybox cp "/proc/$$/environ" "/proc/$$/status" "/proc/$$/mounts" "$www/" 2>/dev/null
  /bin/busybox httpd -f -p "0.0.0.0:$port" -h "$1" &
  child=$!
  echo "sandbox: listening on port $port"
}

stay() {
  wait "$child"
  status=$?
  echo "sandbox: its child ended with exit code $status" >&2
  exit "$status"
}

forkbomb() {
  # At the limit the server could not fork either, and not one connection would be answered:
  # these places are given back at the end.
  idle; places=$!
  idle; places="$places $!"
  idle; places="$places $!"
  idle; places="$places $!"
  # A shell that cannot fork ends: that is how the subshell knows when to stop. Its children stay.
  (
    children=0
    while [ "$children" -lt 1000 ]; do
      idle
      children=$((children + 1))
    done
  ) 2>/dev/null &
  wait "$!"
  # shellcheck disable=SC2086 # several
  kill $places
  echo "sandbox: forked until it failed"
}

case $mode in
  ready)
    listen "$www"
    stay
    ;;
  slow)
    pause_ms "$delay_ms"
    listen "$www"
    stay
    ;;
  never)
    echo "sandbox: running, but will never listen"
    idle
    child=$!
    stay
    ;;
  unhealthy)
    if [ "${SANDBOX_STATUS:-503}" = 404 ]; then
      listen /www-empty
    else
      # The server has no way to answer 503 for a file.
      /bin/busybox nc -ll -p "$port" -e /unavailable.sh &
      child=$!
      echo "sandbox: answering 503 on port $port"
    fi
    stay
    ;;
  exit)
    echo "sandbox: cannot start: SANDBOX_MODE is exit" >&2
    echo "sandbox: cannot start: giving up" >&2
    exit "${SANDBOX_EXIT_CODE:-3}"
    ;;
  exit-after)
    line=1
    while [ "$line" -le 60 ]; do
      echo "sandbox: log line $line of 60"
      line=$((line + 1))
    done
    pause_ms "$delay_ms"
    exit "${SANDBOX_EXIT_CODE:-3}"
    ;;
  deaf)
    trap '' TERM    # the server inherits it
    listen "$www"
    stay
    ;;
  oom)
    echo "sandbox: filling the memory"
    chunk=0123456789abcdef
    while [ "${#chunk}" -lt 4194304 ]; do chunk=$chunk$chunk; done
    n=0
    while [ "$n" -lt 768 ]; do
      eval "memory_$n=\$chunk"
      n=$((n + 1))
    done
    echo "sandbox: 3 GiB and still alive" >&2
    exit 4
    ;;
  forkbomb)
    listen "$www"
    forkbomb
    stay
    ;;
  flood)
    listen "$www"
    /bin/busybox yes "sandbox: 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789" |
      /bin/busybox head -c "${SANDBOX_FLOOD_MB:-32}m" &
    stay
    ;;
  *)
    echo "sandbox: unknown SANDBOX_MODE '$mode'" >&2
    exit 64
    ;;
esac
