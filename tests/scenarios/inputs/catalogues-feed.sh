# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# Sourced by `prepare`: the feeds kev and epss are the scenario's server, under HOME=home.
mkdir -p home/.config/patchmatrix/feeds.d
cat >home/.config/patchmatrix/feeds.d/kev.toml <<END
id = "cisa"
[[feeds]]
id = "kev"
url = "https://127.0.0.1:$PORT/kev.json"
allow_private_addresses = true
ca_file = "$CA"
END
cat >home/.config/patchmatrix/feeds.d/epss.toml <<END
id = "first"
[[feeds]]
id = "epss"
url = "https://127.0.0.1:$PORT/epss.csv.gz"
allow_private_addresses = true
ca_file = "$CA"
END

fetch() {
  env -i PATH=/usr/bin:/bin HOME=home "$PROGRAM" fetch --mirror mirror "$@" >fetch.out 2>fetch.err
}
