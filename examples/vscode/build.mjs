// Bundles the extension into dist, and puts the engine's packages beside it, where `require` finds them. They cannot be
// in the bundle: the engine is a `.node` file.
//
// `node build.mjs [TARGET]`, where the target is one of VS Code's: linux-x64, darwin-arm64, …

import { cp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

/** The package with the engine for each of VS Code's targets that has one. Another is added here when it is published. */
const ENGINES = { 'linux-x64': 'cortex-cloud-linux-x64-gnu' };

const root = import.meta.dirname;
const dist = join(root, 'dist');

/** The target of this machine. On Alpine it is another: musl has no engine yet, and a build there has to name it. */
export const HERE = `${process.platform}-${process.arch}`;

export async function bundle(target = HERE) {
  const engine = ENGINES[target];
  if (engine === undefined) {
    throw new Error(`there is no engine for ${target}; there is one for ${Object.keys(ENGINES).join(', ')}`);
  }
  await rm(dist, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.js',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    // VS Code 1.90, which package.json asks for, has Node 20.
    target: 'node20',
    external: ['vscode', 'cortex-cloud'],
    logLevel: 'warning',
  });
  const ours = folderOf('cortex-cloud', import.meta.url);
  await copy('cortex-cloud', ours);
  await copy(engine, folderOf(engine, join(ours, 'package.json')));
}

function folderOf(name, from) {
  try {
    return dirname(createRequire(from).resolve(`${name}/package.json`));
  } catch (cause) {
    throw new Error(
      `${name} is not installed. npm leaves out the optional packages of other platforms: ` +
        'install with `--include=optional`, and for another platform with `--os`, `--cpu` and `--libc`.',
      { cause },
    );
  }
}

async function copy(name, from) {
  await cp(from, join(dist, 'node_modules', name), {
    recursive: true,
    dereference: true,
    // What it has itself in a node_modules is not needed at run time: it has no dependencies but the engine.
    filter: (path) => !path.slice(from.length).includes('node_modules'),
  });
}

if (process.argv[1] === import.meta.filename) await bundle(process.argv[2]);
