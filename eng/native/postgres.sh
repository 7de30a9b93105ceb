#!/usr/bin/env bash
# Runs a private PostgreSQL on 127.0.0.1 in the foreground, stopped by SIGTERM.
# postgres.sh FOLDER PORT; the superuser is postgres, its password is in POSTGRES_PASSWORD.
set -euo pipefail
. "$(dirname "$0")/server.sh"

folder=$1
port=$2
program=$(ls /usr/lib/postgresql/*/bin/postgres 2>/dev/null | sort -V | tail -1) || true
[ -n "$program" ] || program=$(command -v postgres) || fail 'PostgreSQL is not installed.'
bin=$(dirname "$program")
claim "$folder" postgres
cd "$folder"

if [ ! -e data ]; then
    rm -rf data.new
    private_file password <<<"$POSTGRES_PASSWORD"
    "${as_user[@]}" "$bin/initdb" --pgdata=data.new --username=postgres --pwfile=password \
        --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-instructions >init.log 2>&1 || { cat init.log >&2; fail 'initdb failed.'; }
    rm password
    mv data.new data
fi
version=$("$bin/postgres" --version | grep -oE '[0-9]+' | head -1)
[ "$(cat data/PG_VERSION)" = "$version" ] ||
    fail "the data in $folder/data are of PostgreSQL $(cat data/PG_VERSION), and PostgreSQL $version is installed: upgrade them with pg_upgrade, or delete the folder."
unset POSTGRES_PASSWORD

# We hold the lock on the folder, so a pid file is a leftover: its number may be another program's by now.
rm -f data/postmaster.pid

# SIGINT is PostgreSQL's fast shutdown: it does not wait for clients to leave.
status=0
supervise INT "${as_user[@]}" "$bin/postgres" -D data \
    -c port="$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
    -c max_connections=200 -c shared_buffers=160MB || status=$?
exit "$status"
