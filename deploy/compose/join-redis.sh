#!/bin/sh
# Three masters, each with a replica; where that is so already, nothing.
set -eu
REDISCLI_AUTH=$(cat /run/secrets/redis-password)
export REDISCLI_AUTH
if redis-cli -h redis-0 cluster info | grep -q cluster_state:ok; then
  echo "the nodes are joined already"
  exit 0
fi
# Node addresses are wanted here; from then on they find each other by name.
nodes=""
for name in redis-0 redis-1 redis-2 redis-3 redis-4 redis-5; do
  nodes="$nodes $(getent hosts "$name" | cut -d' ' -f1):6379"
done
# shellcheck disable=SC2086
redis-cli --cluster create $nodes --cluster-replicas 1 --cluster-yes
