# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the parts see each other only once all are sourced
# S3: Ceph's radosgw with one monitor and one in-memory object store, on loopback. A stopped one has lost its objects.
# S3_LC_DAY_SECONDS shrinks a day of the lifecycle rules to that many seconds.

s3_servers=(client.rgw osd.0 mon.a)
s3_access_key=test s3_secret_key=testsecret

s3_is_ready() { is_alive "$folder/s3/run/client.rgw.pid" && answers "$(port_of s3)" /; }

s3_tool() { in_root root env CEPH_CONF="$inside/s3/ceph.conf" PYTHONWARNINGS=ignore "$@" >>"$folder/s3/log/start.log" 2>&1; }

s3_start() {
  is_alive "$folder/s3/run/client.rgw.pid" && return
  choose_ports s3 s3mon
  s3_stop
  rm -rf "$folder/s3"; mkdir -p "$folder/s3"/{mon,osd,run,log,rgw}
  local cluster store monitor
  cluster=$(cat /proc/sys/kernel/random/uuid) store=$(cat /proc/sys/kernel/random/uuid) monitor="v2:127.0.0.1:$(port_of s3mon)"
  s3_configure "$cluster" "$monitor"
  say "S3 (Ceph) starts (instance $instance)"
  { s3_monitor "$cluster" "$monitor" && s3_store "$store" && s3_gateway && until_true 60 s3_is_ready; } || { tail -n 30 "$folder"/s3/log/*.log >&2; fail "S3 did not start"; }
}

s3_monitor() {
  s3_tool monmaptool --create --fsid "$1" --addv a "[$2]" "$inside/s3/monmap" \
    && s3_tool ceph-authtool --create-keyring "$inside/s3/keyring" --gen-key -n mon. --cap mon 'allow *' \
    && s3_tool ceph-authtool "$inside/s3/keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *' --cap mds 'allow *' \
    && s3_tool ceph-mon -i a --mkfs --monmap "$inside/s3/monmap" --keyring "$inside/s3/keyring" \
    && s3_tool ceph-mon -i a
}

s3_store() {
  s3_tool timeout 60 ceph osd new "$1" \
    && s3_tool timeout 60 ceph auth get-or-create osd.0 mon 'allow profile osd' osd 'allow *' -o "$inside/s3/osd/keyring" \
    && s3_tool ceph-osd -i 0 --mkfs --osd-uuid "$1" \
    && s3_tool ceph-osd -i 0
}

s3_gateway() {
  s3_tool timeout 90 radosgw-admin user create --uid=test --display-name=test --access-key=$s3_access_key --secret-key=$s3_secret_key \
    && s3_tool radosgw -n client.admin --keyring "$inside/s3/keyring" --pid-file "$inside/s3/run/client.rgw.pid" --log-file "$inside/s3/log/rgw.log"
}

s3_configure() {
  cat > "$folder/s3/ceph.conf" <<CONF
[global]
fsid = $1
mon_host = $2
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
keyring = $inside/s3/keyring
mon_cluster_log_to_file = false
run_dir = $inside/s3/run
pid_file = $inside/s3/run/\$name.pid
admin_socket = $inside/s3/run/\$name.asok
log_file = $inside/s3/log/\$name.log
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_allow_pool_delete = true
mon_max_pg_per_osd = 2000
mon_data_avail_crit = 1
mon_data_avail_warn = 1
mon_warn_on_insecure_global_id_reclaim = false
ms_bind_ipv6 = false
debug_rgw = 0/0
debug_osd = 0/0
debug_ms = 0/0
debug_mon = 0/0
debug_paxos = 0/0
debug_rocksdb = 0/0
debug_objecter = 0/0
[mon]
mon_data = $inside/s3/mon
[osd]
keyring = $inside/s3/osd/keyring
osd_data = $inside/s3/osd
osd_objectstore = memstore
osd_op_queue = wpq
memstore_device_bytes = 6442450944
osd_memory_target = 1073741824
osd_class_load_list = *
osd_class_default_list = *
[client]
keyring = $inside/s3/keyring
rgw_data = $inside/s3/rgw
rgw_frontends = beast endpoint=127.0.0.1:$(port_of s3)
rgw_lc_debug_interval = ${S3_LC_DAY_SECONDS:--1}
rgw_thread_pool_size = 64
rgw_dynamic_resharding = false
rgw_override_bucket_index_max_shards = 1
rgw_gc_obj_min_wait = 5
rgw_gc_processor_period = 60
CONF
}

s3_stop() { local name; for name in "${s3_servers[@]}"; do end "$folder/s3/run/$name.pid" 10; done; }
s3_kill() { signal_server KILL "$folder/s3/run/client.rgw.pid"; s3_stop; }
s3_pause() { signal_server STOP "$folder/s3/run/client.rgw.pid"; }
s3_resume() { signal_server CONT "$folder/s3/run/client.rgw.pid"; }

s3_print() {
  echo "FLOWFORGE_S3=http://127.0.0.1:$(port_of s3)"
  echo "FLOWFORGE_S3_ACCESS_KEY=$s3_access_key"
  echo "FLOWFORGE_S3_SECRET_KEY=$s3_secret_key"
}
