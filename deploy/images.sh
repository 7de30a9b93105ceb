#!/usr/bin/env bash
# Makes the images of all services with the .NET SDK: no Dockerfile, and no engine when they go to a registry or a folder.
# usage: deploy/images.sh [--tag TAG] [--registry HOST/NAME | --folder FOLDER] [SERVICE ...]
#   neither registry nor folder: into the engine of this machine
#   services: accounts sessions messages realtime gateway; all when none is named
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tag=1.0.0 where=() services=()
folder=
while [ $# -gt 0 ]; do
  case $1 in
    --tag) tag=$2 && shift ;;
    --registry) where=("-p:ContainerRegistry=${2%%/*}" "-p:ContainerRepositoryPrefix=${2#*/}/") && shift ;;
    --folder) folder=$(realpath -m "$2") && shift ;;
    -h | --help) sed -n '2,5s/^# //p' "${BASH_SOURCE[0]}" && exit ;;
    accounts | sessions | messages | realtime | gateway) services+=("$1") ;;
    *) echo "What is $1? See deploy/images.sh --help." >&2 && exit 1 ;;
  esac
  shift
done
[ ${#services[@]} -gt 0 ] || services=(accounts sessions messages realtime gateway)

for service in "${services[@]}"; do
  project=$(ls gateway/Chat."${service^}".csproj services/*/Chat."${service^}".csproj 2>/dev/null)
  [ "$service" != gateway ] || [ -f gateway/wwwroot/index.html ] || { echo "The web app is not built: run ./chat setup first." >&2 && exit 1; }
  [ -z "$folder" ] || where=("-p:ContainerArchiveOutputPath=$folder/chat-$service.tar.gz")
  echo "chat-$service:$tag"
  dotnet publish "$project" --configuration Release --os linux -v quiet -t:PublishContainer "-p:ContainerImageTag=$tag" "${where[@]}"
done
