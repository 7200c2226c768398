// The app as it is packed: by Electron's own archiver, in the version that electron-builder uses, with the rule of
// electron-builder.yml.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { before, test } from 'node:test';
import asar from '@electron/asar';
import { folder } from './support/app.mjs';

const root = new URL('..', import.meta.url).pathname;
const require = createRequire(import.meta.url);
const installed = (name) => join(require.resolve(name, { paths: [root] }).split(`/${name}/`)[0], name);
const builder = readFileSync(join(root, 'electron-builder.yml'), 'utf8');
const [, rule] = /^asarUnpack:\n {2}- "(.+)"$/m.exec(builder);
const ADDON = 'node_modules/cortex-cloud-linux-x64-gnu/cortex-cloud.node';

let stage;

/** What electron-builder would pack: the built app and what it depends on. */
before((context) => {
  stage = join(folder(context), 'app');
  mkdirSync(stage);
  for (const name of ['dist', 'package.json']) cpSync(join(root, name), join(stage, name), { recursive: true });
  for (const name of ['cortex-cloud', 'cortex-cloud-linux-x64-gnu']) {
    cpSync(installed(name), join(stage, 'node_modules', name), { recursive: true, dereference: true });
  }
});

async function packed(context, options) {
  const archive = join(folder(context), 'app.asar');
  await asar.createPackageWithOptions(stage, archive, options);
  const files = asar.listPackage(archive, { isPack: true });
  const isUnpacked = (path) => files.find((line) => line.endsWith(`/${path}`))?.startsWith('unpack');
  return { archive, isUnpacked };
}

test('the addon lies outside the archive, whole, and everything else in it', async (context) => {
  const { archive, isUnpacked } = await packed(context, { unpack: rule });
  assert.equal(isUnpacked(ADDON), true);
  for (const path of ['dist/main/main.js', 'dist/preload/preload.js', 'node_modules/cortex-cloud/dist/native.js']) {
    assert.equal(isUnpacked(path), false, path);
  }
  const beside = join(`${archive}.unpacked`, ADDON);
  assert.ok(readFileSync(beside).equals(readFileSync(join(stage, ADDON))));
  assert.ok(statSync(archive).size < 2 * 1024 * 1024, `${statSync(archive).size} bytes`);
  // Where Electron's loader goes for a file that is marked as unpacked.
  const script = `const { CloudEngine } = require(${JSON.stringify(beside)}); console.log(typeof CloudEngine);`;
  assert.equal(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }), 'function\n');
});

test('without the rule the addon is inside, where the system cannot load it', async (context) => {
  const { archive, isUnpacked } = await packed(context, {});
  assert.equal(isUnpacked(ADDON), false);
  assert.ok(statSync(archive).size > statSync(join(stage, ADDON)).size);
  assert.equal(existsSync(`${archive}.unpacked`), false);
});

test('what is packed is what the app needs: it loads from there and from nowhere else', () => {
  const script = `
    const Module = require('node:module');
    const load = Module._load;
    Module._load = (name, ...rest) => (name === 'electron' ? {} : load(name, ...rest));
    for (const name of ['notes', 'tokens', 'relay', 'ipc', 'closing', 'window']) require('./dist/main/' + name + '.js');
    console.log(Object.keys(require.cache).filter((path) => path.endsWith('.node')).join());`;
  const loaded = execFileSync(process.execPath, ['-e', script], { cwd: stage, encoding: 'utf8' });
  assert.equal(loaded.trim(), join(stage, ADDON));
});

test('the configuration signs for the hardened runtime and rebuilds nothing', () => {
  assert.match(builder, /^npmRebuild: false$/m);
  assert.match(builder, /^ {2}hardenedRuntime: true$/m);
  const [, entitlements] = /^ {2}entitlements: (.+)$/m.exec(builder);
  const keys = [...readFileSync(join(root, entitlements), 'utf8').matchAll(/<key>(.+)<\/key>\s*<true\/>/g)];
  assert.deepEqual(
    keys.map(([, key]) => key),
    ['com.apple.security.cs.allow-jit'],
  );
  const main = require(join(root, 'package.json')).main;
  assert.ok(existsSync(join(stage, main)), main);
});

test('the addon is Node-API, so no version of Electron needs another one', () => {
  const addon = readFileSync(join(stage, ADDON));
  assert.ok(addon.includes('napi_register_module_v1'));
  // What ties an addon to one version of V8 or Node begins with these names.
  for (const name of ['_ZN2v8', '_ZN4node', '_ZNK2v8']) assert.equal(addon.includes(name), false, name);
});
