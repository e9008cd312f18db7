# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the parts see each other only once all are sourced
# An instance of Debian's servers: its folder, and what is left of instances whose owner is gone.

# A start time beside the process id, as ids are used again.
identity() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }

instance_open() {
  mkdir -p "$folder"
  lock 9 "$folder/lock"
  echo "$engine" > "$folder/engine"
  [ -z "$owner" ] || echo "$owner $(identity "$owner")" > "$folder/owner"
}

# Test runs that were killed could not clean up: the next one does it for them.
instance_sweep() {
  local file name pid born
  for file in "$instances"/*/owner; do
    [ -e "$file" ] || continue
    read -r pid born < "$file"
    name=$(basename "$(dirname "$file")")
    if [ "$name" != "$instance" ] && [ "$(identity "$pid")" != "$born" ]; then
      say "instance $name lost its owner and is removed"
      "$here/down.sh" --instance "$name" --wipe || true
    fi
  done
}
