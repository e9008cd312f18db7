# shellcheck shell=sh
# What the scripts here share. Sourced.

ff_say() { printf 'flowforge: %s\n' "$*" >&2; }

# ff_quote TEXT: fit for a log: on one line, printable, not endless. A range, because BusyBox's tr does not know the class [:print:].
ff_quote() { printf '%s' "$1" | LC_ALL=C tr -c ' -~' '?' | cut -c 1-100; }

# ff_tell STEP: what a tool said, a few lines of it, without what may be a secret: user and password in an address, and its query.
ff_tell() {
    LC_ALL=C sed -e 's#://[^/@[:space:]]*@#://***@#g' -e 's#\(://[^?[:space:]]*\)?[^[:space:]]*#\1?***#g' -e 's/[^[:print:][:space:]]/?/g' \
        | tr '\r' '\n' | grep -v '^[[:space:]]*$' | tail -n 8 | sed "s/^/flowforge: $1: /" >&2
}

# ff_secret NAME: the setting NAME, else what the file that NAME_FILE names holds, as a mounted secret is read.
ff_secret() {
    eval "ff_value=\${$1:-}; ff_file=\${$1_FILE:-}"
    if [ -z "$ff_value" ] && [ -n "$ff_file" ]; then ff_value=$(cat -- "$ff_file") || return 1; fi
    printf '%s' "$ff_value"
}

# ff_curl_quote TEXT: for a quoted value in curl's configuration, which goes through a pipe: arguments are seen by every process.
ff_curl_quote() { printf '%s' "$1" | sed 's/[\\"]/\\&/g'; }
