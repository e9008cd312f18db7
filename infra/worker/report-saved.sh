#!/bin/sh
# Says that killing the job loses nothing: in its heartbeat file, and to the API where there is one. Started by entrypoint.sh.
# shellcheck disable=SC2154 # ff_job and the like are exported by entrypoint.sh
set -u
# shellcheck source=infra/worker/common.sh
. "$(dirname -- "$0")/common.sh"

log=$ff_scratch/report.log failed=0

if [ -n "${FLOWFORGE_HEARTBEAT_FILE:-}" ]; then
    { printf 'state-saved\n' >"$FLOWFORGE_HEARTBEAT_FILE"; } 2>/dev/null || {
        ff_say "report: the heartbeat file $(ff_quote "$FLOWFORGE_HEARTBEAT_FILE") could not be written"
        failed=1
    }
fi

if [ -n "${FLOWFORGE_EVENTS_URL:-}" ]; then
    event=$(printf '{"jobId": "%s", "attempt": %s, "at": "%s", "stateSaved": true}' "$ff_job" "$ff_attempt" "$(date -u +%Y-%m-%dT%H:%M:%SZ)")
    status=$(
        printf 'url = "%s/api/events/job-heartbeat"\n' "$(ff_curl_quote "${FLOWFORGE_EVENTS_URL%/}")" \
            | curl -q --globoff --config - --header 'Content-Type: application/json' --data-binary "$event" --silent --show-error \
                --connect-timeout 5 --retry 10 --retry-delay 1 --retry-connrefused --output /dev/null --write-out '%{http_code}' 2>"$log"
    ) || status=0
    case $status in
        202) ;;
        *)
            ff_tell report <"$log"
            ff_say "report: FLOWFORGE_EVENTS_URL did not take the heartbeat: HTTP $status"
            failed=1
            ;;
    esac
fi
exit $failed
