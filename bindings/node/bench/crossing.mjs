// How a body crosses: as JSON text, or walked over as an object. `structuredClone` stands for a walk in native code that
// allocates every property; the addon's own would do the same through Node-API, which is slower still.

import { check } from '../dist/body.js';

const body = {
  title: 'Note 7',
  stars: 3,
  tags: ['a', 'b', 'c'],
  nested: { x: 1.5, y: null, ok: true },
  text: 'x'.repeat(290),
};
const text = JSON.stringify(body);

function ns(call, calls = 200_000) {
  for (let n = 0; n < 10_000; n += 1) call();
  const began = process.hrtime.bigint();
  for (let n = 0; n < calls; n += 1) call();
  return Math.round(Number(process.hrtime.bigint() - began) / calls);
}

console.table({
  'check a body': { ns: ns(() => check(body, { argument: 'body' })) },
  'JSON.stringify': { ns: ns(() => JSON.stringify(body)) },
  'JSON.parse': { ns: ns(() => JSON.parse(text)) },
  'a native walk that builds the object': { ns: ns(() => structuredClone(body)) },
});
