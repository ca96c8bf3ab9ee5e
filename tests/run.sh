#!/usr/bin/env bash
# Checks everything: format, build, unit tests, engine tests and the fault suite on a real Docker engine (started and stopped again
# if none runs), and the conformance suite on Docker, on five versions of Apple's command line as an emulator plays them, and, as root on
# Linux, on a Podman of its own. Stops at the first step that fails. The last line says how many tests passed, failed and were skipped.
#
#   run.sh                  everything, with a tenth of the fault suite's tries (some five of fourteen minutes)
#   run.sh --faults full    the same with all of its tries (30 minutes, and ten for the rest), whose table the README quotes: artifacts/faults/faults.md
#   run.sh --faults 0.5     the same with half of its tries
#   run.sh --faults none    everything but the fault suite
#
# LOCALSANDBOX_FAULT_SEED: where the fault suite's randomness begins, to repeat a run (default: another one every time, printed).
# LOCALSANDBOX_PODMAN: the Podman to test, which has the image (default: as root on Linux, one of our own; else none).
# LOCALSANDBOX_TEST_IMAGE: the image the engine tests run (default: the one built from eng/test-image).
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../eng/common.sh"

case "$# ${1:-}" in
  '0 ') faults=short ;;
  '2 --faults') faults=$2 ;;
  *) echo "run.sh [--faults short|full|none|FACTOR]" >&2; exit 2 ;;
esac

passed=0 failed=0 skipped=0 tested='' fallen=''
current=''
work=$(mktemp -d "${TMPDIR:-/tmp}/localsandbox-tests.XXXXXX")

step() {
  local begun=$SECONDS
  current=$1
  shift
  echo "== $current"
  "$@"
  echo "-- $current: $((SECONDS - begun)) s"
}

# The totals come last, also after a failure, so the engine is let go of before.
finish() {
  local status=$?
  trap - EXIT
  # Never of an unset folder: a Podman elsewhere on this machine is not ours.
  [ ! -d "$work/podman" ] || eng/podman.sh stop "$work/podman" || true
  release_engine
  rm -rf -- "$work"
  # What CI has everything for must not drop out of it unseen.
  if [ "$status" -eq 0 ] && [ "${CI:-}" = true ] && [ "$skipped" -gt 0 ]; then status=1 current="$skipped tests were skipped, which CI does not allow"; fi
  [ "$status" -eq 0 ] || echo "FAILED: $current" >&2
  [ -z "$fallen" ] || printf '%s\n' "$fallen"
  [ -z "$tested" ] || echo "$passed passed, $failed failed, $skipped skipped"
  exit "$status"
}

# counter NAME TRX: a number from the results file, nothing if there is none.
counter() { sed -n 's/.*<Counters.* '"$1"'="\([0-9]*\)".*/\1/p' "$2" 2>/dev/null || true; }

# failures TRX: the name of each test that failed, with the first lines of its message.
failures() {
  awk '
    /<UnitTestResult .*outcome="Failed"/ { failed = 1; name = $0; sub(/.* testName="/, "", name); sub(/".*/, "", name); print "  " name }
    /<\/UnitTestResult>/ { failed = 0 }
    failed && /<Message>/ { message = 10 }
    message > 0 { line = $0; gsub(/^ *<Message>|<\/Message>.*/, "", line); print "      " substr(line, 1, 400); message-- }
    /<\/Message>/ { message = 0 }' "$1" 2>/dev/null | sed 's/&#xA;/ /g; s/&#xD;//g; s/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&amp;/\&/g' || true
}

# run_tests PROJECT [ARGUMENT...]: runs one test project and adds its results to the totals.
run_tests() {
  local name trx status=0 total executed ok
  name=$(basename "$1") trx="$work/$(basename "$1").trx"
  tested=yes
  dotnet test "$1" -c Release --no-build --results-directory "$work/$name" --logger "trx;LogFileName=$trx" "${@:2}" || status=$?
  # The counter notExecuted stays 0 for skipped xunit tests: what was not executed is the difference.
  total=$(counter total "$trx") executed=$(counter executed "$trx") ok=$(counter passed "$trx")
  if [ "${total:-0}" -eq 0 ]; then
    echo "$name: no tests were run." >&2
    return 1
  fi
  passed=$((passed + ok)) failed=$((failed + executed - ok)) skipped=$((skipped + total - executed))
  # Said again at the very end: a log is often read, and sometimes kept, from its last lines.
  [ "$status" -eq 0 ] || fallen=$(failures "$trx")
  return "$status"
}

