# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the parts see each other only once all are sourced
# The same instances from images, where a Docker engine answers: one compose project per instance.

docker_compose() {
  FLOWFORGE_DEV_AMQP_PORT=$(port_of amqp) FLOWFORGE_DEV_MANAGEMENT_PORT=$(port_of management) FLOWFORGE_DEV_METRICS_PORT=$(port_of metrics) \
    FLOWFORGE_DEV_MONGO_PORT=$(port_of mongo) FLOWFORGE_DEV_S3_PORT=$(port_of s3) \
    compose -p "flowforge-dev-$instance" -f "$here/docker-compose.yml" "$@" >&2
}

docker_up() {
  choose_ports amqp management metrics mongo s3
  docker_compose up -d --wait "$@" || fail "docker compose did not bring up $*"
  local kind
  for kind in "$@"; do
    case $kind in
      rabbitmq) rabbitmq_print ;;
      # The set's one member knows itself by its name in the container's network, so clients must not ask it for the members.
      mongo) echo "FLOWFORGE_MONGODB=mongodb://127.0.0.1:$(port_of mongo)/?directConnection=true" ;;
      s3) s3_print ;;
    esac
  done
}

docker_down() { if [ -n "$wipe" ]; then docker_compose down --volumes --timeout 20; else docker_compose stop --timeout 20; fi; }

# docker_server <verb> <kind>
docker_server() {
  case $1 in
    start) docker_compose up -d --wait "$2" ;;
    stop) docker_compose stop "$2" ;;
    restart) docker_compose restart "$2"; docker_compose up -d --wait "$2" ;;
    kill) docker_compose kill "$2" ;;
    pause) docker_compose pause "$2" ;;
    resume) docker_compose unpause "$2" ;;
  esac
}
