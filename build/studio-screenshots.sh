#!/usr/bin/env bash
# Makes the pictures of the studio in docs/images: the browser tests keep them where this variable names a folder.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
OMNIAVATAR_SCREENSHOTS=$root/docs/images dotnet test "$root/tests/OmniAvatar.Cli.Tests" --configuration Release --filter FullyQualifiedName~StudioTests
