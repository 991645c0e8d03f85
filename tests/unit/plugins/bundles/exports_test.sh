#!/bin/sh
# SPDX-License-Identifier: MIT
# exports_test.sh NM (LIBRARY "ENTRY...")...: each library exports its entries and nothing else.
set -eu
nm=$1
shift
while [ $# -gt 0 ]; do
  found=$("$nm" -D --defined-only "$1" | awk '{print $3}' | sort | tr '\n' ' ')
  expected=$(printf '%s\n' $2 | sort | tr '\n' ' ')
  [ "$found" = "$expected" ] || { echo "$1 was expected to export $expected, and it exports: $found"; exit 1; }
  shift 2
done
echo "Each plugin exports its entries only."
