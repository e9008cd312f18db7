# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the parts see each other only once all are sourced
# An instance keeps its ports for life, in its file `ports`, so that a restarted server is found where it was.
# Instance dev has the well-known ones, others get free ones; FLOWFORGE_DEV_<NAME>_PORT (AMQP, MANAGEMENT, …) overrides either.

port_of() { sed -n "s/^$1=//p" "$folder/ports"; }

well_known_port() {
  case $1 in
    amqp) echo 5672 ;; management) echo 15672 ;; metrics) echo 15692 ;; dist) echo 25672 ;; epmd) echo 4369 ;;
    mongo) echo 27117 ;; postgres) echo 5439 ;; s3) echo 7480 ;; s3mon) echo 40789 ;;
  esac
}

is_listened_to() { awk -v port="$(printf ':%04X' "$1")" '$4 == "0A" && substr($2, length($2) - 4) == port { found = 1 } END { exit !found }' /proc/net/tcp /proc/net/tcp6 2>/dev/null; }

is_promised() { grep -qsx "[a-z0-9]*=$1" "$instances"/*/ports; }

# Below the range from which the kernel gives ports to outgoing connections.
free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); is_listened_to $port || is_promised $port; do :; done
  echo $port
}

# choose_ports <name>...: under one lock for all instances, as two that start together must not choose the same.
choose_ports() {
  local name wanted
  touch "$folder/ports"
  lock 8 "$dev_folder/ports.lock"
  for name in "$@"; do
    [ -z "$(port_of "$name")" ] || continue
    wanted=FLOWFORGE_DEV_${name^^}_PORT wanted=${!wanted:-}
    [ -n "$wanted" ] || [ "$instance" != dev ] || wanted=$(well_known_port "$name")
    [ -n "$wanted" ] || wanted=$(free_port)
    ! is_listened_to "$wanted" || fail "port $wanted ($name) is taken by another program; set FLOWFORGE_DEV_${name^^}_PORT"
    echo "$name=$wanted" >> "$folder/ports"
  done
  unlock 8
}
