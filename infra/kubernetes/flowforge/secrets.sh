#!/bin/sh
# Makes the namespace and its Secrets from a folder; passwords that it does not have yet are made there. Safe to repeat.
#   sh secrets.sh FOLDER
#     FOLDER/admin                       password of the broker's user admin: put it there first, if you have a broker
#     FOLDER/mongoDb__connectionString   the database with user and password; without it a setting has to name one
#     FOLDER/users/<user>                the broker's users
#     FOLDER/kubernetes__undoKey         seals removed secrets, so that they can be restored
# Keep the folder where you keep secrets: it can be read by you alone.
set -eu
umask 077
folder=${1:?"say which folder: sh secrets.sh FOLDER"}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$folder/users"
cd "$folder"

new() { head -c 24 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n'; }
secret() { kubectl create secret generic "$@" --namespace flowforge --dry-run=client --output yaml | kubectl apply --server-side --force-conflicts --filename -; }

[ -s admin ] || new > admin
[ -s kubernetes__undoKey ] || head -c 32 /dev/urandom | base64 | tr -d '\n' > kubernetes__undoKey
for user in lifecycle scheduler timeouts cleanup recovery orphans audit api local-job-manager job-manager subscriber; do
  [ -s "users/$user" ] || new > "users/$user"
done

kubectl apply --kustomize "$here/namespace"
# The second is for the broker of the overlay `development`: its image takes no password from a file.
printf 'default_user = admin\ndefault_pass = %s\nloopback_users = none\n' "$(cat admin)" > administrator.conf
secret broker-admin --from-file=admin --from-file=administrator.conf
secret broker-users --from-file=users
for service in lifecycle scheduler timeouts cleanup recovery orphans audit api job-manager; do
  user=$service
  # The user job-manager is for job managers of others.
  [ "$service" != job-manager ] || user=local-job-manager
  set -- --from-literal=rabbitMq__username="$user" --from-file=rabbitMq__password="users/$user"
  [ ! -s mongoDb__connectionString ] || set -- "$@" --from-file=mongoDb__connectionString
  [ "$service" != orphans ] || set -- "$@" --from-file=kubernetes__undoKey
  secret "$service" "$@"
done
