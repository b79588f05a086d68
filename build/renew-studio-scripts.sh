#!/usr/bin/env bash
# Renews the scripts and styles of others that the studio page is made with, from npm, at the versions below.
# Only who changes a version needs it: the files are in the repository, and no build downloads them.
set -euo pipefail

readonly target="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/silos/OmniAvatar.Silos.Http/Studio/Files/vendor"
# htm brings the Preact that it was built with; the package preact is only named for its licence.
readonly packages=(hls.js@1.7.4 htm@3.1.1 preact@10.5.14 wavesurfer.js@8.0.1 @picocss/pico@2.1.1)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --no-audit --no-fund --ignore-scripts "${packages[@]}" >/dev/null

mkdir -p "$target/licences"
# take FILE-IN-PACKAGES NAME: without the line that names a source map, which is not shipped.
take() { sed '/^\/\/# sourceMappingURL=/d' "$work/node_modules/$1" >"$target/$2"; }
take hls.js/dist/hls.light.min.mjs hls.js
take htm/preact/standalone.module.js preact.js
take wavesurfer.js/dist/wavesurfer.esm.js wavesurfer.js
take @picocss/pico/css/pico.jade.min.css pico.css

for package in hls.js htm preact wavesurfer.js @picocss/pico; do
    licence=$(find "$work/node_modules/$package" -maxdepth 1 -iname 'licen[sc]e*' | head -n 1)
    cp "$licence" "$target/licences/$(basename "$package").txt"
done
printf '%s\n' "${packages[@]}" >"$target/versions.txt"
