# Sourced by `run` and `test`: installs what is missing on a Debian 12 machine, builds the web client and the program.
# Says what it does while it does it; what is up to date is passed over in well under a second.
set -euo pipefail
HOUSE=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$HOUSE"
mkdir -p build

step() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
fail() { printf 'tutela: %s\n' "$*" >&2; exit 2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else fail "These packages are missing and only root may install them: $MISSING. Run as root: apt-get install -y $MISSING"; fi
}

install_packages() {   # $1: "run" leaves out what only tests need
  local wanted
  wanted=$(sed '/^# test/q' tools/packages.txt | grep -v '^#'; [ "$1" = run ] || sed '1,/^# test/d' tools/packages.txt | grep -v '^#')
  # Machines often bring a Node.js of their own; Debian's would only stand beside it.
  if command -v node >/dev/null && command -v npm >/dev/null; then wanted=$(printf '%s' "$wanted" | sed 's/^nodejs npm$//'); fi
  MISSING=""
  local have
  have=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' 2>/dev/null | awk '$2=="installed"{print $1}' | sort -u)
  for package in $wanted; do grep -qx "$package" <<<"$have" || MISSING="$MISSING $package"; done
  MISSING=${MISSING# }
  [ -z "$MISSING" ] && return
  step "Installing $(wc -w <<<"$MISSING") Debian packages"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2
  # shellcheck disable=SC2086
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $MISSING >build/apt.log 2>&1 || { tail -20 build/apt.log >&2; fail "apt-get could not install: $MISSING"; }
}

node_is_new() { node -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>22||a===22&&b>=12||a===20&&b>=19?0:1)' 2>/dev/null; }

find_node() {
  [ -d build/node/node_modules/.bin ] && PATH="$HOUSE/build/node/node_modules/.bin:$PATH"
  node_is_new && return
  step "Fetching Node 22 from the npm registry (Debian's is too old for the web build)"
  mkdir -p build/node && (cd build/node && npm init -y >/dev/null 2>&1; npm install --no-audit --no-fund node@22 >/dev/null 2>&1) || fail "npm could not fetch node@22; see npm install node@22 in build/node"
  PATH="$HOUSE/build/node/node_modules/.bin:$PATH"
  hash -r
  node_is_new || fail "Node 20.19 or newer is needed to build the web client; this one is $(node --version)"
}

build_web() {
  [ -f web/package.json ] || return 0
  if [ -f build/web.pack ] && [ -s build/web.pack ] && [ -z "$(find web tools/pack_web.mjs -path web/node_modules -prune -o -path web/dist -prune -o -newer build/web.pack -type f -print -quit)" ]; then return; fi
  find_node
  if [ ! -d web/node_modules ] || [ web/package-lock.json -nt web/node_modules/.package-lock.json ]; then
    step "Fetching the web client's libraries"
    (cd web && npm ci --no-audit --no-fund >../build/npm.log 2>&1) || { tail -20 build/npm.log >&2; fail "npm ci failed in web/"; }
  fi
  step "Building the web client"
  (cd web && npm run build >../build/web.log 2>&1) || { tail -40 build/web.log >&2; fail "the web client does not build; see build/web.log"; }
  node tools/pack_web.mjs web/dist build/web.pack
}

build_program() {   # $@: ninja targets
  if [ ! -f build/release/build.ninja ]; then
    step "Configuring"
    cmake --preset release >build/cmake.log 2>&1 || { tail -30 build/cmake.log >&2; fail "cmake failed; see build/cmake.log"; }
  fi
  step "Building (the first time takes some minutes)"
  ninja -C build/release "$@" >&2 || fail "the program does not build"
}
