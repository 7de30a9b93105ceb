#!/usr/bin/env bash
# Runs a private Redis on 127.0.0.1 in the foreground, stopped by SIGTERM.
# redis.sh FOLDER PORT; the password is in REDIS_PASSWORD.
set -euo pipefail
. "$(dirname "$0")/server.sh"

folder=$1
port=$2
command -v redis-server >/dev/null || fail 'Redis is not installed.'
claim "$folder" redis
private_file "$folder/redis.conf" <<END
bind 127.0.0.1
port $port
requirepass $REDIS_PASSWORD
dir "$folder"
appendonly yes
appendfsync everysec
save ""
END
unset REDIS_PASSWORD
exec "${as_user[@]}" redis-server "$folder/redis.conf"
