#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Runs one scenario: run.sh PROGRAM SERVER SCENARIO WORK [update]
#
# The scenario's folder is copied to WORK; the program runs inside the copy, twice, each time in a
# fresh one: with another locale and time zone the second time, because neither may change a byte.
# Its standard output, standard error and exit code are compared with expected.out, expected.err and
# expected.code. With "update" they are written instead.
#
#   args          one argument a line
#   environment   variables for both runs, NAME=value a line (optional)
#   prepare       a script that makes further inputs (optional). INPUTS names the shared ones, PROGRAM
#                 the program. What it leaves in the background it lists in the file `background`, one
#                 process a line; that is ended after the run
#   table         what the loopback server SERVER serves (optional; tests/support/README.md); files of
#                 INPUTS as inputs/NAME. It runs before `prepare`, which is given its PORT and the CA
#                 file CA. Ports, times and sizes of transfers are then left out of the comparison
#   stdin         what the program reads from standard input (optional; made by prepare, too)
#   same-as       the name of another scenario, whose expected files are this one's (optional)
set -eu
program=$1 server=$2 scenario=$3 work=$4 mode=${5:-check}

rm -rf "$work"
mkdir -p "$work"
INPUTS=$(cd "$scenario/../inputs" && pwd)
PROGRAM=$program PORT='' CA=''
export INPUTS PROGRAM PORT CA

end_processes() { # file with one a line
  [ -f "$1" ] || return 0
  while read -r process; do kill "$process" 2>/dev/null || :; done <"$1"
  rm -f "$1"
}
trap 'end_processes "$work/in/background"; end_processes "$work/in/server/pid"' EXIT

start_server() {
  ln -s "$INPUTS" "$work/in/inputs"
  mkdir "$work/in/server"
  "$server" "$work/in/table" "$work/in/server" 2>"$work/in/server/err" &
  echo $! >"$work/in/server/pid"
  while [ ! -e "$work/in/server/port" ]; do
    kill -0 "$(cat "$work/in/server/pid")" || { cat "$work/in/server/err" >&2; exit 1; }
    sleep 0.02
  done
  PORT=$(cat "$work/in/server/port") CA=$work/in/server/ca.pem
}

# What differs from run to run where a server takes part.
without_changing_values() { # file
  sed -e "s/127\.0\.0\.1\([:-]\)$PORT/127.0.0.1\1PORT/g" \
    -e 's/20[0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]/YYYY-MM-DD hh:mm/g' \
    -e 's/[0-9.]* [kMG]\{0,1\}B received/N B received/' \
    -e 's/受信 [0-9.]* [kMG]\{0,1\}B/受信 N B/' "$1" >"$1.same"
  mv "$1.same" "$1"
}

run() { # locale zone name
  locale=$1 zone=$2 name=$3
  rm -rf "$work/in"
  cp -R "$scenario" "$work/in"
  [ ! -f "$work/in/table" ] || start_server
  [ ! -f "$work/in/prepare" ] || (cd "$work/in" && sh ./prepare)
  [ -f "$work/in/stdin" ] || : >"$work/in/stdin"
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
  end_processes "$work/in/background"
  [ ! -f "$work/in/table" ] || {
    end_processes "$work/in/server/pid"
    without_changing_values "$work/$name.out"
    without_changing_values "$work/$name.err"
  }
}

run C.UTF-8 UTC first
run C XXX-14 second

# An answer that names this folder is right on one machine only.
for output in "$work"/*.out "$work"/*.err; do
  ! grep -qF -e "$INPUTS" -e "$work" "$output" || {
    echo "$(basename "$scenario"): the output names a folder of this machine: $output" >&2
    exit 1
  }
done

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
