#!/bin/bash
# Starts the broker with the administrator that make-secrets.sh made: the image takes no password from a file.
set -euo pipefail
umask 077
printf 'default_user = admin\ndefault_pass = %s\nloopback_users = none\n' "$(cat /secrets/admin)" > /etc/rabbitmq/conf.d/20-administrator.conf
chown rabbitmq:rabbitmq /etc/rabbitmq/conf.d/20-administrator.conf
echo '[rabbitmq_management,rabbitmq_prometheus].' > /etc/rabbitmq/enabled_plugins
exec docker-entrypoint.sh rabbitmq-server
