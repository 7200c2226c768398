// The app in a process of its own, which says when a note was added and is killed then.

import { Run } from './electron.mjs';

const run = new Run(process.argv[2]);
run.start();
await run.ready();
while (run.windows[0]?.webContents.page === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
const outcome = await run.windows[0].webContents.page.world.notes.add('Before the end');
console.log(JSON.stringify(outcome));
setInterval(() => undefined, 1_000);
