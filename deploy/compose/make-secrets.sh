#!/bin/sh
# Passwords and keys for compose.cluster.yaml, made once, readable by nobody else.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
for name in nats-password redis-password clickhouse-password; do
  test -e "secrets/$name" || od -An -N24 -tx1 /dev/urandom | tr -d ' \n' > "secrets/$name"
done
test -e secrets/write-key || printf 'wk_%s' "$(od -An -N18 -tx1 /dev/urandom | tr -d ' \n')" > secrets/write-key
test -e secrets/secret-key || printf 'sk_%s' "$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')" > secrets/secret-key
# The containers' users are others than yours: the group of number 10001 reads.
chmod 0440 secrets/*
echo "secrets are in $(pwd)/secrets; give their group to 10001 (chgrp 10001 secrets/*) or start docker as it suits you"
