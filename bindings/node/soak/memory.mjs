// An hour of an app, compressed: two devices write, sync and hear events, and now and then do something wrong. Prints the
// private memory of this process as it goes; `cargo xtask soak --only memory` judges it.
//
//   node --expose-gc soak/memory.mjs FOLDER OPERATIONS, with a server in CORTEX_SERVER and a key of it in CORTEX_KEY

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { CloudEngine } from 'cortex-cloud';

const [folder, operations] = [process.argv[2], Number(process.argv[3])];
const { CORTEX_SERVER: baseUrl, CORTEX_KEY: key } = process.env;
/** Records there are at most: what grows then is a leak. */
const RECORDS = 500;
const SAMPLES = 60;
/** More than SQLite's caches take: 64 MB to write with, 16 MB to read with. */
const FILLING = { count: 9_000, bytes: 8_000 };

let heard = 0;
const devices = ['a.db', 'b.db'].map((name) => {
  const device = new CloudEngine({
    path: join(folder, name),
    http: { baseUrl },
    tables: { filling: { replicate: 'Local' } },
  });
  device.loginApiKey(key);
  device.subscribe(() => {
    heard += 1;
  });
  return device;
});
const reader = devices[0].events();
const reading = (async () => {
  for await (const _ of reader) heard += 1;
})();

function privateBytes() {
  gc();
  return Number(/RssAnon:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
}

/** The file grows by what a store keeps of its syncs, and so would the caches, until they have come to their size. */
async function fill(device) {
  const text = 'x'.repeat(FILLING.bytes);
  for (let at = 0; at < FILLING.count; at += 100) {
    const rows = Array.from({ length: 100 }, (_, n) => ({ id: `f${at + n}`, body: { text } }));
    await device.putManyAsync('filling', rows);
  }
  let page;
  do {
    const { nextPage } = await device.queryAsync('filling', { limit: 100, page });
    page = nextPage ?? undefined;
  } while (page !== undefined);
}

function wrong(device, at) {
  try {
    device.put('notes', '', { at });
  } catch (error) {
    if (error.code === 'argument.id') return;
    throw error;
  }
  throw new Error('an empty id was taken');
}

for (const device of devices) await fill(device);
for (let at = 1; at <= operations; at += 1) {
  const device = devices[at % 2];
  const id = `n${(at * 7919) % RECORDS}`;
  if (at % 10 === 0) device.delete('notes', id);
  else
    device.put('notes', id, { at, title: 'A note that is written again and again', tags: ['a', 'b', String(at % 7)] });
  if (at % 25 === 0) device.query('notes', { filter: { at: { gte: at - 100 } }, limit: 20 });
  if (at % 40 === 0) await device.putManyAsync('drafts', [{ id, body: { at } }]);
  if (at % 50 === 0) wrong(device, at);
  if (at % 100 === 0) {
    for (const one of devices) await one.sync();
    await setImmediate();
  }
  if (at % Math.ceil(operations / SAMPLES) === 0) console.log(JSON.stringify({ at, bytes: privateBytes() }));
}
for (const one of devices) one.close();
await reading;
if (heard < operations / 100) throw new Error(`only ${heard} events were heard`);
