// Publishes the tarballs of a folder: every platform's package first, and only then the one that people install, which
// would find nothing to load before.
//
//   node scripts/publish.mjs FOLDER [--registry ADDRESS] [--tag TAG] [--check]
//
// A version with a `-`, such as 1.0.0-beta.1, goes under the tag `next`, so that nobody gets it who did not ask for it.
// `--check` looks at everything and publishes nothing.
//
// What the registry has already, with the same contents, is left: a release that stopped half-way is finished by running it
// again. Fails, before anything is published, when a platform's package is neither in the folder nor in the registry.

import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const options = { registry: { type: 'string' }, tag: { type: 'string' }, check: { type: 'boolean' } };
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const [folder] = positionals;
if (folder === undefined || positionals.length > 1) {
  console.error('usage: node scripts/publish.mjs FOLDER [--registry ADDRESS] [--tag TAG] [--check]');
  process.exit(2);
}
const registry = values.registry === undefined ? [] : ['--registry', values.registry];

function fail(message) {
  console.error(`error: ${message}`);
  process.exit(1);
}

function read(file) {
  const path = resolve(folder, file);
  const manifest = JSON.parse(execFileSync('tar', ['-xzOf', path, 'package/package.json'], { encoding: 'utf8' }));
  const integrity = `sha512-${createHash('sha512').update(readFileSync(path)).digest('base64')}`;
  return { path, integrity, ...manifest };
}

/** What the registry says of a version: the hash of its contents, or nothing when it is not there. */
function published(name, version) {
  const shown = spawnSync('npm', ['view', `${name}@${version}`, 'dist.integrity', '--json', ...registry], {
    encoding: 'utf8',
  });
  if (shown.error) fail(`npm cannot be run: ${shown.error.message}`);
  if (shown.status === 0) return shown.stdout.trim() === '' ? undefined : JSON.parse(shown.stdout);
  // Anything else, such as no network, must not be taken for a package that is not there.
  if (/"code": "E404"/.test(shown.stdout)) return undefined;
  return fail(`${name}@${version} cannot be looked up: ${shown.stderr.trim() || shown.stdout.trim()}`);
}

const packages = readdirSync(folder)
  .filter((file) => file.endsWith('.tgz'))
  .map(read);
if (packages.length === 0) fail(`${folder} has no package`);
const there = new Map(packages.map(({ name, version }) => [name, published(name, version)]));
for (const { name, version, integrity } of packages) {
  const other = there.get(name);
  if (other !== undefined && other !== integrity) fail(`${name}@${version} is there with other contents`);
}

const last = packages.filter(({ optionalDependencies }) => optionalDependencies !== undefined);
const missing = last
  .flatMap(({ optionalDependencies }) => Object.entries(optionalDependencies))
  .filter(([name, version]) => !packages.some((one) => one.name === name && one.version === version))
  .filter(([name, version]) => published(name, version) === undefined);
if (missing.length > 0) {
  const names = missing.map(([name, version]) => `${name}@${version}`).join(', ');
  fail(`these are neither in ${folder} nor in the registry, and nothing was published: ${names}`);
}

if (values.check) {
  console.log(`all of ${folder} can be published`);
  process.exit(0);
}

const first = packages.filter((one) => !last.includes(one));
for (const { name, version, path } of [...first, ...last]) {
  if (there.get(name) !== undefined) {
    console.log(`is there already: ${name}@${version}`);
    continue;
  }
  const tag = values.tag ?? (version.includes('-') ? 'next' : 'latest');
  const publish = ['publish', path, '--access', 'public', '--ignore-scripts', '--tag', tag, ...registry];
  const done = spawnSync('npm', publish, { encoding: 'utf8' });
  if (done.status !== 0) fail(`${name}@${version} was not published: ${done.stderr.trim()}`);
  console.log(`published ${name}@${version}`);
}
