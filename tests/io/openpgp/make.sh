#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Makes the keys and signatures of this folder anew, with GnuPG: make.sh [FOLDER]
#
# The private keys live in a temporary folder and are gone afterwards, so every run makes other
# keys; the dates are always the same. README.md tells what each file is.
set -eu
cd "${1:-$(dirname "$0")}"
test -s signed.json
rm -f ./*.asc ./*.sig ./*.gpg

work=$(mktemp -d)
trap 'gpgconf --kill all; rm -rf "$work"' EXIT
mkdir -m 700 "$work/keys"
export GNUPGHOME="$work/keys" LC_ALL=C

signing=20240514T080000  # of signatures, unless they say otherwise
revoking=20240901T080000
late=20250115T080000

# at TIME ARGUMENT…
at() {
  time=$1
  shift
  gpg --quiet --no-tty --yes --pinentry-mode loopback --passphrase '' \
    --no-emit-version --faked-system-time "$time!" "$@"
}

# key NAME ALGORITHM USAGE EXPIRY: created 2022-01-01
key() {
  at 20220101T000000 --batch --quick-generate-key "Example PSIRT ($1) <psirt@vendor.test>" "$2" "$3" "$4"
}
fingerprint() { gpg --batch --with-colons --list-keys "($1)" | sed -n 's/^fpr:*\([0-9A-F]*\):$/\1/p' | sed -n "${2:-1}p"; }
publish() { at $late --batch --armor --export "$(fingerprint "$1")" > "$1.pub.asc"; }

# sign FILE TIME KEY ARGUMENT…
sign() {
  file=$1 when=$2 signer=$3
  shift 3
  at "$when" --batch --armor --local-user "$(fingerprint "$signer")" --output "$file" "$@" --detach-sign signed.json
}

# revoke NAME REASON [TIME [WORDS]]: 0 no reason, 1 compromised, 2 superseded, 3 no longer used
revoke() {
  printf "y\n%s\n${4:+$4\n}\ny\n" "$2" |
    at ${3:-$revoking} --display-charset utf-8 --command-fd 0 --output "$work/revocation" --gen-revoke "$(fingerprint "$1")" 2> /dev/null
  at ${3:-$revoking} --batch --import "$work/revocation" 2> /dev/null
}

# ── Keys ─────────────────────────────────────────────────────────────────────────────────────────

key good ed25519 sign never
key other rsa2048 sign never
key unknown rsa2048 sign never
key expired-since rsa2048 sign 20250101T000000
key expired-before ed25519 sign never
for name in no-reason compromised superseded retired; do key revoked-$name ed25519 sign never; done
for name in subkey subkey-expired subkey-revoked; do
  key $name ed25519 cert never
  at 20220101T000000 --batch --quick-add-key "$(fingerprint $name)" ed25519 sign never
done
key extended ed25519 sign 20230101T000000
key revoked-twice ed25519 sign never
key short rsa1024 sign never
key no-signing ed25519 sign never
key secret ed25519 sign never
at 20240501T000000 --batch --cert-digest-algo SHA1 \
  --quick-generate-key "Example PSIRT (sha1-self) <psirt@vendor.test>" rsa2048 sign never

# ── Signatures that are sound when they are made ─────────────────────────────────────────────────

sign signed.json.good.asc $signing good
sign signed.json.other.asc $signing other
sign signed.json.unknown.asc $signing unknown
sign signed.json.expired-since.asc $signing expired-since
sign signed.json.expired-before.asc $signing expired-before
for name in no-reason compromised superseded retired; do
  sign signed.json.revoked-$name.asc $signing revoked-$name
  sign signed.json.revoked-$name-before.asc $late revoked-$name
done
sign signed.json.expired-last-second.asc 20221231T235959 expired-before
sign signed.json.expired-that-second.asc 20230101T000000 expired-before
sign signed.json.revoked-that-second.asc $revoking revoked-superseded
sign signed.json.sha1-self.asc $signing sha1-self
for name in subkey subkey-expired; do sign signed.json.$name.asc $signing $name; done
sign signed.json.subkey-revoked.asc $signing subkey-revoked
sign signed.json.subkey-revoked-before.asc $late subkey-revoked
sign signed.json.short.asc $signing short
sign signed.json.no-signing.asc $signing no-signing
sign signed.json.revoked-twice.asc $signing revoked-twice

sign signed.json.two.asc $signing unknown --local-user "$(fingerprint good)"
sed 's/server-1.0/server-2.0/' signed.json > "$work/signed.json"
(cd "$work" && sign wrong.asc $signing good)
mv "$work/wrong.asc" signed.json.wrong.asc
cat signed.json.wrong.asc signed.json.other.asc > signed.json.wrong-and-good.asc
gpg --batch --dearmor < signed.json.good.asc > signed.json.good.sig
sign signed.json.text.asc $signing good --textmode
sign signed.json.signature-expired.asc $signing good --default-sig-expire 20240601T000000
sign signed.json.signature-expires-late.asc $signing good --default-sig-expire 20991231T000000
sign signed.json.sha1.asc $signing other --digest-algo SHA1
sign signed.json.md5.asc $signing other --digest-algo MD5 --allow-weak-digest-algos
sign signed.json.sha224.asc $signing other --digest-algo SHA224

# ── Forms that are none ──────────────────────────────────────────────────────────────────────────

head -c 150 signed.json.good.asc > signed.json.truncated.asc
at $signing --batch --armor --local-user "$(fingerprint good)" --output signed.json.clear.asc --clear-sign signed.json
at $signing --batch --armor --local-user "$(fingerprint good)" --output signed.json.message.asc --sign signed.json
cat > signed.json.page.asc << 'PAGE'
<!DOCTYPE html>
<html><head><title>Not found</title></head><body><h1>We looked everywhere</h1></body></html>
PAGE

# ── What becomes of the keys ─────────────────────────────────────────────────────────────────────

at 20221201T000000 --batch --quick-set-expire "$(fingerprint expired-before)" 20230101T000000
at 20221201T000000 --batch --quick-set-expire "$(fingerprint subkey-expired)" 20230101T000000 '*'
at 20230601T000000 --batch --quick-set-expire "$(fingerprint extended)" never
sign signed.json.extended.asc $signing extended
publish revoked-compromised
mv revoked-compromised.pub.asc not-yet-revoked.pub.asc
revoke revoked-no-reason 0
revoke revoked-compromised 1
revoke revoked-superseded 2
revoke revoked-retired 3 $revoking 'd\351pass\351e, "code":2'  # in Latin-1, which it must not be
printf 'key 1\nrevkey\ny\n2\n\ny\nsave\n' |
  at $revoking --command-fd 0 --edit-key "$(fingerprint subkey-revoked)" 2> /dev/null > /dev/null
revoke revoked-twice 1
revoke revoked-twice 2 20241001T080000
printf 'change-usage\ns\nq\nsave\n' |
  at $revoking --command-fd 0 --edit-key "$(fingerprint no-signing)" > /dev/null 2> /dev/null

for name in good other unknown expired-since expired-before revoked-no-reason revoked-compromised \
  revoked-superseded revoked-retired revoked-twice subkey subkey-expired subkey-revoked extended short no-signing sha1-self; do
  publish $name
done
at $late --batch --armor --export "$(fingerprint good)" "$(fingerprint other)" > two.pub.asc
cat good.pub.asc other.pub.asc > two-blocks.pub.asc
# A key without the signature that binds it to its name: the packet of the key alone.
at $late --batch --export "$(fingerprint good)" > good.pub.gpg
head -c 53 good.pub.gpg > unbound.pub.gpg
at $late --batch --armor --export-secret-keys "$(fingerprint secret)" > secret.asc

# All of them in one binary block, but the unknown and the secret one.
for name in *.pub.asc; do
  case $name in
    unknown.* | two* | not-yet-* | revoked.*) ;;
    *) gpg --batch --dearmor < "$name" ;;
  esac
done > all.pub.gpg

# The names that tests of fetching use.
cp signed.json.revoked-compromised.asc signed.json.revoked.asc
cp revoked-compromised.pub.asc revoked.pub.asc
