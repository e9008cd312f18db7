#!/bin/sh
# Runs a job's main process; when the job is asked to stop, saves its work within the grace period and says so.
#
#   entrypoint.sh COMMAND [ARGUMENT ...]
#
# POSIX sh. Settings, exit codes and what the image needs: README.md beside this file.
# All names begin with ff_: a name that the environment has too would be changed for the main process.
set -u

ff_here=$(dirname -- "$(readlink -f -- "$0")")
# shellcheck source=infra/worker/common.sh
. "$ff_here/common.sh"
# shellcheck source=infra/worker/settings.sh
. "$ff_here/settings.sh"
ff_read_settings "$@"

ff_state_saved=143 ff_not_saved=201 ff_cut_short=202

# Hundredths of a second since boot: a wall clock that is set meanwhile must not move the deadlines.
ff_clock() {
    read -r ff_up _ </proc/uptime
    ff_now=$((${ff_up%.*} * 100 + 1${ff_up#*.} - 100))
}

# ff_ended_by LIMIT TARGET...: waits until no target, a process or (negative) a group, is left. The shell fetches zombies while it waits
# for the pause.
ff_ended_by() {
    ff_limit=$1
    shift
    for ff_target in "$@"; do
        while kill -0 "$ff_target" 2>/dev/null; do
            ff_clock
            [ "$ff_now" -lt "$ff_limit" ] || return 1
            sleep 0.1 2>/dev/null || sleep 1
        done
    done
}

ff_signal() { kill "-$1" "$2" 2>/dev/null; }

# What the main process started and left behind would write on, or outlive us.
ff_end_rest() {
    ff_signal TERM "-$ff_main" || return 0
    ff_signal CONT "-$ff_main"
    ff_clock
    ff_ended_by $((ff_now + 200)) "-$ff_main" || ff_signal KILL "-$ff_main"
}

ff_stop_main() {
    # A group that does not exist yet cannot be told anything.
    while kill -0 "$ff_main" 2>/dev/null && ! kill -0 "-$ff_main" 2>/dev/null; do sleep 0.1 2>/dev/null || sleep 1; done
    ff_signal TERM "-$ff_main"
    ff_signal CONT "-$ff_main"
    if ff_ended_by "$ff_main_until" "$ff_main" "-$ff_main"; then return; fi
    ff_say "the main process did not end within its share of the grace period and is killed"
    ff_signal KILL "-$ff_main"
    ff_clock
    ff_ended_by $((ff_now + 50)) "$ff_main" || ff_say "the main process is still there after SIGKILL; what it writes from now on is not saved"
}

# ff_settle PID LIMIT: the status of a step, which runs in a group of its own; 124 where it had to be killed.
ff_settle() {
    if ff_ended_by "$2" "$1"; then
        wait "$1"
        ff_status=$?
        ff_signal KILL "-$1"
    else
        ff_status=124
        ff_signal KILL "-$1" || ff_signal KILL "$1"
    fi
}

# ff_saved WHAT PID
ff_saved() {
    ff_settle "$2" "$ff_save_until"
    case $ff_status in
        0) ;;
        124)
            ff_say "$1: NOT SAVED: the grace period was over"
            ff_result=$ff_cut_short
            ;;
        *)
            ff_say "$1: NOT SAVED completely"
            [ "$ff_result" = "$ff_cut_short" ] || ff_result=$ff_not_saved
            ;;
    esac
}

# At the same time, so that one that hangs costs the other nothing. In sessions of their own, so that a signal for our group, or the
# kill of the main process's, does not reach them.
ff_save() {
    ff_result=$ff_state_saved
    ff_scratch=$(mktemp -d "${TMPDIR:-/tmp}/flowforge-XXXXXX") || {
        ff_say "NOTHING SAVED: no temporary folder could be made in ${TMPDIR:-/tmp}"
        ff_result=$ff_not_saved
        return
    }
    export ff_job ff_attempt ff_organization ff_scratch ff_workspace ff_artifacts
    setsid -- sh "$ff_here/save-repository.sh" &
    ff_repository=$!
    setsid -- sh "$ff_here/save-artifacts.sh" &
    ff_upload=$!
    ff_saved repository "$ff_repository"
    ff_saved artifacts "$ff_upload"
    if [ "$ff_result" = "$ff_state_saved" ]; then
        setsid -- sh "$ff_here/report-saved.sh" &
        ff_settle $! "$ff_report_until"
        [ "$ff_status" = 0 ] || ff_say "the state is saved, but nobody could be told"
    fi
    rm -rf -- "$ff_scratch"
}

ff_stopping=
trap 'ff_stopping=1' TERM INT

# A shell without job control starts what runs beside it with SIGINT and SIGQUIT ignored; env gives them back where it can.
if [ -n "$ff_stopping" ]; then
    exit "$ff_state_saved"
elif env --default-signal=INT,QUIT true 2>/dev/null; then
    env --default-signal=INT,QUIT setsid -- "$@" &
else
    setsid -- "$@" &
fi
ff_main=$!
ff_code=143
[ -n "$ff_stopping" ] || {
    wait "$ff_main"
    ff_code=$?
}

# Only a wait that a signal interrupted, or a main process that a signal ended, gives more than 128.
if [ -z "$ff_stopping" ] || [ "$ff_code" -le 128 ]; then
    ff_end_rest
    exit "$ff_code"
fi

# From here on they are ignored, here and in the steps: a second signal neither restarts nor breaks the saving. Not before, as a main
# process that was only just being started would ignore them too.
trap '' TERM INT
ff_clock
# A tenth, at most 5 s, is for the report, and another for leaving and for what is slower than it should be.
ff_reserve=$((ff_grace * 10 < 500 ? ff_grace * 10 : 500))
ff_main_until=$((ff_now + ff_grace * ff_share))
ff_save_until=$((ff_now + ff_grace * 100 - 2 * ff_reserve))
ff_report_until=$((ff_now + ff_grace * 100 - ff_reserve))
ff_say "job $ff_job is asked to stop; its grace period is $ff_grace s"
ff_stop_main
ff_save
[ "$ff_result" != "$ff_state_saved" ] || ff_say "state saved"
exit "$ff_result"
