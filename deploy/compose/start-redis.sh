#!/bin/sh
# A node of Redis Cluster that says its name, so that it is found again under another address.
set -eu
password=$(cat /run/secrets/redis-password)
exec redis-server \
  --requirepass "$password" --masterauth "$password" \
  --dir /data --appendonly yes --appendfsync everysec --save "" \
  --maxmemory-policy noeviction \
  --cluster-enabled yes --cluster-node-timeout 2000 \
  --cluster-announce-hostname "$(hostname)" --cluster-preferred-endpoint-type hostname
