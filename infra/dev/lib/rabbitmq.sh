# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the parts see each other only once all are sourced
# RabbitMQ with its management UI and Prometheus metrics, on loopback. Data: rabbitmq/data of the instance.

rabbitmq_pid=rabbitmq/rabbitmq.pid

rabbitmq_node() {
  in_root rabbitmq env HOME="$inside/rabbitmq" RABBITMQ_NODENAME="flowforge-$instance@localhost" \
    RABBITMQ_MNESIA_BASE="$inside/rabbitmq/data" RABBITMQ_LOG_BASE="$inside/rabbitmq/log" RABBITMQ_PID_FILE="$inside/$rabbitmq_pid" \
    RABBITMQ_CONFIG_FILE="$inside/rabbitmq/rabbitmq.conf" RABBITMQ_CONFIG_FILES="$inside/rabbitmq/conf.d" \
    RABBITMQ_CONF_ENV_FILE="$inside/rabbitmq/rabbitmq-env.conf" RABBITMQ_ENABLED_PLUGINS_FILE="$inside/rabbitmq/enabled_plugins" \
    ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT="$(port_of epmd)" RABBITMQ_DIST_PORT="$(port_of dist)" \
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}' "$@"
}

rabbitmq_start() {
  is_alive "$folder/$rabbitmq_pid" && return
  choose_ports amqp management metrics dist epmd
  chroot "$root" install -d -o rabbitmq -g rabbitmq "$inside/rabbitmq" "$inside/rabbitmq"/{data,log,conf.d}
  : > "$folder/rabbitmq/rabbitmq-env.conf"
  echo '[rabbitmq_management,rabbitmq_prometheus].' > "$folder/rabbitmq/enabled_plugins"
  cat > "$folder/rabbitmq/rabbitmq.conf" <<CONF
listeners.tcp.1 = 127.0.0.1:$(port_of amqp)
management.tcp.ip = 127.0.0.1
management.tcp.port = $(port_of management)
prometheus.tcp.ip = 127.0.0.1
prometheus.tcp.port = $(port_of metrics)
CONF
  say "RabbitMQ starts (instance $instance)"
  rabbitmq_node /usr/lib/rabbitmq/bin/rabbitmq-server -detached >"$folder/rabbitmq/log/start.log" 2>&1
  until_true 90 rabbitmq_is_ready || { tail -n 20 "$folder"/rabbitmq/log/*.log >&2; fail "RabbitMQ did not start"; }
}

# Plugins answer before the broker takes clients: only both together are ready.
rabbitmq_is_ready() { is_alive "$folder/$rabbitmq_pid" && answers "$(port_of management)" /api/overview 'Authorization: Basic Z3Vlc3Q6Z3Vlc3Q=' && accepts "$(port_of amqp)"; }

# An epmd of its own port serves this instance alone and would outlive its node.
rabbitmq_stop() {
  end "$folder/$rabbitmq_pid" 60
  [ ! -e "$folder/rabbitmq" ] || rabbitmq_node epmd -kill >/dev/null 2>&1 || true
}

rabbitmq_kill() { signal_server KILL "$folder/$rabbitmq_pid"; until_true 10 is_gone "$(cat "$folder/$rabbitmq_pid")"; rm -f "$folder/$rabbitmq_pid"; }
rabbitmq_pause() { signal_server STOP "$folder/$rabbitmq_pid"; }
rabbitmq_resume() { signal_server CONT "$folder/$rabbitmq_pid"; }

rabbitmq_print() {
  echo "FLOWFORGE_AMQP=amqp://guest:guest@127.0.0.1:$(port_of amqp)"
  echo "FLOWFORGE_RABBITMQ_MANAGEMENT=http://127.0.0.1:$(port_of management)"
  echo "FLOWFORGE_RABBITMQ_METRICS=http://127.0.0.1:$(port_of metrics)/metrics"
}
