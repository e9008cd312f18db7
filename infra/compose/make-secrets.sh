#!/bin/sh
# Makes a password for each user that has none yet. Runs in a container, once at each start.
#   /secrets/admin                               the broker's administrator
#   /secrets/s3.json                             the object store's
#   /secrets/users/<user>                        what `flowforge topology deploy --passwords` reads
#   /secrets/services/<service>/rabbitMq__…      the same, as the settings of each service
set -eu
cd /secrets
new() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }
mkdir -p users services
[ -s admin ] || new > admin
[ -s grafana ] || new > grafana
[ -s s3.json ] || cat > s3.json <<JSON
{"identities": [{"name": "flowforge", "credentials": [{"accessKey": "flowforge", "secretKey": "$(new)"}], "actions": ["Admin", "Read", "Write", "List", "Tagging"]}]}
JSON
for user in lifecycle scheduler timeouts cleanup recovery orphans audit api local-job-manager job-manager subscriber; do
  [ -s "users/$user" ] || new > "users/$user"
done
for service in lifecycle scheduler timeouts cleanup recovery orphans audit api job-manager; do
  # The user `job-manager` is for everybody's own; ours may also tell what its hooks did.
  case $service in job-manager) user=local-job-manager ;; *) user=$service ;; esac
  mkdir -p "services/$service"
  printf %s "$user" > "services/$service/rabbitMq__username"
  tr -d '\n' < "users/$user" > "services/$service/rabbitMq__password"
done
# The services run as another user than the one who makes these; the volume is mounted into their containers only.
chmod -R a+rX /secrets
