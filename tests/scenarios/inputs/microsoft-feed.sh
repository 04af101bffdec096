# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# Sourced by `prepare`: the feed microsoft is the scenario's server, under HOME=home.
mkdir -p home/.config/patchmatrix/feeds.d
cat >home/.config/patchmatrix/feeds.d/loopback.toml <<END
id = "microsoft"
[[feeds]]
id = "microsoft"
url = "https://127.0.0.1:$PORT/updates"
document_url = "https://127.0.0.1:$PORT/document/{id}"
allow_private_addresses = true
ca_file = "$CA"
END

fetch() {
  env -i PATH=/usr/bin:/bin HOME=home "$PROGRAM" fetch --mirror mirror "$@" >fetch.out 2>fetch.err
}
