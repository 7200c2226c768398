// package.json against itself and the code, and what is in the .vsix.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { names, unpacked } from './support/extension.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const source = readdirSync(join(ROOT, 'src'))
  .map((name) => readFileSync(join(ROOT, 'src', name), 'utf8'))
  .join('\n');
const { commands, menus, views, viewsContainers, viewsWelcome, configuration } = manifest.contributes;
const declared = new Set(commands.map(({ command }) => command));

test('menus, welcome texts and the code name commands that there are', () => {
  const named = [
    ...Object.values(menus).flatMap((items) => items.map(({ command }) => command)),
    ...viewsWelcome.flatMap(({ contents }) => [...contents.matchAll(/\(command:([^)]+)\)/g)].map(([, id]) => id)),
    ...[...source.matchAll(/'(teamSnippets\.[a-zA-Z]+)'/g)].map(([, id]) => id),
  ];
  const others = new Set(['teamSnippets.list', 'teamSnippets.status', 'teamSnippets.isOpen']);
  assert.ok(named.length > 10);
  assert.deepEqual(
    named.filter((id) => !declared.has(id) && !others.has(id)),
    [],
  );
});

test('every setting is read, and none can be set by a folder', () => {
  for (const [name, { scope, default: byDefault }] of Object.entries(configuration.properties)) {
    assert.equal(scope, 'application', name);
    assert.notEqual(byDefault, undefined, name);
    assert.ok(source.includes(`'${name.split('.')[1]}'`), `${name} is not used`);
  }
});

test('`when` clauses use keys that there are', () => {
  const clauses = [...Object.values(menus).flat(), ...viewsWelcome, ...commands].flatMap(({ when, enablement }) =>
    [when, enablement].filter((one) => one !== undefined),
  );
  const settings = Object.keys(configuration.properties).map((name) => `config.${name}`);
  const keys = ['view', 'viewItem', 'teamSnippets.isOpen', ...settings];
  for (const clause of clauses) {
    for (const [key] of clause.replace(/== [\w.]+/g, '').matchAll(/[\w.]+/g)) {
      assert.ok(keys.includes(key), `${clause}: ${key}`);
    }
  }
  assert.ok(clauses.length > 0);
  for (const container of Object.keys(views)) {
    assert.ok(viewsContainers.activitybar.some(({ id }) => id === container));
  }
});

test('the engine’s Node is the one of the oldest VS Code that is allowed', () => {
  // VS Code 1.90 is the first with Node 20.9.
  assert.equal(manifest.engines.vscode, '^1.90.0');
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'node_modules/cortex-cloud/package.json'), 'utf8'));
  assert.equal(engines.node, '>=20.9');
});

test('the .vsix has what is needed to run, and nothing else', () => {
  const inside = names.map((name) => name.replace(/^extension\//, ''));
  for (const name of ['package.json', 'dist/extension.js', 'media/snippets.svg'])
    assert.ok(inside.includes(name), name);
  assert.ok(inside.includes('dist/node_modules/cortex-cloud/dist/index.js'));
  assert.ok(inside.includes('dist/node_modules/cortex-cloud-linux-x64-gnu/cortex-cloud.node'));
  const wanted = /^(\[Content_Types\]\.xml|extension\.vsixmanifest|package\.json|readme\.md|media\/|dist\/)/;
  assert.deepEqual(
    inside.filter((name) => !wanted.test(name)),
    [],
  );
  assert.ok(existsSync(join(unpacked(), manifest.main)));
  const bundled = readFileSync(join(unpacked(), 'dist/extension.js'), 'utf8');
  assert.ok(bundled.includes('require("cortex-cloud")'), 'the engine is outside of the bundle');
});

test('the .vsix says which platform it is for', () => {
  const xml = readFileSync(join(unpacked(), '../extension.vsixmanifest'), 'utf8');
  assert.match(xml, /TargetPlatform="linux-x64"/);
});

test('a target without an engine is refused before anything is built', () => {
  const build = (target) => execFileSync(process.execPath, ['build.mjs', target], { cwd: ROOT, stdio: 'pipe' });
  assert.throws(() => build('alpine-x64'), /there is no engine for alpine-x64; there is one for linux-x64/);
  assert.ok(existsSync(join(ROOT, 'dist/extension.js')), 'and what was built is still there');
});

test('the lock file names no address and no package of ours', () => {
  const lock = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
  assert.ok(
    !/"resolved"|https?:\/\/(?!(opencollective|github|tidelift|www\.patreon|patreon|feross)\b)[^"]*\.tgz/.test(lock),
  );
  assert.ok(!lock.includes('node_modules/cortex-cloud'));
});
