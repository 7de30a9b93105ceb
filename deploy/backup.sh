#!/usr/bin/env bash
# Dumps the three databases while the system runs, all begun at the same moment, and after that the folder of files.
# usage: ACCOUNTSDB=postgresql://... SESSIONSDB=... MESSAGESDB=... [FILES=/folder] deploy/backup.sh FOLDER
#   FILES   the folder of Files:Store=Folder (Files:Folder); without it only the databases: a bucket has backups of its own
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,4s/^# //p' "${BASH_SOURCE[0]}" >&2 && exit 1; }

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
# After the databases, so that what these tell of is there. A file is written once and never changed; one that goes meanwhile was deleted, and tar says 1 of it.
if [ -n "${FILES:-}" ]; then
  [ -d "$FILES" ] || { echo "There is no folder $FILES." >&2 && exit 1; }
  code=0
  tar --create --file="$folder/files.part" --directory="$FILES" --exclude='*.part' --warning=no-file-changed --warning=no-file-removed . || code=$?
  [ "$code" -le 1 ] || { echo "The files could not be backed up; $folder holds the databases alone." >&2 && exit 1; }
  mv "$folder/files.part" "$folder/files.tar"
fi
echo "Dumped to $folder."
