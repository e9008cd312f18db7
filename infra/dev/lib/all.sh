# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the parts see each other only once all are sourced
# Sourced by every script here.
lib=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=/dev/null
for part in common ports instance rabbitmq postgres gateway s3 docker; do . "$lib/$part.sh"; done
