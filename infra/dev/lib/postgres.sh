# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the parts see each other only once all are sourced
# PostgreSQL with DocumentDB, the engine under the MongoDB endpoint, on loopback. Data: postgres/data of the instance.

postgres_bin=/usr/lib/postgresql/18/bin
postgres_pid=postgres/data/postmaster.pid

postgres_start() {
  is_alive "$folder/$postgres_pid" && ! is_gone "$(head -n 1 "$folder/$postgres_pid")" && return
  # kill -9 leaves the pid file, and PostgreSQL would not start while the id exists, be it as a zombie that nobody has fetched yet.
  postgres_forget
  choose_ports postgres
  local new=
  if [ ! -e "$folder/postgres/data/PG_VERSION" ]; then new=1; postgres_make; fi
  say "PostgreSQL starts (instance $instance)"
  in_root postgres $postgres_bin/pg_ctl -D "$inside/postgres/data" -l "$inside/postgres/postgres.log" -w -s start >/dev/null \
    || { tail -n 20 "$folder/postgres/postgres.log" >&2; fail "PostgreSQL did not start"; }
  [ -z "$new" ] || in_root postgres psql -h 127.0.0.1 -p "$(port_of postgres)" -U postgres -q -v ON_ERROR_STOP=1 -c 'CREATE EXTENSION documentdb CASCADE' >/dev/null 2>>"$folder/postgres/postgres.log"
}

# fsync is off because these data are for development and tests. A killed PostgreSQL loses nothing by it, since the kernel still
# holds what was written; only a crash of the whole machine can, and then `down.sh --wipe` is the cure.
# synchronous_commit stays on: without it a kill could take the last commits, and the tests for that would fail rightly.
# full_page_writes stays on too: without it DocumentDB's indexes are torn after a kill, and their readers spin or fail.
# Shared memory lies in mmap'ed files of the data folder, so that a killed instance leaves nothing in /dev/shm.
postgres_make() {
  chroot "$root" install -d -o postgres -g postgres "$inside/postgres" "$inside/postgres/run"
  in_root postgres $postgres_bin/initdb -D "$inside/postgres/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
  cat >> "$folder/postgres/data/postgresql.conf" <<CONF
listen_addresses='127.0.0.1'
port=$(port_of postgres)
unix_socket_directories='$inside/postgres/run'
dynamic_shared_memory_type=mmap
shared_preload_libraries='pg_cron, pg_documentdb_core, pg_documentdb'
cron.database_name='postgres'
cron.host='$inside/postgres/run'
max_connections=200
documentdb_core.enableCollation=on
deadlock_timeout='20ms'
fsync=off
CONF
}

postgres_stop() {
  [ ! -e "$folder/$postgres_pid" ] || in_root postgres $postgres_bin/pg_ctl -D "$inside/postgres/data" -m fast -w -t 30 -s stop >/dev/null 2>&1 \
    || in_root postgres $postgres_bin/pg_ctl -D "$inside/postgres/data" -m immediate -w -t 30 -s stop >/dev/null 2>&1 || postgres_forget
}

# The postmaster and its children at once: what a database machine without power looks like.
postgres_kill() {
  local pid children
  is_alive "$folder/$postgres_pid" || fail "not running: postgres of instance $instance"
  pid=$(head -n 1 "$folder/$postgres_pid")
  children=$(cat "/proc/$pid/task/$pid/children")
  # shellcheck disable=SC2086 # a list of ids
  kill -9 "$pid" $children 2>/dev/null || true
  for pid in $pid $children; do until_true 10 is_gone "$pid"; done
}

# What a killed PostgreSQL leaves: its pid file, its socket with a lock, and one System V segment, named on line 7 of it.
postgres_forget() {
  local segment
  [ -e "$folder/$postgres_pid" ] || return 0
  segment=$(sed -n '7s/.*[[:space:]]//p' "$folder/$postgres_pid")
  [ -z "$segment" ] || ipcrm -m "$segment" 2>/dev/null || true
  rm -f "$folder/$postgres_pid" "$folder"/postgres/run/.s.PGSQL.*
}

postgres_print() { echo "FLOWFORGE_POSTGRES=$(postgres_connection)"; }
postgres_connection() { echo "Host=127.0.0.1;Port=$(port_of postgres);Username=postgres;Database=postgres"; }
