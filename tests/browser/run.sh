#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Opens the pages of the program in Chromium: run.sh PROGRAM ROOT WORK [SCRIPT [ARGUMENTS...]]
#
# Renders the pages of feeds/samples below WORK/pages, installs the packages of package-lock.json
# below WORK/modules, and runs the tests, or SCRIPT (a module beside this file) instead. Ends with 77,
# and says what is missing, where there is no Chromium, Node.js or npm.
set -euo pipefail
program=$1 root=$2 work=$3
shift 3
here=$root/tests/browser

missing() {
  echo "skipped: the browser tests need $1" >&2
  exit 77
}
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[ -n "$CHROMIUM" ] || missing 'Chromium (Debian: chromium)'
for each in node npm; do
  command -v "$each" >/dev/null || missing "$each (Debian: nodejs npm)"
done
command -v pdftotext >/dev/null || missing 'pdftotext (Debian: poppler-utils)'
if ! node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 18 ? 0 : 1)'; then
  missing 'Node.js 18 or newer'
fi

# The packages, once for each state of the lock file.
state=$(cat "$here/package-lock.json" | sha256sum | cut -c1-16)
if [ ! -e "$work/modules/$state" ]; then
  rm -rf "$work/modules"
  mkdir -p "$work/modules"
  cp "$here/package.json" "$here/package-lock.json" "$work/modules/"
  (cd "$work/modules" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error >&2)
  touch "$work/modules/$state"
fi

# The tests are run from beside the packages, where Node.js looks for them.
cp "$here"/*.mjs "$here"/*.json "$work/modules/"

pages=$work/pages
rm -rf "$pages"
mkdir -p "$pages"
export SOURCE_DATE_EPOCH=1668038400 XDG_CONFIG_HOME=$work/none PATCHMATRIX_MIRROR=$work/none
cd "$root"
for language in ja en; do
  "$program" report feeds/samples/microsoft/2022-Nov.xml --lang "$language" --format html \
    --inventory tests/browser/machines.csv -o "$pages/month.$language.html"
  "$program" report feeds/samples/microsoft/2022-Nov.xml --lang "$language" --format html \
    --layout notice -o "$pages/notice.$language.html"
  "$program" report feeds/samples/microsoft/2022-Nov.xml --lang "$language" --format html \
    --layout matrix -o "$pages/matrix.$language.html"
  "$program" report feeds/samples/microsoft/2022-Nov.xml --lang "$language" --format mail \
    --inventory tests/browser/machines.csv -o "$pages/mail.$language.html"
  "$program" import feeds/samples/microsoft --store "$work/sample.sqlite" --lang en >/dev/null
  "$program" site microsoft --store "$work/sample.sqlite" --lang "$language" -o "$pages/site.$language" \
    >/dev/null
done
largest=${PATCHMATRIX_CORPUS:-}/msrc/current
if [ -n "${PATCHMATRIX_CORPUS:-}" ] && [ -d "$largest" ]; then
  for language in ja en; do
    "$program" report "$largest"/*2026-Jun* --lang "$language" --format html \
      -o "$pages/largest.$language.html" 2>/dev/null || [ $? = 1 ]
  done
fi

export CHROMIUM PAGES=$pages
cd "$work/modules"
if [ $# -gt 0 ]; then
  exec node "$@"
fi
exec node --test --test-reporter=spec .
