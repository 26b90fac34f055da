#!/bin/sh
# Stands in for a schema change: counts up, and succeeds. A real one has to be idempotent, as this one is.
set -eu

for step in 1 2 3; do
  echo "$1: copied $step of 3 ranges for $HOLDFAST_APPLY"
  sleep 0.3
done
echo "$1: index is in place"
