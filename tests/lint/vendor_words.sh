#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Vendors and products are data under feeds/, not code: no string literal of the sources names one.
# vendor_words.sh ROOT
set -eu
cd "$1"

find include src -name '*.hpp' -o -name '*.cpp' | LC_ALL=C sort |
  while read -r file; do sed "s|^|$file: |" "$file"; done |
  awk '
  BEGIN {
    vendor = "(microsoft|msrc|adobe|apple|beckhoff|bsi|cert-cc|cert/cc|ciq|ciqsa|cisa|cisco|cpan|cpansa|" \
             "dcert|festo|fortinet|google|ipa|jvn|juice shop|mitre|mozilla|ncsc|ni|nozomi|nvidia|" \
             "open-xchange|openeuler|oracle|owasp|palo alto|red ?hat|rhsa|rocky|schwarz|sick|siemens|" \
             "stackable|suse|" \
             "windows|azure|mariner|cbl|chromium|chrome|edge|exchange|sharepoint|office|outlook|" \
             "dynamics|skype|lync|visual studio|hyper-v|internet explorer|flash|[.]net|sql server|kb)"
  }
  {
    file = $1
    line = substr($0, length($1) + 2)
    ++seen
    if (line ~ /^ *#/) next
    # Takes one literal after the other; a comment ends the line.
    while (match(line, /"([^"\\]|\\.)*"|\/\/.*/)) {
      literal = substr(line, RSTART, RLENGTH)
      line = substr(line, RSTART + RLENGTH)
      if (literal ~ /^\/\//) break
      if (literal == "\"msrc-cvrf\"") continue  # the name of a layout of feeds
      # The names of formats that are recognised and refused.
      if (literal == "\"VULDEF (JVN)\"" || literal == "\"CISA KEV catalogue\"") continue
      if (tolower(literal) ~ "(^|[^a-z])" vendor "([^a-z]|$)") {
        print file " " literal
        ++found
      }
    }
  }
  END {
    if (seen < 1000) { print "vendor_words: only " seen + 0 " lines seen"; exit 1 }
    exit found > 0
  }'
