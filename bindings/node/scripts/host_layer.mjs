// Looks for anything of the network in what a package brings in JavaScript: all of it is the engine's.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const MODULES = 'https?|http2|net|tls|dgram|dns|undici|ws|child_process';
const TRACES = [
  new RegExp(`(?:require|import)\\s*\\(\\s*['"\`](?:node:)?(?:${MODULES})(?:/[^'"\`]*)?['"\`]`),
  new RegExp(`from\\s*['"](?:node:)?(?:${MODULES})(?:/[^'"]*)?['"]`),
  new RegExp(`import\\s*['"](?:node:)?(?:${MODULES})['"]`),
  /\bfetch\s*\(/,
  /\b(?:WebSocket|EventSource|XMLHttpRequest|WebTransport)\b/,
  /process\.(?:binding|getBuiltinModule)/,
];

/** Every trace of the network in a folder's JavaScript: `file: text`. */
export function tracesOfNetwork(folder) {
  const found = [];
  const files = readdirSync(folder, { recursive: true }).filter((name) => /\.[cm]?js$/.test(name));
  if (files.length === 0) throw new Error(`${folder} has no JavaScript to look at`);
  for (const name of files) {
    const code = readFileSync(join(folder, name), 'utf8').replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
    for (const trace of TRACES) {
      const match = trace.exec(code);
      if (match !== null) found.push(`${name}: ${match[0]}`);
    }
  }
  return found;
}
