#!/usr/bin/env bash
# Stops an instance's servers: down.sh [--instance NAME] [--wipe]   (--wipe also removes its data and its ports)
# shellcheck disable=SC2154 # from lib
. "$(dirname "${BASH_SOURCE[0]}")/lib/all.sh"
parse_arguments "$@"
choose_engine
[ -e "$folder/engine" ] || exit 0
lock 9 "$folder/lock"
if [ "$engine" = docker ]; then
  docker_down
else
  [ "$(id -u)" = 0 ] || cannot "stopping Debian's servers needs root"
  for kind in gateway s3 rabbitmq postgres; do "${kind}_stop"; done
  end_marked
fi
unlock 9
[ -z "$wipe" ] || rm -rf "$folder"
