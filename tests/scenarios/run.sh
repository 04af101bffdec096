#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Runs one scenario: run.sh PROGRAM SCENARIO WORK [update]
#
# The scenario's folder is copied to WORK; the program runs inside the copy, twice: with another
# locale and time zone the second time, because neither may change a byte. Its standard output,
# standard error and exit code are compared with expected.out, expected.err and expected.code.
# With "update" they are written instead.
#
#   args          one argument a line
#   environment   variables for both runs, NAME=value a line (optional)
#   prepare       a script that makes further inputs; INPUTS names the shared ones (optional)
#   stdin         what the program reads from standard input (optional; made by prepare, too)
#   same-as       the name of another scenario, whose expected files are this one's (optional)
set -eu
program=$1 scenario=$2 work=$3 mode=${4:-check}

rm -rf "$work"
mkdir -p "$work"
cp -R "$scenario" "$work/in"
INPUTS=$(cd "$scenario/../inputs" && pwd)
export INPUTS
if [ -f "$work/in/prepare" ]; then (cd "$work/in" && sh ./prepare); fi
[ -f "$work/in/stdin" ] || : >"$work/in/stdin"

run() { # locale zone name
  locale=$1 zone=$2 name=$3
  status=0
  (
    cd "$work/in"
    set --
    while IFS= read -r line || [ -n "$line" ]; do set -- "$@" "$line"; done <args
    variables=
    [ ! -f environment ] || variables=$(cat environment)
    # shellcheck disable=SC2086  # one word a variable
    exec env -i PATH=/usr/bin:/bin LC_ALL="$locale" TZ="$zone" $variables "$program" "$@" <stdin
  ) >"$work/$name.out" 2>"$work/$name.err" || status=$?
  echo "$status" >"$work/$name.code"
}

run C.UTF-8 UTC first
run C XXX-14 second

if [ "$mode" = update ]; then
  [ -f "$scenario/same-as" ] ||
    for part in out err code; do cp "$work/first.$part" "$scenario/expected.$part"; done
  exit 0
fi

expected=$scenario
[ ! -f "$scenario/same-as" ] || expected=$scenario/../$(cat "$scenario/same-as")
failed=0
for name in first second; do
  for part in code err out; do
    cmp -s "$expected/expected.$part" "$work/$name.$part" && continue
    failed=1
    echo "$(basename "$scenario"): the $name run differs in $part (- expected, + actual):"
    diff -u "$expected/expected.$part" "$work/$name.$part" || true
  done
done
exit "$failed"
