#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Every source, script and data file names its licence at its head: spdx.sh ROOT
set -eu
cd "$1"

tag='SPDX-License''-Identifier: Apache-2.0'
list=$(find CMakeLists.txt run cmake include src tests bench feeds reports -type f \
  \( -name '*.cpp' -o -name '*.hpp' -o -name '*.in' -o -name '*.cmake' -o -name CMakeLists.txt \
     -o -name '*.toml' -o -name '*.sh' -o -name run -o -name prepare \) | LC_ALL=C sort)
[ "$(echo "$list" | wc -l)" -gt 100 ] || { echo "spdx: too few files found"; exit 1; }

status=0
for file in $list; do
  head -n 2 "$file" | grep -qF "$tag" || { echo "$file: no SPDX line"; status=1; }
done
grep -qF "$tag" docs/report.schema.json || { echo "docs/report.schema.json: no SPDX line"; status=1; }
exit "$status"
