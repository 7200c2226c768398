// Engines on files of their own.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudEngine } from 'cortex-cloud';

/** An engine that is closed, and its file deleted, when the test ends. */
export function open(context, config = {}, tokenStore = undefined) {
  const engine = new CloudEngine({ path: join(folder(context), 'store.db'), ...config }, tokenStore);
  context.after(() => engine.close());
  return engine;
}

/** A folder for one test. */
export function folder(context) {
  const made = mkdtempSync(join(tmpdir(), 'cortex-node-'));
  context.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** Waits until a condition holds, 10 s at most. */
export async function until(condition, what) {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`this has not come: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
