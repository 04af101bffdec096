#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Who may include what: layers.sh ROOT
#
#   A stage includes its own folder, io, and the public headers of the model and of earlier stages.
#   Only app goes further. Public headers include nothing but each other and the standard library.
#   Every third-party header is included by its owner alone: one file, or two that do the same work.
set -eu
cd "$1"

find include src -name '*.hpp' -o -name '*.cpp' | LC_ALL=C sort | while read -r file; do
  sed -n 's/^ *# *include *\([<"][^>"]*\)[>"].*/\1/p' "$file" | sed "s|^|$file |"
done | awk '
  BEGIN {
    # The pipeline, in order. model and io come before all stages.
    split("model io feeds fetch parse normalize store changes inventory match report app", order, " ")
    for (i in order) rank[order[i]] = i + 0

    # Public header → stage.
    split("catalogue cvss date diagnostics document error exploitability impact limits severity tlp", names, " ")
    for (i in names) stage_of[names[i]] = "model"
    stage_of["feeds"] = "feeds"
    stage_of["fetch"] = "fetch"
    stage_of["parse"] = "parse"
    stage_of["normalize"] = stage_of["lint"] = "normalize"
    stage_of["store"] = stage_of["questions"] = "store"
    stage_of["changes"] = "changes"
    stage_of["inventory"] = "inventory"
    stage_of["match"] = "match"
    stage_of["report"] = stage_of["answers"] = stage_of["inventory_report"] = stage_of["match_report"] = stage_of["site"] = stage_of["words"] = "report"
    stage_of["version"] = "app"

    # Third-party header → the files that own it.
    owner["pugixml.hpp"] = "src/io/xml_tree.cpp"
    owner["rapidjson/"] = "src/io/json.cpp src/io/json_stream.cpp"
    owner["toml++/"] = "src/io/config.cpp"
    owner["boost/"] = "src/io/calendar.cpp"
    owner["unicode/"] = "src/io/unicode.cpp"
    owner["openssl/"] = "src/io/hash.cpp"
    owner["rnp/"] = "src/io/openpgp.cpp"
    owner["xlsxwriter.h"] = "src/io/spreadsheet.cpp"
    owner["gumbo.h"] = "src/io/html.cpp"
    owner["curl/"] = "src/io/http.cpp"
    owner["sqlite3.h"] = "src/io/sqlite.cpp"
    owner["zlib.h"] = owner["zstd.h"] = "src/io/files.cpp"
    owner["archive.h"] = owner["archive_entry.h"] = "src/io/archive.cpp"
    owner["CLI/"] = "src/app/options.cpp"

    # The system and the processor: io only.
    split("arpa/inet.h fcntl.h netdb.h netinet/in.h sys/socket.h unistd.h sys/file.h sys/stat.h sys/ioctl.h emmintrin.h", names, " ")
    for (i in names) system_header[names[i]] = 1
  }

  function complain(why) { print file ": includes " included ": " why; ++mistakes }

  function third_party(header,   each) {
    for (each in owner)
      if (index(header, each) == 1) {
        if (index(" " owner[each] " ", " " file " ") == 0) complain("only " owner[each] " may")
        return
      }
    if (header in system_header) {
      if (stage != "io") complain("only src/io may")
    } else if (header ~ /[.\/]/) {
      complain("a header that nobody owns")
    }
  }

  {
    file = $1
    included = $2
    header = substr(included, 2)
    parts = split(file, path, "/")
    if (path[1] == "include") {
      name = path[3]
      sub(/\.hpp$/, "", name)
      stage = name in stage_of ? stage_of[name] : ""
      if (stage == "") complain("the header belongs to no stage")
    } else {
      stage = parts == 2 ? "app" : path[2]
      if (!(stage in rank)) complain("the folder is no stage")
    }

    if (included ~ /^<patchmatrix\//) {
      name = header
      sub(/^patchmatrix\//, "", name)
      sub(/\.hpp$/, "", name)
      if (!(name in stage_of)) complain("a public header that belongs to no stage")
      else if (rank[stage_of[name]] > rank[stage])
        complain("a later stage")
    } else if (included ~ /^</) {
      if (path[1] == "include" && header ~ /[.\/]/) complain("no public header may")
      else third_party(header)
    } else {
      folder = header
      sub(/\/.*/, "", folder)
      if (path[1] == "include") complain("a private header")
      else if (!(folder in rank)) complain("not named from src/")
      else if (folder != stage && folder != "io") complain("the private header of another stage")
      else if (stage == "model" && folder != "model") complain("the model knows nobody")
    }
    ++seen
  }

  END {
    if (seen < 100) { print "layers: only " seen + 0 " includes seen"; exit 1 }
    exit mistakes > 0
  }'
