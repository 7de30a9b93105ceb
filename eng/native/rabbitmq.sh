#!/usr/bin/env bash
# Runs a private RabbitMQ node on 127.0.0.1 in the foreground, with its own epmd, stopped by SIGTERM.
# rabbitmq.sh FOLDER PORT DISTRIBUTION_PORT EPMD_PORT; RABBITMQ_USER and RABBITMQ_PASSWORD are the one account,
# RABBITMQ_COOKIE the node's Erlang cookie.
set -euo pipefail
. "$(dirname "$0")/server.sh"

folder=$1
port=$2
distribution_port=$3
epmd_port=$4
server=/usr/lib/rabbitmq/bin/rabbitmq-server
[ -x "$server" ] || server=$(command -v rabbitmq-server) || fail 'RabbitMQ is not installed.'
claim "$folder" rabbitmq
cd "$folder"

# Erlang terms: the newer format goes through a translator that costs a second of every start.
private_file rabbitmq.config <<END
[{rabbit, [{tcp_listeners, [{"127.0.0.1", $port}]},
           {default_user, <<"$RABBITMQ_USER">>}, {default_pass, <<"$RABBITMQ_PASSWORD">>},
           {log, [{console, [{enabled, true}, {level, warning}]}]}]}].
END
rm -f .erlang.cookie
private_file .erlang.cookie <<<"$RABBITMQ_COOKIE"
chmod 400 .erlang.cookie
private_file enabled_plugins <<<'[].'
unset RABBITMQ_USER RABBITMQ_PASSWORD RABBITMQ_COOKIE

export HOME=$folder
export ERL_EPMD_PORT=$epmd_port ERL_EPMD_ADDRESS=127.0.0.1
export RABBITMQ_NODENAME=chat@localhost RABBITMQ_DIST_PORT=$distribution_port
export RABBITMQ_CONF_ENV_FILE=/dev/null RABBITMQ_CONFIG_FILE=$folder/rabbitmq.config RABBITMQ_ADVANCED_CONFIG_FILE=$folder/advanced.config
export RABBITMQ_ENABLED_PLUGINS_FILE=$folder/enabled_plugins RABBITMQ_PLUGINS_EXPAND_DIR=$folder/plugins
export RABBITMQ_MNESIA_BASE=$folder/mnesia RABBITMQ_MNESIA_DIR=$folder/mnesia/chat
export RABBITMQ_FEATURE_FLAGS_FILE=$folder/mnesia/feature_flags RABBITMQ_PID_FILE=$folder/pid
export RABBITMQ_LOG_BASE=$folder/log RABBITMQ_LOGS=- RABBITMQ_SASL_LOGS=-
# The node's own port on loopback only; idle schedulers sleep instead of spinning.
export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none'

# In our process group: whoever ends the group ends it, too.
"${as_user[@]}" epmd -port "$epmd_port" -address 127.0.0.1 &
epmd=$!
status=0
supervise TERM "${as_user[@]}" "$server" || status=$?
kill "$epmd" 2>/dev/null && wait "$epmd" || true
exit "$status"
