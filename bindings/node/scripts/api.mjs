// Compares the declarations that were built with those in `api/`, or, with --write, puts them there: a change of what
// users see is a change somebody reads.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const root = new URL('../', import.meta.url);

function declarations(folder) {
  try {
    const names = readdirSync(new URL(folder, root), { recursive: true }).filter((name) => /\.d\.m?ts$/.test(name));
    return new Map(names.sort().map((name) => [name, readFileSync(new URL(folder + name, root), 'utf8')]));
  } catch {
    return new Map();
  }
}

const built = declarations('dist/');
if (process.argv.includes('--write')) {
  rmSync(new URL('api/', root), { recursive: true, force: true });
  for (const [name, text] of built) {
    mkdirSync(dirname(new URL(`api/${name}`, root).pathname), { recursive: true });
    writeFileSync(new URL(`api/${name}`, root), text);
  }
} else {
  const kept = declarations('api/');
  const names = [...new Set([...built.keys(), ...kept.keys()])].filter((name) => built.get(name) !== kept.get(name));
  if (built.size === 0 || names.length > 0) {
    console.error(`the declarations differ from api/: ${names.join(', ')}; look at them, then npm run api -- --write`);
    process.exitCode = 1;
  }
}
