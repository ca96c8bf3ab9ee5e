#!/usr/bin/env bash
# Builds the image that the sample and the engine tests run, unless the engine already has it in its present form:
# eng/test-image on top of one statically linked busybox and nothing else, because no registry is needed for that.
#
# It is made with `docker import` of a tar file rather than from a Dockerfile: that needs no builder, and builders are what
# differs (the classic one is deprecated, BuildKit needs a buildx that many packages of the CLI lack).
#
# LOCALSANDBOX_BUSYBOX: a statically linked busybox for Linux to use (default: Debian's or Ubuntu's busybox-static).
set -euo pipefail

# shellcheck source=eng/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

image=$test_image
label=io.localsandbox.test-image.sources    # not *.prefix: nothing that looks for sandboxes may find this
eng=$repo/eng

say()  { printf 'test-image: %s\n' "$*"; }
fail() { printf 'test-image: %s\n' "$*" >&2; exit 1; }

digest_of() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -c1-16; }

sources=$(cat "$eng/build-test-image.sh" "$eng"/test-image/* | digest_of)
built=$(docker image inspect --format "{{index .Config.Labels \"$label\"}}" "$image" 2>/dev/null </dev/null) || built=''
if [ "$built" = "$sources" ]; then
  say "$image is up to date"
  exit 0
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/localsandbox-image.XXXXXX")
trap 'rm -rf -- "$work"' EXIT
root=$work/root

# busybox must not need a loader or libraries, there are none in the image, and must have the web server.
usable() { [ -x "$1" ] && ! ldd "$1" >/dev/null 2>&1 && "$1" --list 2>/dev/null | grep -qx httpd; }

# Not installed into the system, only unpacked here: installing busybox-static removes Debian's other busybox.
download_busybox() {
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 1
  say 'downloading the package busybox-static' >&2
  (
    cd "$work"
    # As root apt wants to drop its rights to a user who cannot write here.
    get() { apt-get -qq -o APT::Sandbox::User=root -o DPkg::Lock::Timeout=120 "$@" </dev/null >&2; }
    get download busybox-static || { [ "$(id -u)" -eq 0 ] && get update && get download busybox-static; }
    dpkg-deb -x busybox-static_*.deb unpacked
  ) || return 1
  # /bin or, where /bin is a link, /usr/bin
  for busybox in "$work"/unpacked/bin/busybox "$work"/unpacked/usr/bin/busybox; do
    if usable "$busybox"; then return 0; fi
  done
  return 1
}

busybox=${LOCALSANDBOX_BUSYBOX:-/bin/busybox}
usable "$busybox" || { [ -z "${LOCALSANDBOX_BUSYBOX:-}" ] && download_busybox; } ||
  fail "building the image needs a statically linked busybox for Linux with httpd: install the package busybox-static, or name such a program in LOCALSANDBOX_BUSYBOX."

say "building $image from $busybox"
mkdir -p "$root/bin" "$root/tmp" "$root/www/v1" "$root/www-empty"
chmod 1777 "$root/tmp" "$root/www"      # any user may run it, and its script writes into /www
cp "$busybox" "$root/bin/busybox"
cp "$eng/test-image/sandbox.sh" "$eng/test-image/unavailable.sh" "$root/"
cp "$eng/test-image/ready.json" "$root/www/v1/sandbox"
chmod 755 "$root" "$root/bin" "$root/www-empty" "$root/www/v1" "$root/bin/busybox" "$root"/*.sh
chmod 644 "$root/www/v1/sandbox"

previous=$(docker image inspect --format '{{.Id}}' "$image" 2>/dev/null </dev/null) || previous=''

# Owned by root whoever runs this. A file first, not a pipe: a failing tar must not leave half an image behind.
tar -C "$root" --owner=0 --group=0 --numeric-owner -cf "$work/root.tar" .
docker import \
  --change 'ENTRYPOINT ["/bin/busybox", "sh", "/sandbox.sh"]' \
  --change 'EXPOSE 8080' \
  --change "LABEL $label=$sources" \
  "$work/root.tar" "$image" >/dev/null
# Without its name it would only lie around; it stays where a container still uses it.
[ -z "$previous" ] || docker image rm "$previous" >/dev/null 2>&1 || true
say "$image is built"
