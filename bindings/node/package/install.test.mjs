// The tarballs install into a clean folder without a network, and the README's example runs there.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { tracesOfNetwork } from '../scripts/host_layer.mjs';

const root = new URL('../', import.meta.url).pathname;
const PLATFORM = 'cortex-cloud-linux-x64-gnu';
/** A larger one has to be explained. */
const MOST_BYTES = 8 * 1024 * 1024;

const folder = mkdtempSync(join(tmpdir(), 'cortex-package-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function npm(args, cwd) {
  return execFileSync('npm', args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, npm_config_cache: join(folder, 'cache') },
  });
}

/** A package that `cargo xtask package` has made. */
function packed(name) {
  assert.ok(process.env.CORTEX_PACKAGES, 'CORTEX_PACKAGES names no folder; run cargo xtask test --only node');
  const path = join(process.env.CORTEX_PACKAGES, `${name}-${VERSION}.tgz`);
  const unpacked = join(folder, `${name}-unpacked`);
  mkdirSync(unpacked);
  execFileSync('tar', ['-xzf', path, '-C', unpacked]);
  const manifest = JSON.parse(readFileSync(join(unpacked, 'package/package.json'), 'utf8'));
  const size = statSync(path).size;
  console.log(`# ${name}: ${size} bytes packed`);
  return { path, size, manifest, unpacked: join(unpacked, 'package') };
}

const VERSION = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
const main = packed('cortex-cloud');
const platform = packed(PLATFORM);

function installed(name, tarballs) {
  const at = join(folder, name);
  mkdirSync(at);
  writeFileSync(join(at, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module' }));
  npm(['install', '--offline', '--no-audit', '--no-fund', ...tarballs], at);
  return at;
}

function run(cwd, code, ...flags) {
  return spawnSync(process.execPath, [...flags, '-e', code], { cwd, encoding: 'utf8', timeout: 60_000 });
}

test('neither package has a script, and every platform’s is an optional dependency of the same version', () => {
  for (const { manifest } of [main, platform]) {
    assert.equal(manifest.scripts, undefined);
    assert.equal(manifest.dependencies, undefined);
    assert.equal(manifest.devDependencies, undefined);
    assert.equal(manifest.version, VERSION);
  }
  const platforms = Object.entries(main.manifest.optionalDependencies);
  assert.ok(platforms.length > 5);
  for (const [name, version] of platforms) assert.deepEqual([name.slice(0, 13), version], ['cortex-cloud-', VERSION]);
  assert.equal(main.manifest.optionalDependencies[PLATFORM], VERSION);
});

test('both have their licences and a bill of materials', () => {
  for (const { unpacked, manifest } of [main, platform]) {
    const files = readdirSync(unpacked);
    for (const file of ['LICENSE-APACHE', 'LICENSE-MIT', 'README.md', 'sbom.cdx.json']) {
      assert.ok(files.includes(file), `${manifest.name} lacks ${file}`);
    }
    const bill = JSON.parse(readFileSync(join(unpacked, 'sbom.cdx.json'), 'utf8'));
    assert.equal(bill.metadata.component.purl, `pkg:npm/${manifest.name}@${VERSION}`);
  }
  const licences = readFileSync(join(platform.unpacked, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  assert.match(licences, /^napi 3/m);
  assert.match(licences, /May you do good and not evil/);
});

test('a clean folder runs the README’s example', () => {
  const at = installed('quickstart', [main.path, platform.path]);
  const example = /```js\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))[1];
  const done = run(at, example, '--input-type=module');
  assert.equal(done.status, 0, done.stderr);
  assert.equal(done.stdout, 'Second sight\nOffline\n');
  const required = run(
    at,
    "const { CloudEngine, BusyError } = require('cortex-cloud'); console.log(typeof CloudEngine, typeof BusyError, Object.keys(require('cortex-cloud/memory')).join())",
    '--input-type=commonjs',
  );
  assert.equal(required.stdout, 'function function MEMORY_TYPES,memory\n', required.stderr);
});

test('the example keeps its notes', () => {
  const at = installed('example', [main.path, platform.path]);
  copyFileSync(new URL('../../../examples/node/notes.mjs', import.meta.url), join(at, 'notes.mjs'));
  const notes = (...words) => execFileSync(process.execPath, ['notes.mjs', ...words], { cwd: at, encoding: 'utf8' });
  const id = notes('add', 'Buy', 'milk').trim();
  assert.equal(notes('list'), `  ~ ${id}  Buy milk\n`);
  notes('done', id);
  assert.equal(notes('list'), `x ~ ${id}  Buy milk\n`);
});

test('without the platform’s package the error names it and what to do', () => {
  const at = installed('without', ['--omit=optional', main.path]);
  const done = run(at, "import('cortex-cloud').catch((error) => console.log(error.message))");
  assert.match(done.stdout, new RegExp(`${PLATFORM} is missing`));
  assert.match(done.stdout, /--include=optional/);
  assert.ok(done.stdout.includes(`npm install ${PLATFORM}@${VERSION}`), done.stdout);
});

test('a platform’s package that cannot be loaded says why', () => {
  const at = installed('damaged', [main.path, platform.path]);
  writeFileSync(join(at, 'node_modules', PLATFORM, 'cortex-cloud.node'), 'no library');
  const done = run(at, "import('cortex-cloud').catch((error) => console.log(error.message))");
  assert.match(done.stdout, new RegExp(`the package ${PLATFORM} is there, and: .*(ELF|header|too short)`));
  assert.match(done.stdout, /with musl \(Alpine\): `npm install cortex-cloud-linux-x64-musl@/);
});

test('what JavaScript there is has nothing of the network', () => {
  assert.deepEqual(tracesOfNetwork(main.unpacked), []);
});

test('a trace of the network is found', () => {
  const at = join(folder, 'planted');
  mkdirSync(at);
  const planted = [
    "require('node:http')",
    "import x from 'tls'",
    "await import('net')",
    'fetch(url)',
    'new WebSocket(url)',
    "import 'https'",
  ];
  for (const code of planted) {
    writeFileSync(join(at, 'a.js'), code);
    assert.equal(tracesOfNetwork(at).length, 1, code);
  }
});

test('the addon has no way to fail on demand', () => {
  const addon = readFileSync(join(platform.unpacked, 'cortex-cloud.node'));
  assert.ok(addon.includes('internal.panic'), 'texts of the engine are found');
  assert.ok(!addon.includes('CORTEX_TEST_PANIC'));
});

test('the packages are no larger than they say', () => {
  const addon = statSync(join(platform.unpacked, 'cortex-cloud.node')).size;
  console.log(`# addon: ${addon} bytes`);
  assert.ok(addon < MOST_BYTES, `${addon} bytes; explain it, or find out what grew`);
  assert.ok(main.size < 256 * 1024);
});
