#!/bin/sh
# Writes .env for docker-compose.yml with generated secrets: `sh deploy/compose-env.sh [local|github]`.
# Secrets that are already in .env stay, because the databases keep their passwords.
set -eu
cd "$(dirname "$0")/.."
profile=${1:-local}
case $profile in
local | github) ;;
*)
  echo "There is no profile $profile. Pass local or github." >&2
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
  printf 'COMPOSE_PROFILES=%s\n' "$profile"
  keep_or POSTGRES_PASSWORD "$(hex)"
  keep_or ADMIN_TOKEN "$(hex)"
  keep_or CALLBACK_SECRET "$(head -c 24 /dev/urandom | base64)"
  # The demonstration's own: the password of its database, and the key by which it reports failures.
  keep_or DEMO_DATABASE_PASSWORD "$(hex)"
  keep_or DEMO_KEY "$(hex)"
  # An absolute path, because a runner deploys from another folder.
  keep_or WORKER_ENV_FILE "$PWD/worker.env"
  # All other lines of the file. Version 0.1 also wrote CODE_HOST and DELIVERY, which nothing reads now.
  [ ! -f .env ] || grep -Ev '^(COMPOSE_PROFILES|CODE_HOST|DELIVERY|POSTGRES_PASSWORD|ADMIN_TOKEN|CALLBACK_SECRET|DEMO_DATABASE_PASSWORD|DEMO_KEY|WORKER_ENV_FILE)=' .env || true
} >.env.new
mv .env.new .env
echo ".env is written for the profile $profile. Next: docker compose up --build"
