#!/usr/bin/env bash
# Installs VERSION of the command nebius-registry for the later steps of a GitHub Actions job.
set -euo pipefail
# shellcheck source=common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

if sdk=$(dotnet --version 2>/dev/null); then
  sdk=$(plain "$(trim "${sdk##*$'\n'}")")
else
  sdk='none that this directory can use'
fi
if ! [[ $sdk =~ ^[1-9][0-9]+\. ]]; then
  fail "The action needs the .NET SDK 10 or newer; found: $sdk. Before it, use actions/setup-dotnet with dotnet-version: 10.0.x. A global.json in the workspace must allow that version."
fi

wanted=$(trim "$VERSION")
wanted=${wanted#v}
version=()
case "$wanted" in
  latest) ;;
  '' | *[!0-9A-Za-z.+-]* | [!0-9]*) fail "The input version isn't a version: '$(plain "$wanted")'. Expected: 0.1.0, or latest." ;;
  *) version=(--version "$wanted" --allow-downgrade) ;;
esac

[[ -n ${RUNNER_TEMP:-} && -n ${GITHUB_PATH:-} ]] || fail "RUNNER_TEMP or GITHUB_PATH isn't set. The action runs in a job of GitHub Actions, whose runner sets them."

# "update" installs it where it is missing. "nebius-registry" beside it is the token cache, and the runner empties its temporary directory after the job.
folder="$RUNNER_TEMP/nebius-registry-command"
dotnet tool update Nebius.Registry.Tool --tool-path "$folder" "${version[@]+"${version[@]}"}"
printf '%s\n' "$folder" >>"$GITHUB_PATH"
