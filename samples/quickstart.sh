#!/usr/bin/env bash
# Runs samples/QuickStart on this machine: makes a Docker engine reachable, builds the small test image, runs the sample, and
# leaves nothing running that it started. Run it as often as you like.
#
# LocalSandbox__Image: another image to run, e.g. ghcr.io/agent-infra/sandbox:latest where a registry is reachable.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../eng/common.sh"

require_dotnet

echo '== 1/3 a Docker engine'
trap release_engine EXIT
acquire_engine

if [ -n "${LocalSandbox__Image:-}" ]; then
  echo "== 2/3 the image: $LocalSandbox__Image, as asked for in LocalSandbox__Image"
else
  echo '== 2/3 the image'
  "$repo/eng/build-test-image.sh"
  export LocalSandbox__Image=$test_image
fi

echo '== 3/3 the sample (the first build takes a while)'
# From the repository's root, where its global.json holds.
cd "$repo"
dotnet run --project samples/QuickStart -c Release
