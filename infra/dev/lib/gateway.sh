# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the parts see each other only once all are sourced
# The MongoDB endpoint: mongo-gateway in front of PostgreSQL. It runs outside Debian's folder, on this machine's .NET.

gateway_pid=gateway/gateway.pid

# gateway_build: published once per state of the sources. They are copied first, as the repository may be building them itself.
gateway_build() {
  command -v dotnet >/dev/null || cannot "the MongoDB endpoint needs the .NET SDK (dotnet), which is not on the PATH"
  local top hash copy
  top=$(cd "$here/../.." && pwd)
  hash=$(cd "$top" && cat Directory.*.props global.json infra/dev/mongo-gateway/*.* | sha256sum | cut -c 1-16)
  gateway_folder=$dev_folder/gateways/$hash
  [ -e "$gateway_folder/mongo-gateway.dll" ] && return
  lock 7 "$dev_folder/gateways.lock"
  if [ ! -e "$gateway_folder/mongo-gateway.dll" ]; then
    say "building the MongoDB gateway"
    copy=$(mktemp -d "$dev_folder/gateways-XXXXXX")
    mkdir -p "$copy/infra/dev/mongo-gateway"
    cp "$top"/Directory.*.props "$top"/{global.json,BannedSymbols.txt} "$copy/"
    cp "$here"/mongo-gateway/*.* "$copy/infra/dev/mongo-gateway/"
    # No build server may stay behind, and the analyzers have their say in the repository's own build.
    (cd "$copy/infra/dev/mongo-gateway" && MSBUILDDISABLENODEREUSE=1 apart dotnet publish -c Release -o "$copy/out" --disable-build-servers -v q -nologo \
      -p:UseAppHost=false -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false -p:UseSharedCompilation=false) >"$copy/build.log" 2>&1 \
      || { cat "$copy/build.log" >&2; rm -rf "$copy"; fail "the MongoDB gateway did not build"; }
    mkdir -p "$dev_folder/gateways"
    rm -rf "$gateway_folder"; mv "$copy/out" "$gateway_folder"; rm -rf "$copy"
  fi
  unlock 7
}

gateway_start() {
  is_alive "$folder/$gateway_pid" && return
  choose_ports mongo
  gateway_build
  mkdir -p "$folder/gateway"; rm -f "$folder/$gateway_pid"; : > "$folder/gateway/gateway.log"
  # A subshell that becomes the server: one that only started it would stay, and keep our locks.
  (
    exec 7>&- 8>&- 9>&- </dev/null
    FLOWFORGE_DEV_INSTANCE=$instance exec setsid dotnet "$gateway_folder/mongo-gateway.dll" "$(port_of mongo)" "$(postgres_connection)" "$folder/$gateway_pid"
  ) >"$folder/gateway/gateway.log" 2>&1 &
  until_true 30 gateway_is_ready || { cat "$folder/gateway/gateway.log" >&2; fail "the MongoDB gateway did not start"; }
}

gateway_is_ready() { is_alive "$folder/$gateway_pid" && accepts "$(port_of mongo)"; }
gateway_stop() { end "$folder/$gateway_pid" 10; }
gateway_kill() { signal_server KILL "$folder/$gateway_pid"; until_true 10 is_gone "$(cat "$folder/$gateway_pid")"; rm -f "$folder/$gateway_pid"; }
gateway_pause() { signal_server STOP "$folder/$gateway_pid"; }
gateway_resume() { signal_server CONT "$folder/$gateway_pid"; }

gateway_print() { echo "FLOWFORGE_MONGODB=mongodb://127.0.0.1:$(port_of mongo)"; }

# mongo is both; the engine first and last.
mongo_start() { postgres_start; gateway_start; }
mongo_stop() { gateway_stop; postgres_stop; }
mongo_kill() { gateway_kill; postgres_kill; }
mongo_print() { gateway_print; postgres_print; }
