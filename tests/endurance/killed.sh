#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A fetch that is killed twenty times at random moments ends with exactly the right mirror:
# killed.sh PROGRAM SERVER WORK [SEED]
#
# A provider of 2,000 documents, each with a SHA-512 file, is fetched from the loopback server; every
# run but the last is ended by SIGKILL. Then the mirror must hold the same bytes as the provider,
# nothing else, and nothing half; the ledger must agree; and a further run must find nothing to do.
set -euo pipefail
program=$1 server=$2 work=$3 seed=${4:-$(date +%s)}
echo "seed: $seed"
RANDOM=$((seed % 32768))

rm -rf "$work"
mkdir -p "$work/provider" "$work/server" "$work/home/.config/patchmatrix/feeds.d"
cd "$work"

# 2,000 small CSAF documents in five folders.
awk 'BEGIN {
  for (i = 0; i < 2000; ++i) {
    year = 2020 + i % 5
    name = sprintf("%d/ex-%d-%04d.json", year, year, i)
    if (i < 5) system("mkdir -p provider/" year)
    file = "provider/" name
    printf "{\"document\":{\"csaf_version\":\"2.0\",\"distribution\":{\"tlp\":{\"label\":\"WHITE\"}}," \
           "\"tracking\":{\"id\":\"EX-%d-%04d\",\"version\":\"1\",\"initial_release_date\":" \
           "\"%d-05-01T00:00:00Z\",\"current_release_date\":\"%d-05-01T00:00:00Z\"}}," \
           "\"vulnerabilities\":[{\"cve\":\"CVE-%d-%05d\"}]}\n", \
           year, i, year, year, year, i > file
    close(file)
    printf "\"%s\",\"2024-05-%02dT00:00:00Z\"\n", name, 1 + i % 28 > "provider/changes.csv"
    print name > "provider/index.txt"
  }
}'
(cd provider && find . -name '*.json' -print0 | xargs -0 sha512sum) |
  while read -r hash name; do printf '%s  %s\n' "$hash" "${name##*/}" >"provider/$name.sha512"; done

echo "folder /csaf provider" >table
"$server" table server --delay-ms 20 </dev/null >server.out 2>&1 &
serving=$!
trap 'kill $serving 2>/dev/null || true' EXIT
for _ in $(seq 100); do [ -f server/port ] && break || sleep 0.1; done

cat >home/.config/patchmatrix/feeds.d/example.toml <<TOML
id = "example"
name = { ja = "Example", en = "Example" }
rows = []
[[feeds]]
id = "example"
name = { ja = "Example", en = "Example" }
kind = "directory"
format = "CSAF 2.0"
url = "https://127.0.0.1:$(cat server/port)/csaf/"
allow_private_addresses = true
ca_file = "$PWD/server/ca.pem"
requests_per_second = 0
connections = 4
TOML
fetch() { HOME=$PWD/home LC_ALL=C.UTF-8 exec "$program" "$@" --mirror mirror; }

killed=0
for _ in $(seq 20); do
  (fetch fetch example >/dev/null 2>&1) &
  victim=$!
  sleep "0.$(printf '%03d' $((100 + RANDOM % 600)))"
  ! kill -9 "$victim" 2>/dev/null || killed=$((killed + 1))
  wait "$victim" 2>/dev/null || true
done
found=$(find mirror/documents -name '*.json' 2>/dev/null | wc -l)
echo "killed: $killed times; $found documents were there"

(fetch fetch example)

mkdir expected
(cd provider && find . -name '*.json' -exec cp --parents {} ../expected \;)
diff -r expected mirror/documents/example/csaf
[ -z "$(ls mirror/partial 2>/dev/null)" ] || { echo "temporary files were left"; exit 1; }
[ ! -e mirror/quarantine ] || { echo "something is in quarantine"; exit 1; }
(fetch feeds --check)
again=$( (fetch fetch example))
echo "$again"
case $again in *"0 new, 0 revised, 2000 unchanged, 0 failed"*) ;; *) exit 1 ;; esac
[ "$killed" = 20 ] || { echo "some runs ended before they could be killed"; exit 1; }
