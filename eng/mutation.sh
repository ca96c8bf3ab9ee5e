#!/usr/bin/env bash
# Changes src/LocalSandbox/{Runtimes,Networking,Health} in small ways, one at a time, and counts how many of the changes a unit test notices.
# Fails below 85 %. Takes an hour and more on two CPUs.
#
#   mutation.sh                    all three folders
#   mutation.sh Health Networking  only these
#
# MUTATION_CONCURRENCY: how many test runs at the same time (default: 2).
# The report is artifacts/mutation/reports/mutation-report.html: its "survived" are what no test notices.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

folders=("$@")
[ "${#folders[@]}" -gt 0 ] || folders=(Runtimes Networking Health)
mutate=()
for folder in "${folders[@]}"; do
  [ -d "$repo/src/LocalSandbox/$folder" ] || { echo "mutation.sh: there is no folder '$folder' in src/LocalSandbox" >&2; exit 2; }
  mutate+=(--mutate "$folder/**/*.cs")
done

require_dotnet
cd "$repo"
dotnet tool restore

# Not those that start real processes or run thousands of cases: they cannot notice more, and would take most of the time.
# stryker-config.json there leaves out what ConfigureAwait is given: without a synchronization context it makes no difference.
cd tests/LocalSandbox.Tests

# A change may be just that something is not deleted.
TMPDIR=$(mktemp -d "${TMPDIR:-/tmp}/localsandbox-mutation.XXXXXX")
export TMPDIR
trap 'rm -rf -- "$TMPDIR"' EXIT
dotnet stryker --project LocalSandbox.csproj "${mutate[@]}" --configuration Release --mutation-level Standard \
  --test-case-filter 'Category!=Fuzz&FullyQualifiedName!~Processes.CliWrap' \
  --threshold-high 95 --threshold-low 85 --break-at 85 --concurrency "${MUTATION_CONCURRENCY:-2}" \
  --reporter progress --reporter html --reporter cleartext --reporter json --output "$repo/artifacts/mutation" --skip-version-check
