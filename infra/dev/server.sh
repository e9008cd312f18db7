#!/usr/bin/env bash
# One server of a running instance: server.sh [--instance NAME] stop|start|restart|kill|pause|resume rabbitmq|mongo|postgres|gateway|s3
# Data and ports stay as they are. kill is kill -9; pause stops the process as a cut network would, of rabbitmq, gateway or s3; mongo is
# postgres and gateway together.
# shellcheck disable=SC2154 # from lib
. "$(dirname "${BASH_SOURCE[0]}")/lib/all.sh"
parse_arguments "$@"
verb=${words[0]:-} kind=${words[1]:-}
[[ $verb =~ ^(stop|start|restart|kill|pause|resume)$ && $kind =~ ^(rabbitmq|mongo|postgres|gateway|s3)$ ]] || fail "usage: server.sh [--instance NAME] stop|start|restart|kill|pause|resume rabbitmq|mongo|postgres|gateway|s3"
choose_engine
[ -e "$folder/engine" ] || fail "there is no instance $instance: up.sh makes it"
lock 9 "$folder/lock"
if [ "$engine" = docker ]; then
  [ "$kind" != postgres ] && [ "$kind" != gateway ] || kind=mongo
  docker_server "$verb" "$kind"
elif [ "$verb" = restart ]; then
  "${kind}_stop"
  "${kind}_start"
else
  declare -F "${kind}_$verb" >/dev/null || fail "$kind cannot $verb"
  "${kind}_$verb"
fi
