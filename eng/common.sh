# shellcheck shell=bash disable=SC2034
# What the repository's scripts share; sourced, not run. Sets $repo and $test_image.

repo=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
test_image=localsandbox/test-sandbox:1

# Nothing may stay behind that a build started: no waiting MSBuild nodes, no MSBuild server, no compiler server.
# (MSBuild takes environment variables as properties.)
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false
export DOTNET_NOLOGO=1

require_dotnet() {
  # In the repository: global.json may ask for a version of its own.
  if ! (cd "$repo" && dotnet --version) 2>/dev/null | grep -q '^10\.'; then
    echo 'The .NET 10 SDK is needed: install it from https://dotnet.microsoft.com/download/dotnet/10.0 and have its dotnet on the PATH.' >&2
    exit 1
  fi
}

# Makes a Docker engine reachable; the caller's EXIT trap, set before, calls release_engine, which stops it
# if it was started for the caller.
acquire_engine() {
  # bash runs these when the current command has ended: nothing is stopped under a running test.
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  "$repo/eng/docker-engine.sh" start --for $$
}

release_engine() { "$repo/eng/docker-engine.sh" stop --for $$ || true; }
