#!/usr/bin/env bash
# Makes docs/images/doctor-*.svg and failed-publish-*.svg from real output, against the emulator. Before it: dotnet cake --target=Pack
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
dotnet build src/Nebius.Registry.Tool -v q -p:RunAnalyzers=false >"$work/log"
dotnet build src/Nebius.Registry.Emulator -v q -p:RunAnalyzers=false >>"$work/log"
emulator=$(echo src/Nebius.Registry.Emulator/bin/Debug/net10.0/*Emulator.dll)
tool=$root/src/Nebius.Registry.Tool/bin/Debug/net10.0/nebius-registry
key=v1.revoked   # IAM of the emulator does not know it

# A home without logins, and a PATH with docker only, so that the pictures don't depend on the machine.
mkdir -p /tmp/home/bin
printf '#!/bin/sh\n' >/tmp/home/bin/docker && chmod +x /tmp/home/bin/docker
dotnet "$emulator" -- env HOME=/tmp/home PATH=/tmp/home/bin NEBIUS_REGISTRY_STATIC_KEY=$key \
  DOTNET_ROOT="$(dirname "$(readlink -f "$(command -v dotnet)")")" \
  "$tool" doctor eu-north1/e00abc/app >"$work/doctor" 2>>"$work/log" || true
rm -r /tmp/home
clean() { sed -e 's|/tmp/home|~|g' -e 's|, through the proxy http://127.0.0.1:[0-9]*||' -e "s|$work|~|g" -e 's/ in [0-9]* ms//'; }
clean <"$work/doctor" | python3 eng/screenshots.py doctor 'nebius-registry doctor eu-north1/e00abc/app'

if [ "${1:-}" != --doctor ]; then
  mkdir "$work/app" && cd "$work/app"
  cat >app.csproj <<EOF
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="Nebius.Registry.Build" Version="*-*" /></ItemGroup>
</Project>
EOF
  echo 'System.Console.WriteLine("Hello");' >Program.cs
  dotnet restore --packages "$work/packages" -p:RestoreAdditionalProjectSources="${PACKAGES:-$root/artifacts/packages}" >>"$work/log"
  dotnet "$root/$emulator" -- env NEBIUS_REGISTRY_STATIC_KEY=$key dotnet publish --no-restore -tl:off -v m -t:PublishContainer \
    -p:NebiusRegion=eu-north1 -p:NebiusRegistryId=registry-e00abc >"$work/publish" 2>>"$work/log" || true
  cd "$root"
  sed -e 's|[^ ]*/packages/nebius.registry.build/[^ ]*targets([0-9,]*): *||' -e 's| \[[^]]*app.csproj[^]]*\]||' "$work/publish" | clean \
    | python3 eng/screenshots.py failed-publish 'dotnet publish -t:PublishContainer -p:NebiusRegion=eu-north1 -p:NebiusRegistryId=registry-e00abc'
fi
