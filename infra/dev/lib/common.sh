# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the parts see each other only once all are sourced
# What every script here shares: arguments, folders, ports, processes. Sourced, never run.
set -euo pipefail

dev_folder=${FLOWFORGE_DEV:-$HOME/.cache/flowforge-dev}
root=$dev_folder/root
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
instance=dev wipe='' owner='' words=()

say() { echo "flowforge-dev: $*" >&2; }
fail() { say "$*"; exit 1; }
# Exit code 3 tells a caller (the tests) that this machine cannot have the servers at all, and the one sentence says why.
cannot() { say "$*"; exit 3; }

parse_arguments() {
  while [ $# -gt 0 ]; do
    case $1 in
      --instance) instance=${2:?--instance needs a name}; shift 2 ;;
      --owner) owner=${2:?--owner needs a process id}; shift 2 ;;
      --wipe) wipe=1; shift ;;
      -*) fail "unknown option $1" ;;
      *) words+=("$1"); shift ;;
    esac
  done
  # Names become folders, node names and socket paths, and the latter end at 107 characters.
  [[ $instance =~ ^[a-z0-9][a-z0-9-]{0,39}$ ]] || fail "the instance '$instance' is not 1 to 40 of a-z, 0-9 and -"
}

# compose <arguments>: whichever compose this machine has.
compose() { if docker compose version >/dev/null 2>&1; then docker compose "$@"; else docker-compose "$@"; fi; }

choose_engine() {
  local made
  for made in docker debian; do use_engine $made; [ -e "$folder/engine" ] && return; done
  if command -v docker >/dev/null && docker info >/dev/null 2>&1 && compose version >/dev/null 2>&1; then use_engine docker; else use_engine debian; fi
}

# Debian's servers see their folder from inside the chroot, as /instances/<name>.
use_engine() {
  engine=$1
  case $engine in docker) instances=$dev_folder/instances ;; debian) instances=$root/instances ;; esac
  folder=$instances/$instance inside=/instances/$instance
}

# lock <descriptor> <file>: waits for the lock. The callers' daemons must not inherit it: see `apart`. An installation may take long.
lock() { mkdir -p "$(dirname "$2")"; eval "exec $1>\"\$2\""; flock -w 1800 "$1" || fail "another process holds $2"; }
unlock() { eval "exec $1>&-"; }

# apart <command>: without our locks, and with nothing of ours on its standard streams, so that no server holds a caller's pipe open.
apart() { "$@" 7>&- 8>&- 9>&- </dev/null; }

# in_root <user> <command>: inside Debian's folder, marked with the instance, so that down.sh can prove a process to be its own.
in_root() {
  local user=$1; shift
  apart chroot "$root" setpriv --reuid="$user" --regid="$user" --init-groups \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME="$inside" FLOWFORGE_DEV_INSTANCE="$instance" "$@"
}

is_ours() { [ -n "${1:-}" ] && grep -qzx "FLOWFORGE_DEV_INSTANCE=$instance" "/proc/$1/environ" 2>/dev/null; }

# is_alive <pid file>: a process of this instance runs under that id; an id taken by another process since does not count.
is_alive() { [ -s "$1" ] && is_ours "$(head -n 1 "$1")"; }

# until_true <seconds> <condition>
until_true() {
  local end=$((SECONDS + $1)); shift
  until "$@"; do [ $SECONDS -lt $end ] || return 1; sleep 0.1; done
}

is_gone() { ! [ -d "/proc/$1" ] || grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null; }

# end <pid file> <seconds>: asks, waits, then kills.
end() {
  if is_alive "$1"; then
    local pid; pid=$(head -n 1 "$1")
    kill -CONT "$pid" 2>/dev/null || true
    kill "$pid" 2>/dev/null || true
    until_true "$2" is_gone "$pid" || kill -9 "$pid" 2>/dev/null || true
    until_true 10 is_gone "$pid" || fail "process $pid does not end"
  fi
  rm -f "$1"
}

# signal_server <signal> <pid file>
signal_server() { is_alive "$2" || fail "not running: $(basename "$2" .pid) of instance $instance"; kill "-$1" "$(head -n 1 "$2")"; }

# end_marked: whatever still carries this instance's mark, for servers that died while starting or lost their pid file.
end_marked() {
  local process
  for process in /proc/[0-9]*; do
    process=${process#/proc/}
    if is_ours "$process" && [ "$process" != $$ ]; then kill -9 "$process" 2>/dev/null || true; until_true 10 is_gone "$process" || true; fi
  done
}

# answers <port> <path> [header]: an HTTP GET answers 200. In plain bash, because a fresh machine has no curl.
answers() {
  local status
  # shellcheck disable=SC2016 # the inner bash expands these
  status=$(timeout 5 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$0" && printf "GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n%s\r\n" "$1" "$2" >&3 && head -n 1 <&3' \
    "$1" "$2" "${3:+$3$'\r\n'}" 2>/dev/null) || return 1
  [[ $status == *" 200 "* ]]
}

accepts() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
