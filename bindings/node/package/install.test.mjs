// The tarballs install into a clean folder without a network, and the README's example runs there.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

function pack(from) {
  const [packed] = JSON.parse(npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder, from], root));
  console.log(
    `# ${packed.name}: ${packed.size} bytes packed, ${packed.unpackedSize} unpacked, ${packed.files.length} files`,
  );
  return { ...packed, path: join(folder, packed.filename) };
}

const main = pack('.');
const platform = pack('./npm/linux-x64-gnu');

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

test('neither package has an install script, and the platform’s is an optional dependency of the same version', () => {
  const [ours, its] = ['package.json', 'npm/linux-x64-gnu/package.json'].map((path) =>
    JSON.parse(readFileSync(root + path, 'utf8')),
  );
  for (const one of [ours, its]) {
    for (const script of ['preinstall', 'install', 'postinstall', 'prepare'])
      assert.equal(one.scripts?.[script], undefined);
  }
  assert.equal(ours.version, its.version);
  assert.deepEqual(ours.optionalDependencies, { [PLATFORM]: its.version });
  assert.equal(ours.dependencies, undefined);
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
});

test('what JavaScript there is has nothing of the network', () => {
  const at = join(folder, 'unpacked');
  mkdirSync(at);
  execFileSync('tar', ['-xzf', main.path, '-C', at]);
  assert.deepEqual(tracesOfNetwork(at), []);
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
  const addon = readFileSync(join(root, 'npm/linux-x64-gnu/cortex-cloud.node'));
  assert.ok(addon.includes('internal.panic'), 'texts of the engine are found');
  assert.ok(!addon.includes('CORTEX_TEST_PANIC'));
});

test('the packages are no larger than they say', () => {
  const addon = statSync(join(root, 'npm/linux-x64-gnu/cortex-cloud.node')).size;
  console.log(`# addon: ${addon} bytes`);
  assert.ok(addon < MOST_BYTES, `${addon} bytes; explain it, or find out what grew`);
  assert.ok(main.size < 256 * 1024);
});
