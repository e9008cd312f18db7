#!/usr/bin/env bash
# Installs RabbitMQ, PostgreSQL with DocumentDB, and Ceph's radosgw from Debian forky into $FLOWFORGE_DEV (default
# ~/.cache/flowforge-dev), once for all instances: about 5 minutes and 1.5 GB. Needs Debian and root. Does nothing when it is there.
# install.sh --remove takes it away again, with the data of every instance.
# shellcheck disable=SC2154 # from lib
. "$(dirname "${BASH_SOURCE[0]}")/lib/all.sh"
use_engine debian
packages=(rabbitmq-server postgresql-18 postgresql-18-documentdb radosgw ceph-mon ceph-osd ceph-common)

remove() {
  local made
  for made in "$instances"/*/engine; do [ ! -e "$made" ] || "$here/down.sh" --instance "$(basename "$(dirname "$made")")" --wipe; done
  for made in dev/shm proc; do ! mountpoint -q "$root/$made" || umount "$root/$made" || fail "$root/$made is in use"; done
  rm -rf --one-file-system "$dev_folder"
}

# Where this machine gets Debian from, in the new form of the list of sources or the old one; a machine has either, or both.
mirror() {
  { sed -n 's/^URIs:[[:space:]]*//p' /etc/apt/sources.list.d/*.sources || true
    sed -n -E 's/^deb[[:space:]]+(\[[^]]*\][[:space:]]+)?//p' /etc/apt/sources.list /etc/apt/sources.list.d/*.list || true
  } 2>/dev/null | awk '$1 ~ /^(https?|file):/ && $1 !~ /security/ && !found { found = $1 } END { print found }'
}

mount_proc() { mountpoint -q "$root/proc" || mount -t proc proc "$root/proc" || cannot "proc cannot be mounted in $root/proc, which the servers need"; }

bootstrap() {
  local from script
  from=$(mirror)
  [ -n "$from" ] || cannot "no Debian mirror is named in /etc/apt/sources.list or /etc/apt/sources.list.d"
  if ! command -v debootstrap >/dev/null; then
    say "installing debootstrap"
    { apt-get update -q && apt-get install -y -q debootstrap debian-archive-keyring; } >>"$log" 2>&1 || cannot "debootstrap could not be installed: see $log"
  fi
  # An older debootstrap does not know forky yet; all of Debian's later suites are made by one script.
  script=/usr/share/debootstrap/scripts/forky; [ -e $script ] || script=/usr/share/debootstrap/scripts/sid
  say "unpacking Debian forky from $from (1 of 2)"
  rm -rf --one-file-system "$root"
  debootstrap --variant=minbase --keyring=/usr/share/keyrings/debian-archive-keyring.gpg forky "$root" "$from" $script >>"$log" 2>&1 || cannot "Debian forky could not be unpacked from $from: see $log"
  touch "$dev_folder/bootstrapped"
}

install_packages() {
  say "installing ${packages[*]} (2 of 2, some minutes)"
  printf 'force-unsafe-io\npath-exclude=/usr/share/doc/*\npath-exclude=/usr/share/man/*\npath-exclude=/usr/share/locale/*\n' > "$root/etc/dpkg/dpkg.cfg.d/slim"
  # Nothing may start by itself: up.sh starts what it needs, as instances.
  printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"; chmod +x "$root/usr/sbin/policy-rc.d"
  mkdir -p "$root/etc/postgresql-common"; echo 'create_main_cluster = false' > "$root/etc/postgresql-common/createcluster.conf"
  echo 'Acquire::Check-Valid-Until "false";' > "$root/etc/apt/apt.conf.d/99valid" # a mirror may lag behind
  cp /etc/resolv.conf /etc/hosts "$root/etc/"
  { DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 chroot "$root" sh -c "apt-get update -q && apt-get install -y -q --no-install-recommends ${packages[*]} && apt-get clean"; } >>"$log" 2>&1 \
    || cannot "Debian's packages could not be installed: see $log"
  touch "$dev_folder/installed"
}

[ "${1:-}" != --remove ] || { remove; exit; }
[ "$(id -u)" = 0 ] || cannot "the servers need a Docker engine with compose, or root on Debian: no engine answers, and this is not root"
[ -e "$dev_folder/installed" ] || command -v apt-get >/dev/null || cannot "the servers need a Docker engine with compose, or root on Debian: no engine answers, and this is not Debian (no apt-get)"
log=$dev_folder/install.log
[ -e "$dev_folder/installed" ] && mountpoint -q "$root/proc" && exit
mkdir -p "$dev_folder"
lock 9 "$dev_folder/install.lock"
[ -e "$dev_folder/bootstrapped" ] || bootstrap
mount_proc
[ -e "$dev_folder/installed" ] || install_packages
