#!/bin/sh
# Writes .env for docker-compose.yml with secrets of its own: `sh deploy/compose-env.sh [local|github]`.
# Secrets that are there already stay, for the database keeps its password.
set -eu
cd "$(dirname "$0")/.."
profile=${1:-local}
case $profile in
local) code_host=local delivery=local ;;
github) code_host=github delivery=github-actions ;;
*)
  echo "There is no profile $profile: local or github." >&2
  exit 2
  ;;
esac

hex() { head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
kept() { [ ! -f .env ] || sed -n "s/^$1=//p" .env | tail -n 1; }
keep_or() {
  value=$(kept "$1")
  printf '%s=%s\n' "$1" "${value:-$2}"
}

umask 077
{
  printf 'COMPOSE_PROFILES=%s\nCODE_HOST=%s\nDELIVERY=%s\n' "$profile" "$code_host" "$delivery"
  keep_or POSTGRES_PASSWORD "$(hex)"
  keep_or ADMIN_TOKEN "$(hex)"
  keep_or CALLBACK_SECRET "$(head -c 24 /dev/urandom | base64)"
  # By its whole path, since a runner deploys from another folder.
  keep_or WORKER_ENV_FILE "$PWD/worker.env"
  # Whatever else somebody wrote there.
  [ ! -f .env ] || grep -Ev '^(COMPOSE_PROFILES|CODE_HOST|DELIVERY|POSTGRES_PASSWORD|ADMIN_TOKEN|CALLBACK_SECRET|WORKER_ENV_FILE)=' .env || true
} >.env.new
mv .env.new .env
echo ".env is written for the profile $profile. Next: docker compose up --build"
