#!/bin/sh
# system.sh PACKAGE:FILE …   install each package whose file is missing, if we may; otherwise say what to do.
missing=""
for want in "$@"; do
  [ -e "${want#*:}" ] || missing="$missing ${want%%:*}"
done
[ -n "$missing" ] || exit 0
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "installing$missing"
  apt-get update -qq >/dev/null 2>&1
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 && exit 0
fi
echo "missing:$missing. Install it with your package manager (Debian: sudo apt-get install$missing)." >&2
exit 0
