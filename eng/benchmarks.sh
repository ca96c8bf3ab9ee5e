#!/usr/bin/env bash
# Measures the library beside what a user might pick instead, on a real Docker engine (started and stopped again if none runs), and says where
# the table, the figures and the picture are. More than eleven minutes; nothing else should run on the machine meanwhile.
#
#   benchmarks.sh               the comparison
#   benchmarks.sh --quick       the same with fewer rounds, in some three minutes
#   benchmarks.sh --rounds 50   the same with more
#   benchmarks.sh --only burst --bursts 9   one part of it, nine times over
#   benchmarks.sh --pure        the same, and what needs no engine (parsers, arguments, ports) with BenchmarkDotNet
#
# Where clang is installed, the quickstart is published with PublishAot too and its start-up is in the table.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

pure='' options=()
for option in "$@"; do
  if [ "$option" = --pure ]; then pure=yes; else options+=("$option"); fi
done

require_dotnet
cd "$repo"
published=$repo/artifacts/quickstart
trap release_engine EXIT
acquire_engine
eng/build-test-image.sh
export LOCALSANDBOX_TEST_IMAGE=$test_image

echo '== building'
dotnet build tests/LocalSandbox.Benchmarks -c Release -v quiet
dotnet publish samples/QuickStart -c Release -v quiet -o "$published/jit"
options+=(--quickstart-jit "$published/jit/QuickStart.dll")
if command -v clang >/dev/null; then
  # Not the sample's own build folder: a runtime identifier would change what is restored there.
  dotnet publish samples/QuickStart -c Release -v quiet -r "$(dotnet --info | sed -n 's/^ *RID: *//p')" -p:PublishAot=true \
    --artifacts-path "$published/build" -o "$published/aot"
  options+=(--quickstart-aot "$published/aot/QuickStart")
else
  echo 'clang is not installed: the quickstart as Native AOT is left out.'
fi

benchmarks=tests/LocalSandbox.Benchmarks/bin/Release/net10.0/LocalSandbox.Benchmarks.dll
echo '== the comparison'
dotnet "$benchmarks" lifecycle "${options[@]}"
if [ -n "$pure" ]; then
  echo '== what needs no engine'
  dotnet "$benchmarks" pure
fi
