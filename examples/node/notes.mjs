// Notes that are on every device: `node notes.mjs add TEXT`, `list`, `done ID`, `sync`, `watch`.
//
// CORTEX_SERVER and CORTEX_KEY name a server and a key of it; without them everything stays in this file.

import { randomUUID } from 'node:crypto';
import { BusyError, CloudEngine } from 'cortex-cloud';

const { CORTEX_FILE = 'notes.db', CORTEX_SERVER, CORTEX_KEY } = process.env;
const [command = 'list', ...words] = process.argv.slice(2);

const engine = new CloudEngine({
  path: CORTEX_FILE,
  http: CORTEX_SERVER === undefined ? null : { baseUrl: CORTEX_SERVER },
});
if (CORTEX_KEY !== undefined) engine.loginApiKey(CORTEX_KEY);

/** Another process may be writing at this very moment. */
function patiently(write) {
  for (let tries = 0; ; tries += 1) {
    try {
      return write();
    } catch (error) {
      if (!(error instanceof BusyError) || tries === 20) throw error;
    }
  }
}

const commands = {
  add() {
    const id = randomUUID();
    patiently(() => engine.put('notes', id, { text: words.join(' '), done: false, at: Date.now() }));
    console.log(id);
  },
  list() {
    const { records } = engine.queryRecords('notes', { orderBy: [{ path: 'at' }] });
    for (const { id, body, synced } of records) {
      console.log(`${body.done ? 'x' : ' '} ${synced ? '=' : '~'} ${id}  ${body.text}`);
    }
  },
  done() {
    const note = engine.get('notes', words[0]);
    if (note === null) throw new Error(`there is no note ${words[0]}`);
    patiently(() => engine.put('notes', words[0], { ...note, done: true }));
  },
  async sync() {
    const report = await engine.sync();
    console.log(`${report.status}: ${report.pushed} up, ${report.pulled} down${report.error ? `; ${report.error.message}` : ''}`);
  },
  async watch() {
    const events = engine.events();
    engine.start();
    process.once('SIGINT', () => engine.close());
    for await (const event of events) console.log(JSON.stringify(event));
  },
};

try {
  if (commands[command] === undefined) throw new Error(`there is no ${command}; there is ${Object.keys(commands).join(', ')}`);
  await commands[command]();
} finally {
  engine.close();
}
