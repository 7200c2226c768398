// What this process holds, and programs of their own.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from './store.mjs';

/** Threads of engines in this process. */
export function threads() {
  const names = readdirSync('/proc/self/task').map((id) => {
    try {
      return readFileSync(`/proc/self/task/${id}/comm`, 'utf8').trim();
    } catch {
      return '';
    }
  });
  return names.filter((name) => name.startsWith('cortex-'));
}

/** Open files and sockets of this process. */
export function handles() {
  return readdirSync('/proc/self/fd').length;
}

/** Runs a script in a process of its own, where `path` names a store of it, and says how it ended. */
export function ended(context, script, { flags = [], env = {} } = {}) {
  const path = JSON.stringify(join(folder(context), 'store.db'));
  const code = `import { CloudEngine } from 'cortex-cloud';\nconst path = ${path};\n${script}`;
  return spawnSync(process.execPath, [...flags, '--input-type=module', '-e', code], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    timeout: 20_000,
  });
}
