#!/usr/bin/env bash
# Sets up docker for REGIONS with the helper of nebius-registry, which asks for a credential whenever docker needs one, and checks each login.
set -euo pipefail

fail() {
  printf '::error title=Nebius Container Registry::%s\n' "$1"
  exit 1
}

if [[ -n $SERVICE_ACCOUNT_ID ]]; then
  # A line end would set another variable for the whole job.
  [[ $SERVICE_ACCOUNT_ID =~ ^serviceaccount-[0-9a-z]+$ ]] || fail "The input service-account-id isn't the ID of a service account. Expected: serviceaccount-e00abc."
  export NEBIUS_SERVICE_ACCOUNT_ID="$SERVICE_ACCOUNT_ID"
  printf 'NEBIUS_SERVICE_ACCOUNT_ID=%s\n' "$SERVICE_ACCOUNT_ID" >>"$GITHUB_ENV"
fi

regions=${REGIONS:-${NEBIUS_REGION:-}}
read -r -d '' -a regions <<<"${regions//[,;]/ }" || true
for region in "${regions[@]+"${regions[@]}"}"; do
  [[ $region =~ ^[a-z]+(-[a-z]+)*[0-9]+$ ]] || fail "The input regions has '${region//[^0-9A-Za-z._:-]/?}'. Expected: one or more regions, such as: eu-north1 eu-west1."
done

if [[ ${#regions[@]} -eq 0 ]]; then
  nebius-registry configure
  exit 0
fi

for region in "${regions[@]}"; do
  nebius-registry login "$region"
  # The helper takes the same token from the cache until the job ends, so later steps can't print it either.
  password=$(nebius-registry get-login-password "$region")
  printf '::add-mask::%s\n' "${password%$'\r'}"
done
printf 'registry=cr.%s.nebius.cloud\n' "${regions[0]}" >>"$GITHUB_OUTPUT"
