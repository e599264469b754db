#!/usr/bin/env bash
# Sets up docker for REGIONS with the helper of nebius-registry, which asks for a credential whenever docker needs one, and checks each login.
set -euo pipefail
# shellcheck source=common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

account=$(trim "$SERVICE_ACCOUNT_ID")
if [[ -n $account ]]; then
  # A line end would set another variable for the whole job.
  [[ $account =~ ^serviceaccount-[0-9a-z]+$ ]] || fail "The input service-account-id isn't the ID of a service account. Expected: serviceaccount-e00abc."
  export NEBIUS_SERVICE_ACCOUNT_ID="$account"
  printf 'NEBIUS_SERVICE_ACCOUNT_ID=%s\n' "$account" >>"$GITHUB_ENV"
fi

given='The input regions'
read -r -d '' -a regions <<<"${REGIONS//[,;]/ }" || true
if [[ ${#regions[@]} -eq 0 ]]; then
  given='The variable NEBIUS_REGION'
  read -r -d '' -a regions <<<"${NEBIUS_REGION:-}" || true
fi
for region in "${regions[@]+"${regions[@]}"}"; do
  [[ $region =~ ^[a-z]+(-[a-z]+)*[0-9]+$ ]] || fail "$given has '$(plain "$region")'. Expected: one or more regions, such as: eu-north1 eu-west1."
done

if [[ ${#regions[@]} -eq 0 ]]; then
  nebius-registry configure
  exit 0
fi

for region in "${regions[@]}"; do
  nebius-registry login "$region"
  # The helper takes the same token from the cache until the job ends, so later steps can't print it either.
  password=$(nebius-registry get-login-password "$region")
  password=${password%$'\r'}
  printf '::add-mask::%s\n' "${password//%/%25}"
done
printf 'registry=cr.%s.nebius.cloud\n' "${regions[0]}" >>"$GITHUB_OUTPUT"
