#!/usr/bin/env bash
# Makes a role and a database for each service, which nobody else can open. Run once by the image of PostgreSQL on an empty volume; elsewhere run it
# with PGHOST, PGUSER and PGPASSWORD of a superuser. Passwords come from ACCOUNTS_DB_PASSWORD, SESSIONS_DB_PASSWORD, MESSAGES_DB_PASSWORD.
set -euo pipefail

for service in accounts sessions messages; do
  password_variable=${service^^}_DB_PASSWORD
  psql --no-psqlrc --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-${PGUSER:-postgres}}" --dbname postgres \
    --set role="$service" --set database="${service}db" --set password="${!password_variable}" <<'SQL'
CREATE ROLE :"role" LOGIN PASSWORD :'password';
CREATE DATABASE :"database" OWNER :"role";
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
SQL
done
