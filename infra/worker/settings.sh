# shellcheck shell=sh
# shellcheck disable=SC2034 # what is set here is used by entrypoint.sh
# Reads the settings and refuses those that are wrong, before anything is started. Sourced by entrypoint.sh.

ff_refuse() {
    ff_say "nothing was started: $*"
    exit 200
}

# The characters are spelled out: a range means what the locale says.
ff_is_label() {
    case $1 in
        '' | -* | *- | *[!abcdefghijklmnopqrstuvwxyz0123456789-]*) return 1 ;;
    esac
    [ ${#1} -le 63 ]
}

# It becomes part of a branch's name and of an object's key.
ff_is_job_id() {
    [ ${#1} -le 253 ] || return 1
    ff_rest=$1.
    while [ -n "$ff_rest" ]; do
        ff_is_label "${ff_rest%%.*}" || return 1
        ff_rest=${ff_rest#*.}
    done
}

# ff_check_number NAME VALUE LOWEST HIGHEST
ff_check_number() {
    case $2 in
        '' | 0?* | *[!0123456789]* | ????????*) ff_number=-1 ;;
        *) ff_number=$2 ;;
    esac
    if [ "$ff_number" -lt "$3" ] || [ "$ff_number" -gt "$4" ]; then ff_refuse "$1 is '$(ff_quote "$2")'; it must be a whole number from $3 to $4"; fi
}

# ff_check_url NAME VALUE
ff_check_url() {
    case $2 in
        *[[:space:][:cntrl:]]*) ;;
        http://?* | https://?*) return ;;
    esac
    # Not the value: an address may have a password in it.
    ff_refuse "$1 is no address such as https://flowforge-api:8080"
}

ff_need() { command -v "$1" >/dev/null 2>&1 || ff_refuse "$1 is not installed in this image, and $2 needs it"; }

ff_check_s3() {
    ff_need curl FLOWFORGE_S3
    ff_need sha256sum FLOWFORGE_S3
    ff_check_url FLOWFORGE_S3 "$FLOWFORGE_S3"
    ff_bucket=${FLOWFORGE_S3_BUCKET:-}
    case $ff_bucket in
        '' | [.-]* | *[!abcdefghijklmnopqrstuvwxyz0123456789.-]*) ff_refuse "FLOWFORGE_S3_BUCKET is '$(ff_quote "$ff_bucket")'; FLOWFORGE_S3 needs the name of a bucket: a-z, 0-9, '.' and '-'" ;;
    esac
    ff_is_label "${FLOWFORGE_S3_REGION:-us-east-1}" || ff_refuse "FLOWFORGE_S3_REGION is '$(ff_quote "$FLOWFORGE_S3_REGION")'; it must be a region's name such as eu-central-1"
    for ff_name in FLOWFORGE_S3_ACCESS_KEY FLOWFORGE_S3_SECRET_KEY; do
        [ -n "$(ff_secret $ff_name 2>/dev/null)" ] || ff_refuse "FLOWFORGE_S3 needs $ff_name, or ${ff_name}_FILE with the path of a readable file that holds it"
    done
}

ff_read_settings() {
    [ $# -gt 0 ] || ff_refuse "no command was given: entrypoint.sh COMMAND [ARGUMENT ...]"
    ff_job=${FLOWFORGE_JOB_ID:-}
    ff_is_job_id "$ff_job" || ff_refuse "FLOWFORGE_JOB_ID is '$(ff_quote "$ff_job")'; it must be a DNS subdomain: a-z, 0-9 and '-' in parts of at most 63 with '.' between, at most 253 in all"
    ff_organization=${FLOWFORGE_ORGANIZATION:-none}
    ff_is_label "$ff_organization" || ff_refuse "FLOWFORGE_ORGANIZATION is '$(ff_quote "$ff_organization")'; it must be a DNS label: a-z, 0-9 and '-', at most 63"
    ff_attempt=${FLOWFORGE_ATTEMPT:-1}
    ff_check_number FLOWFORGE_ATTEMPT "$ff_attempt" 1 10000
    ff_grace=${FLOWFORGE_GRACE_PERIOD:-30}
    ff_check_number FLOWFORGE_GRACE_PERIOD "$ff_grace" 1 9999999
    ff_share=${FLOWFORGE_MAIN_SHARE:-50}
    ff_check_number FLOWFORGE_MAIN_SHARE "$ff_share" 10 70
    ff_workspace=${FLOWFORGE_WORKSPACE:-/workspace}
    ff_artifacts=${FLOWFORGE_ARTIFACTS_DIR:-/artifacts}
    ff_need setsid "the main process"
    [ -r /proc/uptime ] || ff_refuse "/proc/uptime cannot be read"
    if ! [ -d "${TMPDIR:-/tmp}" ] || ! [ -w "${TMPDIR:-/tmp}" ]; then ff_refuse "${TMPDIR:-/tmp} is no folder that can be written to; set TMPDIR, or mount one there"; fi
    if [ -n "${FLOWFORGE_EVENTS_URL:-}" ]; then
        ff_need curl FLOWFORGE_EVENTS_URL
        ff_check_url FLOWFORGE_EVENTS_URL "$FLOWFORGE_EVENTS_URL"
    fi
    if [ -n "${FLOWFORGE_S3:-}" ] && [ -z "${FLOWFORGE_UPLOAD_COMMAND:-}" ]; then ff_check_s3; fi
}
