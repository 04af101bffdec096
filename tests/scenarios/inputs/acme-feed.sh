# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# Sourced by `prepare`: the vendor acme, whose CSAF provider is the scenario's server, under HOME=home.
mkdir -p home/.config/patchmatrix/feeds.d
cat >home/.config/patchmatrix/feeds.d/acme.toml <<END
id = "acme"
name = { ja = "アクメ", en = "Acme" }
publishers = ["psirt@acme.example"]
[[feeds]]
id = "acme"
name = { ja = "アクメの通知", en = "Acme advisories" }
kind = "csaf-provider"
format = "CSAF 2.0"
url = "https://127.0.0.1:$PORT/provider-metadata.json"
verification = "require"
allow_private_addresses = true
ca_file = "$CA"
END

fetch() {
  env -i PATH=/usr/bin:/bin HOME=home "$PROGRAM" fetch --mirror mirror "$@" >fetch.out 2>fetch.err
}
