#!/usr/bin/env bash
# Tells FlowForge the life of one job through RabbitMQ's management API, and reads what it removed of it afterwards.
#
#   lifecycle.sh JOB_ID [RETENTION [TIMEOUT_SECONDS]]        (defaults: 0s, 60)
#
# Needs curl and jq. The management API is taken from FLOWFORGE_RABBITMQ_MANAGEMENT, such as http://user:password@localhost:15672,
# the virtual host from FLOWFORGE_VHOST (default: flowforge). The user needs the tag `management`.
# The management API is for trying things out and for scripts that say little. It opens a connection for every event: a job
# manager speaks AMQP.
#
# Ends with 0: a CleanupPerformed that succeeded was read; 1: none came in time; 2: the command line is wrong;
# 3: the broker cannot be reached, or refuses the user; 4: FlowForge's exchanges are not there yet; 5: the broker did not take an event.
set -euo pipefail

fail() { echo "lifecycle.sh: $2" >&2; exit "$1"; }

[[ $# -ge 1 && $# -le 3 ]] || fail 2 "usage: lifecycle.sh JOB_ID [RETENTION [TIMEOUT_SECONDS]]"
job=$1 retention=${2:-0s} timeout_seconds=${3:-60}
label='[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?'
[[ ${#job} -le 253 && $job =~ ^$label(\.$label)*$ ]] || fail 2 "'$job' is no job id: lower-case letters, digits, '-' and '.', at most 63 between dots"
[[ $timeout_seconds =~ ^[0-9]+$ ]] || fail 2 "the timeout is a whole number of seconds, not '$timeout_seconds'"
management=${FLOWFORGE_RABBITMQ_MANAGEMENT:-}
[[ $management =~ ^https?:// ]] || fail 2 "set FLOWFORGE_RABBITMQ_MANAGEMENT, such as http://user:password@localhost:15672"
for tool in curl jq; do command -v "$tool" >/dev/null || fail 2 "$tool is not installed"; done
vhost=$(jq -rn --arg name "${FLOWFORGE_VHOST:-flowforge}" '$name | @uri')
queue="subscriber.lifecycle-example-$job-$$"

# api METHOD PATH [JSON]: sets $status and $answer. The address has a password in it, so it goes through a pipe and not into the
# list of processes.
api() {
  local arguments=(--silent --show-error --max-time 30 --request "$1" --write-out '\n%{http_code}' --config -)
  [[ $# -lt 3 ]] || arguments+=(--header 'Content-Type: application/json' --data-binary "$3")
  answer=$(printf 'url = "%s/api/%s"\n' "${management%/}" "$2" | curl "${arguments[@]}") || fail 3 "no management API answers at FLOWFORGE_RABBITMQ_MANAGEMENT"
  status=${answer##*$'\n'} answer=${answer%$'\n'*}
  case $status in 401|403) fail 3 "the broker refuses the user: $answer";; esac
}

# publish EXCHANGE JSON: 'routed' is true where a queue, or the alternate exchange's, has the event.
publish() {
  api POST "exchanges/$vhost/$1/publish" "$(jq -cn --arg payload "$2" \
    '{routing_key: "", payload: $payload, payload_encoding: "string", properties: {delivery_mode: 2, content_type: "application/json"}}')"
  [[ $status = 200 && $(jq -r .routed <<<"$answer") = true ]] || fail 5 "$1 was not taken: $status $answer"
  echo "published to $1: $2" >&2
}

# A queue that goes away while an event is on its way into it can make the broker refuse that event to its sender: unbind first.
forget_queue() {
  api DELETE "bindings/$vhost/e/flowforge.cleanup-performed/q/$queue/~"
  api DELETE "queues/$vhost/$queue"
}

now() { date -u +%Y-%m-%dT%H:%M:%S.%3NZ; }

for exchange in job-started job-heartbeat job-finished cleanup-performed; do
  api GET "exchanges/$vhost/flowforge.$exchange"
  [[ $status = 200 ]] || fail 4 "exchange flowforge.$exchange does not exist: FlowForge's topology is not deployed to this virtual host yet ($answer)"
done

# First of all: what is removed before anybody listens is heard by nobody. x-expires removes the queue where this script could not.
api PUT "queues/$vhost/$queue" '{"durable": true, "auto_delete": false, "arguments": {"x-expires": 3600000}}'
[[ $status = 201 ]] || fail 3 "the queue could not be declared: $status $answer"
trap forget_queue EXIT
api POST "bindings/$vhost/e/flowforge.cleanup-performed/q/$queue" '{"routing_key": ""}'
[[ $status = 201 ]] || fail 3 "the queue could not be bound: $status $answer"

publish flowforge.job-started "$(jq -cn --arg job "$job" --arg at "$(now)" --arg retention "$retention" '{jobId: $job, startedAt: $at, retention: $retention}')"
for saved in false false true; do
  publish flowforge.job-heartbeat "$(jq -cn --arg job "$job" --arg at "$(now)" --argjson saved "$saved" '{jobId: $job, at: $at, stateSaved: $saved}')"
done
publish flowforge.job-finished "$(jq -cn --arg job "$job" --arg at "$(now)" '{jobId: $job, finishedAt: $at, outcome: "succeeded", exitCode: 0}')"

succeeded=0
deadline=$((SECONDS + timeout_seconds))
while [[ $succeeded = 0 && $SECONDS -lt $deadline ]]; do
  api POST "queues/$vhost/$queue/get" '{"count": 100, "ackmode": "ack_requeue_false", "encoding": "auto"}'
  [[ $status = 200 ]] || fail 3 "the queue could not be read: $status $answer"
  # FlowForge sends MassTransit's envelope: the event is its member 'message'.
  events=$(jq -c --arg job "$job" '.[].payload | fromjson | .message // . | select(.jobId == $job)' <<<"$answer")
  [[ -z $events ]] || echo "$events"
  succeeded=$(jq -s 'map(select(.success)) | length' <<<"$events")
  [[ $succeeded != 0 ]] || sleep 0.5
done
[[ $succeeded != 0 ]] || fail 1 "no successful CleanupPerformed of $job within $timeout_seconds s (a job that left nothing behind gives none)"
