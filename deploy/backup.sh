#!/usr/bin/env bash
# Dumps the three databases while the system runs, all begun at the same moment.
# usage: ACCOUNTSDB=postgresql://... SESSIONSDB=... MESSAGESDB=... deploy/backup.sh FOLDER
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,3s/^# //p' "${BASH_SOURCE[0]}" >&2 && exit 1; }

folder=$1
mkdir -p "$folder"
running=()
for database in accountsdb sessionsdb messagesdb; do
  address=${database^^}
  [ -n "${!address:-}" ] || { echo "Set $address to the address of $database, as in postgresql://user:password@host/$database" >&2 && exit 1; }
  pg_dump --format=custom --no-owner --no-privileges --file="$folder/$database.part" --dbname="${!address}" &
  running+=($!)
done
for process in "${running[@]}"; do wait "$process" || { echo "The backup failed; $folder holds none." >&2 && exit 1; }; done
for database in accountsdb sessionsdb messagesdb; do
  # A dump that cannot be read is none.
  pg_restore --list "$folder/$database.part" >/dev/null
  mv "$folder/$database.part" "$folder/$database.dump"
done
echo "Dumped to $folder."
