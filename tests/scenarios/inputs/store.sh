# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# Sourced by `prepare`: five versions of two documents in the folder `documents`, and a program whose
# store is the scenario's own.
cp -R "$INPUTS/store" documents

run() {
  env -i PATH=/usr/bin:/bin HOME=home PATCHMATRIX_STORE=store.sqlite PATCHMATRIX_MIRROR=mirror \
    "$PROGRAM" "$@" >run.out 2>run.err
}
