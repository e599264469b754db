#!/usr/bin/env bash
# Installs VERSION of the command nebius-registry for the later steps of a GitHub Actions job.
set -euo pipefail

fail() {
  printf '::error title=Nebius Container Registry::%s\n' "$1"
  exit 1
}

sdk=$(dotnet --version 2>/dev/null) || sdk='none that this directory can use'
if ! [[ $sdk =~ ^[1-9][0-9]+\. ]]; then
  fail "The action needs the .NET SDK 10 or newer; found: $sdk. Before it, use actions/setup-dotnet with dotnet-version: 10.0.x. A global.json in the workspace must allow that version."
fi

version=()
case "$VERSION" in
  latest) ;;
  '' | *[!0-9A-Za-z.+-]* | -*) fail "The input version isn't a version. Expected: 0.1.0, or latest." ;;
  *) version=(--version "$VERSION" --allow-downgrade) ;;
esac

# "update" installs it where it is missing. "nebius-registry" beside it is the token cache, and the runner empties its temporary directory after the job.
folder="$RUNNER_TEMP/nebius-registry-command"
dotnet tool update Nebius.Registry.Tool --tool-path "$folder" "${version[@]+"${version[@]}"}"
printf '%s\n' "$folder" >>"$GITHUB_PATH"
