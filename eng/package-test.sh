#!/usr/bin/env bash
# Packs LocalSandbox and LocalSandbox.Testing, looks into the packages, and uses them in a host of their own (tests/LocalSandbox.PackageConsumer)
# that is trimmed, and compiled to native code. Takes some two minutes, the first time longer by a download of 150 MB.
#
#   package-test.sh                everything; leaves the packages in artifacts/packages
#   package-test.sh --no-native    without the native consumer, which needs clang or gcc, and zlib
#   package-test.sh --no-consumer  packs and looks into the packages only (a minute)
#
# What is packed is the working tree, as a copy with a made-up remote, because only with one there is a Source Link; it is built in two
# folders, because only that shows that where it is built makes no difference.
# CONSUMER_PACKAGES: the folder of the consumer's packages (default: artifacts/consumer-packages); the machine's own is left alone.
set -euo pipefail
# shellcheck source=eng/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

native=yes consumer=yes
case "$# ${1:-}" in
  '0 ') ;;
  '1 --no-native') native=no ;;
  '1 --no-consumer') consumer=no native=no ;;
  *) echo "package-test.sh [--no-native|--no-consumer]" >&2; exit 2 ;;
esac

origin=https://github.com/localsandbox/localsandbox.git
commit=$(git -C "$repo" rev-parse HEAD)
version=$(sed -n 's/.*<Version>\(.*\)<\/Version>.*/\1/p' "$repo/Directory.Build.props")-check.$(date +%s)
output=$repo/artifacts/packages
restored=${CONSUMER_PACKAGES:-$repo/artifacts/consumer-packages}
work=$(mktemp -d "${TMPDIR:-/tmp}/localsandbox-package.XXXXXX")
trap 'rm -rf -- "$work"' EXIT
problems=0

problem() {
  echo "FAILED: $*" >&2
  problems=$((problems + 1))
}

step() {
  local begun=$SECONDS
  echo "== $1"
  "${@:2}"
  echo "-- $1: $((SECONDS - begun)) s"
}

# copy_tree FOLDER: the working tree, changes that are not committed included.
copy_tree() {
  git clone --quiet --shared --no-checkout "$repo" "$1"
  git -C "$1" remote set-url origin "$origin"
  (cd "$repo" && git ls-files -z --cached --others --exclude-standard | xargs -0 ls -d 2>/dev/null | tar -cf - -T -) | tar -xf - -C "$1"
}

pack() {
  local project
  for project in LocalSandbox LocalSandbox.Testing; do
    dotnet pack "$work/one/src/$project" -c Release -o "$output" -p:Version="$version" -p:ContinuousIntegrationBuild=true
  done
}

build_elsewhere() { dotnet build "$work/other/src/LocalSandbox.Testing" -c Release -p:Version="$version" -p:ContinuousIntegrationBuild=true; }

# expect WHAT EXPECTED ACTUAL
expect() { [ "$2" = "$3" ] || problem "$1 is not as expected:"$'\n'"--- expected"$'\n'"$2"$'\n'"--- actual"$'\n'"$3"; }

# pinned NAME...: each with its version from Directory.Packages.props, as the package says it.
pinned() {
  local name
  for name in "$@"; do
    echo "$name $(sed -n 's/.*Include="'"$name"'" Version="\([^"]*\)".*/\1/p' "$repo/Directory.Packages.props")"
  done
}

# look_into NAME DEPENDENCIES
look_into() {
  local name=$1 nupkg="$output/$1.$version.nupkg" inside="$work/$1" nuspec symbols
  mkdir "$inside" "$inside.symbols"
  unzip -q "$nupkg" -d "$inside"
  unzip -q "$output/$name.$version.snupkg" -d "$inside.symbols"
  nuspec=$(cat "$inside/$name.nuspec")
  symbols=$inside.symbols/lib/net10.0/$name.pdb

  expect "the files of $name" "README.md
lib/net10.0/$name.dll
lib/net10.0/$name.xml" "$(cd "$inside" && find . -type f \( -path './lib/*' -o -path './build*' -o -path './tools/*' -o -name '*.md' \) | sed 's|^\./||' | LC_ALL=C sort)"
  expect "the dependencies of $name" "$2" "$(sed -n 's/.*<dependency id="\([^"]*\)" version="\([^"]*\)".*/\1 \2/p' <<<"$nuspec")"
  expect "the frameworks of $name" '<group targetFramework="net10.0">' "$(grep -o '<group [^>]*>' <<<"$nuspec")"
  local part
  for part in '<license type="expression">Apache-2.0</license>' '<readme>README.md</readme>' '<copyright>' '<tags>' \
    "<repository type=\"git\" url=\"$origin\"" "commit=\"$commit\""; do
    grep -qF -- "$part" <<<"$nuspec" || problem "$name.nuspec has no $part"
  done
  expect "the README of $name" "$(cat "$repo/src/$name/README.md")" "$(cat "$inside/README.md")"
  grep -qF '<member name="T:LocalSandbox.' "$inside/lib/net10.0/$name.xml" || problem "$name.xml documents nothing"
  grep -qaF '{"documents":{"/_/*":' "$symbols" || problem "$name.pdb has no Source Link"
  grep -qaF "$commit/*" "$symbols" || problem "the Source Link of $name.pdb does not lead to $commit"
  cmp -s "$inside/lib/net10.0/$name.dll" "$work/other/src/$name/bin/Release/net10.0/$name.dll" ||
    problem "$name.dll depends on the folder that it is built in"
}

look_into_both() {
  look_into LocalSandbox "$(pinned CliWrap Microsoft.Extensions.DependencyInjection.Abstractions \
    Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions Microsoft.Extensions.Logging.Abstractions \
    Microsoft.Extensions.Options Microsoft.Extensions.Options.ConfigurationExtensions)"
  look_into LocalSandbox.Testing "LocalSandbox [$version]"
}

# consume HOW [PROPERTY...]: publishes the consumer and runs it.
consume() {
  local to="$work/consumer-$1"
  NUGET_PACKAGES="$restored" dotnet publish "$work/one/tests/LocalSandbox.PackageConsumer" -c Release --use-current-runtime --self-contained \
    -o "$to" -p:PackageVersionUnderTest="$version" -p:RestoreAdditionalProjectSources="$output" "${@:2}" || {
    problem "the consumer could not be published, $1"
    return
  }
  "$to/LocalSandbox.PackageConsumer" || problem "the consumer, $1, ended with exit code $?"
}

# Said before anything is built; the native compiler links with one of these, and with zlib.
require_native_compiler() {
  [ "$native" = no ] || command -v clang >/dev/null || command -v gcc >/dev/null || {
    echo 'The native consumer needs clang (or gcc) and zlib: on Debian and Ubuntu apt-get install clang zlib1g-dev, on macOS xcode-select --install.' >&2
    echo 'package-test.sh --no-native leaves it out.' >&2
    exit 1
  }
}

require_dotnet
require_native_compiler
rm -rf -- "$output"
mkdir -p "$output"
cd "$repo"
copy_tree "$work/one"
copy_tree "$work/other"
step 'pack' pack
step 'build in another folder' build_elsewhere
step 'look into the packages' look_into_both
[ "$consumer" = no ] || step 'consumer, trimmed' consume trimmed
[ "$native" = no ] || step 'consumer, native' consume native -p:PublishAot=true

# Of each run another version: the folder would grow for ever.
rm -rf -- "$restored"/localsandbox*
[ "$problems" -eq 0 ] || { echo "FAILED: $problems problems with the packages" >&2; exit 1; }
echo "The packages in ${output#"$repo/"} are as promised."
