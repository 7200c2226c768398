// The ten things of docs/twins.md in Node: `node twin.mjs FOLDER`, with a server in CORTEX_SERVER and a key of it in CORTEX_KEY.

import { join } from 'node:path';
import { CloudEngine, InvalidArgumentError } from 'cortex-cloud';

const folder = process.argv[2];
const { CORTEX_SERVER: server, CORTEX_KEY: key } = process.env;

// 1. Open a file that syncs with a server
const http = { baseUrl: server };
const laptop = new CloudEngine({ path: join(folder, 'laptop.db'), http });
laptop.loginApiKey(key);
const phone = new CloudEngine({ path: join(folder, 'phone.db'), http, strategy: 'Manual' });
phone.loginApiKey(key);

// 2. Save a record and read it
laptop.put('notes', 'n1', { title: 'First light', stars: 3 });
const note = laptop.get('notes', 'n1');
console.log(`${note.title}, ${note.stars} stars`);

// 3. Find records
laptop.put('notes', 'n2', { title: 'Second light', stars: 5 });
const page = laptop.query('notes', { filter: { stars: { gte: 3 } }, orderBy: [{ path: 'stars', descending: true }] });
for (const body of page.bodies) console.log(`found ${body.title}`);

// 4. Change several records as one
const changed = laptop.apply([
  { type: 'Put', table: 'notes', id: 'n3', body: { title: 'Third light', stars: 1 } },
  { type: 'Delete', table: 'notes', id: 'n2' },
]);
console.log(`${changed} changed`);

// 5. Hear of changes
const events = laptop.events();
laptop.put('drafts', 'd1', { title: 'A draft', stars: 0 });
for await (const event of events) {
  if (event.type !== 'RecordsChanged') continue;
  console.log(`heard of ${event.table}/${event.ids.join(',')}`);
  break; // which ends the subscription
}

// 6. Sync, and see how it went
const report = await laptop.sync();
console.log(`${report.pushed} sent`);
console.log(`${(await phone.sync()).pulled} received`);

// 7. Ask why a record is not synced
laptop.put('notes', 'n1', { title: 'First light', stars: 4 });
console.log(laptop.explain('notes', 'n1').reason);
console.log(`${laptop.getStatus().pending} waiting`);

// 8. Settle a conflict that waits for somebody
phone.put('notes', 'n1', { title: 'First light', stars: 5 });
await laptop.sync();
await phone.sync();
for (const { table, id } of phone.conflicts({ openOnly: true })) {
  console.log(`${table}/${id} waits`);
  phone.resolveConflictWith(table, id, { title: 'First light', stars: 9 });
}
await phone.sync();
await laptop.sync();
console.log(JSON.stringify(laptop.get('notes', 'n1')));

// 9. Bring a side of a conflict back
const [newest] = phone.conflicts();
phone.restore(newest.conflictId, 'Local');
console.log(JSON.stringify(phone.get('notes', 'n1')));

// 10. Meet an error, and close
try {
  laptop.put('', 'n1', {});
} catch (error) {
  if (error instanceof InvalidArgumentError) console.log(error.code);
}
phone.close();
laptop.close();
try {
  laptop.get('notes', 'n1');
} catch (error) {
  console.log(error.code);
}
