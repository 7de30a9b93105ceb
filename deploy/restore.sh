#!/usr/bin/env bash
# Brings the three databases back as backup.sh dumped them, and the files. Stop all services first, and start them afterwards.
# usage: ACCOUNTSDB=postgresql://... SESSIONSDB=... MESSAGESDB=... [FILES=/folder] deploy/restore.sh FOLDER [--wipe]
#   --wipe   deletes what is in the databases now; without it, they must be empty. Files that are there stay
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,4s/^# //p' "${BASH_SOURCE[0]}" >&2 && exit 1; }

folder=$1
ask() { psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 --dbname "$1" --command "$2"; }

export PGOPTIONS="-c client_min_messages=warning"

# First see that all of it can be done.
if [ -n "${FILES:-}" ]; then
  tar --list --file="$folder/files.tar" >/dev/null || { echo "$folder/files.tar is no archive." >&2 && exit 1; }
elif [ -e "$folder/files.tar" ]; then
  echo "$folder holds files: set FILES to the folder they belong in." >&2 && exit 1
fi
for database in accountsdb sessionsdb messagesdb; do
  address=${database^^}
  [ -n "${!address:-}" ] || { echo "Set $address to the address of $database, as in postgresql://user:password@host/$database" >&2 && exit 1; }
  pg_restore --list "$folder/$database.dump" >/dev/null || { echo "$folder/$database.dump is no dump." >&2 && exit 1; }
  if [ "${2:-}" != --wipe ] && [ "$(ask "${!address}" "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")" != 0 ]; then
    echo "$database is not empty: say --wipe to delete what is in it." >&2 && exit 1
  fi
done
for database in accountsdb sessionsdb messagesdb; do
  address=${database^^}
  [ "${2:-}" != --wipe ] || ask "${!address}" "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
  pg_restore --no-owner --no-privileges --exit-on-error --single-transaction --dbname="${!address}" "$folder/$database.dump"
  psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --dbname "${!address}" --file "$(dirname "${BASH_SOURCE[0]}")/postgres/new-history/$database.sql"
  echo "$database is restored."
done
if [ -n "${FILES:-}" ]; then
  mkdir -p "$FILES"
  tar --extract --file="$folder/files.tar" --directory="$FILES"
  echo "The files are restored."
fi
