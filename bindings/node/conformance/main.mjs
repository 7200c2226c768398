// `--device`: a device driven from outside, one step a line on stdin, its outcome a line on stdout.

import { createInterface } from 'node:readline';
import { Device } from './device.mjs';

const device = new Device();
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await device.perform(JSON.parse(line)))}\n`);
}
await device.perform({ op: 'reset' });
