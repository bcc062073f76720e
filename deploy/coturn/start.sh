#!/bin/sh
# Starts Coturn for Parley: turnserver.conf beside this file, and what is yours from the environment.
# The README says what to set. Arguments are turnserver's own, and win.
set -eu
umask 077

[ "${#PARLEY_TURN_SECRET}" -ge 32 ] || { echo 'PARLEY_TURN_SECRET must have at least 32 characters.' >&2; exit 2; }
[ -n "${TURN_REALM:-}" ] || { echo 'TURN_REALM must be the name of this server, like turn.example.com.' >&2; exit 2; }

# A file, since arguments show in ps. systemd's RUNTIME_DIRECTORY goes away with the service.
conf=$(mktemp "${RUNTIME_DIRECTORY:-${TMPDIR:-/tmp}}/parley-turn.XXXXXX")
{
  cat "$(dirname "$0")/turnserver.conf"
  echo "static-auth-secret=$PARLEY_TURN_SECRET"
  echo "realm=$TURN_REALM"
  echo "server-name=$TURN_REALM"
  [ -z "${TURN_LISTENING_IP:-}" ] || echo "listening-ip=$TURN_LISTENING_IP"
  [ -z "${TURN_RELAY_IP:-}" ] || echo "relay-ip=$TURN_RELAY_IP"
  if [ -n "${TURN_EXTERNAL_IP:-}" ]; then
    echo "external-ip=$TURN_EXTERNAL_IP"
    # Two who both relay meet at this host's inner address.
    case $TURN_EXTERNAL_IP in */*) echo "allowed-peer-ip=${TURN_EXTERNAL_IP#*/}" ;; esac
  fi
  if [ -n "${TURN_CERT:-}" ]; then
    echo "cert=$TURN_CERT"
    echo "pkey=${TURN_KEY:?TURN_KEY must name the private key of TURN_CERT}"
  else
    echo no-tls
    echo no-dtls
  fi
} >"$conf"
exec turnserver -c "$conf" "$@"
