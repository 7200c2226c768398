#!/usr/bin/env bash
# Installs the wheel and npm's packages of a folder in clean places, and opens an engine with each.
set -euo pipefail

packages=$(cd "$1" && pwd)
place=$(mktemp -d)
trap 'cd / && rm -rf "$place"' EXIT
cd "$place"
echo '{ "private": true }' > package.json
# Offline: the packages of other platforms are not taken here, and may not be published yet.
npm install --offline --no-audit --no-fund "$packages"/cortex-cloud-*.tgz
node -e "const { CloudEngine } = require('cortex-cloud'); new CloudEngine({ path: 'a.db' }).close()"
python3 -m venv venv
python=venv/bin/python
[ -e "$python" ] || python=venv/Scripts/python.exe
"$python" -m pip install --no-index "$packages"/*.whl
"$python" -c "import cortex_cloud; cortex_cloud.CloudEngine('b.db').close()"
echo "the packages of $packages load"
