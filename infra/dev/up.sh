#!/usr/bin/env bash
# Brings up real servers on loopback: up.sh [--instance NAME] [--owner PID] [rabbitmq] [mongo] [s3]   (none = all)
# When they are ready, their addresses are printed as KEY=VALUE lines; progress goes to stderr. What already runs is left alone.
# Exit code 3: this machine cannot have them, and the last line of stderr says why. See README.md.
# shellcheck disable=SC2154 # from lib
. "$(dirname "${BASH_SOURCE[0]}")/lib/all.sh"
parse_arguments "$@"
[ ${#words[@]} -gt 0 ] || words=(rabbitmq mongo s3)
for kind in "${words[@]}"; do [[ $kind =~ ^(rabbitmq|mongo|s3)$ ]] || fail "unknown server '$kind': rabbitmq, mongo or s3"; done

choose_engine
[ "$engine" = docker ] || "$here/install.sh"
instance_sweep
instance_open
if [ "$engine" = docker ]; then docker_up "${words[@]}"; exit; fi
for kind in "${words[@]}"; do "${kind}_start"; done
for kind in "${words[@]}"; do "${kind}_print"; done
