#!/bin/sh
# SPDX-License-Identifier: MIT
# lv2_uri_test.sh BUNDLE URI LV2LS: the bundle and a host's library agree on the plugin's URI, and nothing else is in it.
set -eu
bundle=$1 uri=$2 lv2ls=$3
grep -q "^<$uri>" "$bundle/manifest.ttl" || {
  echo "The URI <$uri> was expected in $bundle/manifest.ttl, and this was found:"; cat "$bundle/manifest.ttl"; exit 1; }
grep -q "^<$uri>" "$bundle/dsp.ttl" || { echo "The URI <$uri> is missing in $bundle/dsp.ttl."; exit 1; }
if [ "$lv2ls" = none ]; then
  echo "lv2ls is not installed (apt-get install lilv-utils): only the files were read."
  exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
ln -s "$bundle" "$folder/strip.lv2"
found=$(LV2_PATH="$folder" "$lv2ls")
[ "$found" = "$uri" ] || { echo "lv2ls was expected to list $uri, and it listed: $found"; exit 1; }
echo "manifest.ttl, dsp.ttl and lv2ls all say $uri"
