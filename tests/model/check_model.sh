#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# check_model.sh MODEL holds|fails [MUTANT]: searches every state of a Promela model; with `fails`, finding no error
# is the error, because then the model would not notice that line missing.
set -euo pipefail
model=$(realpath "$1"); expected=$2; mutant=${3:-}
command -v spin >/dev/null || { echo "skipped: the model checker 'spin' is not installed (apt-get install spin)"; exit 77; }
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
spin -a ${mutant:+-D$mutant} "$model" >spin.log || { cat spin.log; exit 1; }
# To compile a mutant takes longer than to find its error.
cc $([ "$expected" = fails ] && echo -O0 || echo -O1) -w -DSAFETY -o pan pan.c
./pan -m1000000 >pan.log
grep -E 'errors:|states, stored|pan:1:' pan.log
grep -q 'search depth too small\|out of memory' pan.log && { echo "the search was not complete"; exit 1; }
if grep -q 'errors: 0' pan.log; then found=holds; else found=fails; fi
[ "$found" = "$expected" ] || { echo "expected that the model $expected${mutant:+ with $mutant}, found that it $found"; exit 1; }
