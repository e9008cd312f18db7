#!/bin/sh
# Packs the artifacts and puts them into the artifact store, under partial/ of the job. Started by entrypoint.sh.
# shellcheck disable=SC2154 # ff_job and the like are exported by entrypoint.sh
set -u
# shellcheck source=infra/worker/common.sh
. "$(dirname -- "$0")/common.sh"

file=$ff_scratch/artifacts.tar.gz log=$ff_scratch/artifacts.log name=artifacts-$ff_attempt.tar.gz
key=jobs/$ff_organization/$ff_job/partial/$name

fail() {
    ff_tell artifacts <"$log"
    ff_say "artifacts: $*"
    exit 1
}

to_command() { sh -c "$FLOWFORGE_UPLOAD_COMMAND" upload "$file" "$key" </dev/null >"$log" 2>&1 || fail "FLOWFORGE_UPLOAD_COMMAND ended with $?"; }

to_s3() {
    access_key=$(ff_secret FLOWFORGE_S3_ACCESS_KEY) || fail "FLOWFORGE_S3_ACCESS_KEY_FILE could not be read"
    secret_key=$(ff_secret FLOWFORGE_S3_SECRET_KEY) || fail "FLOWFORGE_S3_SECRET_KEY_FILE could not be read"
    token=$(ff_secret FLOWFORGE_S3_SESSION_TOKEN) || fail "FLOWFORGE_S3_SESSION_TOKEN_FILE could not be read"
    # The server refuses a body that does not have the signed hash.
    hash=$(sha256sum <"$file") || fail "the archive could not be read"
    status=$(
        {
            printf 'url = "%s/%s/%s"\n' "$(ff_curl_quote "${FLOWFORGE_S3%/}")" "$FLOWFORGE_S3_BUCKET" "$key"
            printf 'user = "%s:%s"\n' "$(ff_curl_quote "$access_key")" "$(ff_curl_quote "$secret_key")"
            printf 'header = "x-amz-content-sha256: %s"\n' "${hash%% *}"
            [ -z "$token" ] || printf 'header = "x-amz-security-token: %s"\n' "$(ff_curl_quote "$token")"
        } | curl -q --globoff --config - --upload-file "$file" --aws-sigv4 "aws:amz:${FLOWFORGE_S3_REGION:-us-east-1}:s3" --silent --show-error \
            --connect-timeout 10 --retry 3 --retry-delay 1 --retry-connrefused --output "$ff_scratch/answer" --write-out '%{http_code}' 2>"$log"
    ) || fail "the artifact store at FLOWFORGE_S3 did not answer"
    case $status in
        2??) ;;
        *) fail "the artifact store refused $key in bucket $FLOWFORGE_S3_BUCKET: HTTP $status $(sed -n 's:.*<Code>\([A-Za-z]*\)</Code>.*:\1:p' "$ff_scratch/answer")" ;;
    esac
}

# A reader must not see half of it.
to_folder() {
    key=$FLOWFORGE_PARTIAL_DIR/$name
    { mkdir -p -- "$FLOWFORGE_PARTIAL_DIR" && cp -- "$file" "$FLOWFORGE_PARTIAL_DIR/.$name.part" && mv -f -- "$FLOWFORGE_PARTIAL_DIR/.$name.part" "$key"; } 2>"$log" \
        || fail "they could not be copied into FLOWFORGE_PARTIAL_DIR"
}

# What cannot be looked into counts as something.
if [ ! -d "$ff_artifacts" ] || [ -z "$(find "$ff_artifacts" ! -type d 2>&1 | head -n 1)" ]; then
    ff_say "artifacts: none in $ff_artifacts, nothing to save"
    exit 0
fi
: >"$log"
incomplete=''
tar -czf "$file" -C "$ff_artifacts" . 2>"$log" || incomplete=1
[ -s "$file" ] || fail "no archive could be made in $ff_scratch"
[ -z "$incomplete" ] || ff_tell artifacts <"$log"

if [ -n "${FLOWFORGE_UPLOAD_COMMAND:-}" ]; then
    to_command
elif [ -n "${FLOWFORGE_S3:-}" ]; then
    to_s3
elif [ -n "${FLOWFORGE_PARTIAL_DIR:-}" ]; then
    to_folder
else
    fail "there is no artifact store: set FLOWFORGE_S3, FLOWFORGE_UPLOAD_COMMAND or FLOWFORGE_PARTIAL_DIR"
fi
ff_say "artifacts: saved as $key"
: >"$log"
[ -z "$incomplete" ] || fail "some files could not be read, or changed meanwhile, and are not as they should be there"
