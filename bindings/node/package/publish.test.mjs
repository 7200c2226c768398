// The packages go to a registry, the one that people install last, and are installed from there.

import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

const root = new URL('../', import.meta.url).pathname;
const publisher = join(root, 'scripts/publish.mjs');
const HERE = 'cortex-cloud-linux-x64-gnu';

const folder = mkdtempSync(join(tmpdir(), 'cortex-publish-'));
const made = process.env.CORTEX_PACKAGES;
let registry;
let address;

/** Verdaccio, a registry of npm's, with nothing in it and no other registry behind it. */
before(async () => {
  assert.ok(made, 'CORTEX_PACKAGES names no folder; run cargo xtask test --only packages');
  const config = {
    storage: join(folder, 'storage'),
    auth: { htpasswd: { file: join(folder, 'htpasswd') } },
    packages: { '**': { access: '$all', publish: '$all' } },
    log: { type: 'stdout', format: 'pretty', level: 'warn' },
    web: { enable: false },
  };
  writeFileSync(join(folder, 'config.yaml'), JSON.stringify(config));
  const program = join(root, 'node_modules/verdaccio/bin/verdaccio');
  const listen = `127.0.0.1:${await freePort()}`;
  address = `http://${listen}/`;
  registry = spawn(process.execPath, [program, '--config', join(folder, 'config.yaml'), '--listen', listen], {
    stdio: 'ignore',
  });
  const end = Date.now() + 60_000;
  while (!(await fetch(`${address}-/ping`).catch(() => ({ ok: false }))).ok) {
    assert.equal(registry.exitCode, null, 'the registry has ended');
    assert.ok(Date.now() < end, 'the registry does not answer');
    await setTimeout(100);
  }
});

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

after(() => {
  registry?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Settings of npm's of the test's own: nothing of whoever runs it is read or changed. */
function environment() {
  const settings = join(folder, 'npmrc');
  // Verdaccio lets anybody publish; npm wants to have a token all the same.
  writeFileSync(settings, `registry=${address}\n${address.slice(5)}:_authToken=none\n`);
  return { ...process.env, npm_config_userconfig: settings, npm_config_cache: join(folder, 'cache') };
}

function publish(from, ...flags) {
  return spawnSync(process.execPath, [publisher, from, '--registry', address, ...flags], {
    encoding: 'utf8',
    env: environment(),
  });
}

function versions(name) {
  const shown = spawnSync('npm', ['view', name, 'versions', '--json'], { encoding: 'utf8', env: environment() });
  if (shown.status === 0) return [JSON.parse(shown.stdout)].flat();
  assert.match(shown.stdout, /"code": "E404"/);
  return [];
}

function copy(name, wanted) {
  const to = join(folder, name);
  mkdirSync(to);
  for (const file of readdirSync(made).filter((file) => file.endsWith('.tgz') && wanted(file)))
    copyFileSync(join(made, file), join(to, file));
  return to;
}

/** Packages of the platforms that this machine cannot build: all but the addon. npm must not take them here. */
function others(to) {
  const [main] = readdirSync(made).filter((file) => /^cortex-cloud-\d/.test(file));
  execFileSync('tar', ['-xzf', join(made, main), '-C', folder]);
  const { optionalDependencies, version } = JSON.parse(readFileSync(join(folder, 'package/package.json'), 'utf8'));
  for (const name of Object.keys(optionalDependencies).filter((name) => name !== HERE)) {
    const [os, cpu, libc] = name.slice('cortex-cloud-'.length).split('-');
    const at = join(folder, name);
    mkdirSync(at);
    const c = { gnu: ['glibc'], musl: ['musl'] }[libc];
    writeFileSync(
      join(at, 'package.json'),
      JSON.stringify({ name, version, os: [os], cpu: [cpu], ...(c && { libc: c }) }),
    );
    execFileSync('npm', ['pack', '--pack-destination', to], { cwd: at, stdio: 'ignore', env: environment() });
  }
  return Object.keys(optionalDependencies).length;
}

test('what people install is not published before every platform is', () => {
  const done = publish(copy('incomplete', () => true));
  assert.equal(done.status, 1, done.stdout + done.stderr);
  assert.match(done.stderr, /cortex-cloud-darwin-arm64/);
  assert.match(done.stderr, /nothing was published/);
  assert.doesNotMatch(done.stderr, new RegExp(HERE));
  for (const name of ['cortex-cloud', HERE]) assert.deepEqual(versions(name), []);
});

test('all are published, the one people install last; again is no mistake', () => {
  const from = copy('complete', () => true);
  const platforms = others(from);
  assert.match(publish(from, '--check').stdout, /can be published/);
  assert.deepEqual(versions('cortex-cloud'), [], '--check publishes nothing');
  const done = publish(from);
  assert.equal(done.status, 0, done.stdout + done.stderr);
  const order = done.stdout.match(/^published (\S+)@/gm);
  assert.equal(order.length, platforms + 1);
  assert.equal(order.at(-1), 'published cortex-cloud@');
  const again = publish(from);
  assert.equal(again.status, 0, again.stderr);
  assert.equal(again.stdout.match(/^is there already: /gm).length, platforms + 1);
});

test('a package that is there with other contents is not taken for this one', () => {
  const to = join(folder, 'other');
  mkdirSync(to);
  const at = join(folder, 'changed');
  mkdirSync(at);
  const [version] = versions('cortex-cloud-darwin-x64');
  writeFileSync(
    join(at, 'package.json'),
    JSON.stringify({ name: 'cortex-cloud-darwin-x64', version, description: 'other' }),
  );
  execFileSync('npm', ['pack', '--pack-destination', to], { cwd: at, stdio: 'ignore', env: environment() });
  const done = publish(to);
  assert.equal(done.status, 1);
  assert.match(done.stderr, /cortex-cloud-darwin-x64@\S+ is there with other contents/);
});

test('a version before its time is nobody’s latest', () => {
  const to = join(folder, 'early');
  mkdirSync(to);
  const at = join(folder, 'beta');
  mkdirSync(at);
  writeFileSync(join(at, 'package.json'), JSON.stringify({ name: 'cortex-cloud-darwin-x64', version: '9.0.0-beta.1' }));
  execFileSync('npm', ['pack', '--pack-destination', to], { cwd: at, stdio: 'ignore', env: environment() });
  assert.equal(publish(to).status, 0);
  const shown = execFileSync('npm', ['view', 'cortex-cloud-darwin-x64', 'dist-tags', '--json'], { env: environment() });
  const tags = JSON.parse(shown);
  assert.equal(tags.next, '9.0.0-beta.1');
  assert.notEqual(tags.latest, tags.next);
});

test('npm install takes the engine of this platform and no other, and it works', () => {
  const app = join(folder, 'app');
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true }));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', 'cortex-cloud'], { cwd: app, env: environment() });
  const installed = readdirSync(join(app, 'node_modules')).filter((name) => name.startsWith('cortex'));
  assert.deepEqual(installed.sort(), ['cortex-cloud', HERE]);
  const code = `
    const { CloudEngine } = require('cortex-cloud');
    const engine = new CloudEngine({ path: 'own.db' });
    engine.put('notes', 'n1', { n: 1 });
    console.log(JSON.stringify(engine.get('notes', 'n1')));
    engine.close();`;
  assert.equal(execFileSync(process.execPath, ['-e', code], { cwd: app, encoding: 'utf8' }), '{"n":1}\n');
});