start_podman() {
  LOCALSANDBOX_PODMAN=$(eng/podman.sh start "$work/podman")
  export LOCALSANDBOX_PODMAN
}

conformance() {
  local status=0
  # Every runtime that is named must be there.
  LOCALSANDBOX_RUNTIMES=docker,${LOCALSANDBOX_PODMAN:+podman,}apple run_tests tests/LocalSandbox.EngineTests --filter 'FullyQualifiedName~EngineTests.Conformance' \
    --blame-hang-timeout 5m --blame-hang-dump-type none || status=$?
  mkdir -p artifacts/conformance
  eng/conformance-table.sh "$work/LocalSandbox.EngineTests.trx" >artifacts/conformance/conformance.md
  eng/conformance-table.sh --groups "$work/LocalSandbox.EngineTests.trx"
  echo "Every test of it: artifacts/conformance/conformance.md"
  return "$status"
}

sandboxes() { docker ps -a --no-trunc --filter label=io.localsandbox.prefix --format '{{.ID}} {{.Names}} {{.Status}}'; }

# Only what the tests added: somebody may use LocalSandbox on this machine.
nothing_left() {
  local line left=''
  while read -r line; do
    [ -z "$line" ] || grep -q "^${line%% *} " "$work/sandboxes-before" || left+="  ${line#* }"$'\n'
  done <<<"$(sandboxes)"
  if [ -n "$left" ]; then
    printf 'The tests left containers behind:\n%s' "$left" >&2
    return 1
  fi
}

trap finish EXIT
current='the .NET SDK'
require_dotnet
cd "$repo"

step 'Docker engine' acquire_engine
if [ -z "${LOCALSANDBOX_TEST_IMAGE:-}" ]; then
  step 'test image' eng/build-test-image.sh
  export LOCALSANDBOX_TEST_IMAGE=$test_image
fi
if [ -z "${LOCALSANDBOX_PODMAN:-}" ]; then
  if [ "$(uname -s) $(id -u)" = 'Linux 0' ]; then
    step 'Podman' start_podman
  else
    echo '== no Podman is tested: running one of our own takes root on Linux'
  fi
fi
sandboxes >"$work/sandboxes-before"

step 'restore' dotnet restore LocalSandbox.sln
step 'format' dotnet format LocalSandbox.sln --no-restore --verify-no-changes
step 'build' dotnet build LocalSandbox.sln -c Release --no-restore
step 'unit tests' run_tests tests/LocalSandbox.Tests
# Nothing may depend on how a machine writes numbers, dates or capital letters.
for culture in de-DE tr-TR; do
  LOCALSANDBOX_TEST_CULTURE=$culture step "unit tests, $culture" run_tests tests/LocalSandbox.Tests --filter Category!=Fuzz
done
step 'documents' run_tests tests/LocalSandbox.Docs.Tests
# Each property of the parsers and of the checks of input, a hundred thousand times over.
CsCheck_Iter=100000 step 'fuzzing' run_tests tests/LocalSandbox.Tests --filter Category=Fuzz
# Every result is shown (they take a while), and a hanging test ends the run instead of hanging it.
export LOCALSANDBOX_REQUIRE_ENGINE=1
step 'engine tests' run_tests tests/LocalSandbox.EngineTests --filter 'FullyQualifiedName!~EngineTests.Faults&FullyQualifiedName!~EngineTests.Conformance' \
  --logger 'console;verbosity=normal' --blame-hang-timeout 5m --blame-hang-dump-type none
step 'conformance suite' conformance
[ "$faults" = none ] || LOCALSANDBOX_FAULTS=$faults step "fault suite, $faults" run_tests tests/LocalSandbox.EngineTests --filter 'FullyQualifiedName~EngineTests.Faults' \
  --logger 'console;verbosity=normal' --blame-hang-timeout 20m --blame-hang-dump-type none
step 'nothing left behind' nothing_left
