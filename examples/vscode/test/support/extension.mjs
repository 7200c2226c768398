// The extension as users get it: unpacked from the .vsix that `npm run package` has made.

import { createWriteStream, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { open } from 'yauzl';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'vscode-extension-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Where the .vsix is. */
export function vsix() {
  const found = readdirSync(ROOT).filter((name) => name.endsWith('.vsix'));
  if (found.length !== 1) throw new Error(`there are ${found.length} .vsix files; run npm run package`);
  return join(ROOT, found[0]);
}

/** Unpacks it; returns the names in it. */
async function unpack(path, into) {
  const archive = await promisify(open)(path, { lazyEntries: true, autoClose: true });
  const names = [];
  return new Promise((resolve, reject) => {
    archive.on('error', reject).on('end', () => resolve(names));
    archive.on('entry', (entry) => {
      const to = join(into, entry.fileName);
      mkdirSync(dirname(to), { recursive: true });
      archive.openReadStream(entry, async (error, stream) => {
        if (error) return reject(error);
        await pipeline(stream, createWriteStream(to)).catch(reject);
        names.push(entry.fileName);
        archive.readEntry();
      });
    });
    archive.readEntry();
  });
}

export const names = await unpack(vsix(), folder);

/** The folder of the installed extension. */
export function unpacked() {
  return join(folder, 'extension');
}
