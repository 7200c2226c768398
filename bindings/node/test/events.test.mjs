// Events arrive in order and none is lost; a listener that fails harms nobody; after the end nothing is heard.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { open, until } from './support/store.mjs';

test('twenty thousand changes are heard, each id once, in order', async (context) => {
  const engine = open(context);
  const ids = [];
  engine.subscribe((event) => {
    if (event.type === 'RecordsChanged') ids.push(...event.ids);
  });
  const wanted = Array.from({ length: 20_000 }, (_, n) => `r${n}`);
  for (let at = 0; at < wanted.length; at += 500) {
    engine.apply(wanted.slice(at, at + 500).map((id) => ({ type: 'Put', table: 't', id, body: { id } })));
    if (at % 5_000 === 0) await pause(1);
  }
  await until(() => ids.length >= wanted.length, 'every id');
  assert.deepEqual(ids, wanted);
});

test('an event says what the contract says', async (context) => {
  const engine = open(context);
  const heard = [];
  engine.subscribe((event) => heard.push(event));
  engine.put('t', 'a', { n: 1 });
  await until(() => heard.length > 0, 'the change');
  assert.deepEqual(heard[0], { type: 'RecordsChanged', table: 't', ids: ['a'], origin: 'Local' });
});

test('a listener that throws or rejects is counted, and called again', async (context) => {
  const engine = open(context);
  let calls = 0;
  engine.subscribe(() => {
    calls += 1;
    throw new Error('a listener that fails');
  });
  engine.subscribe(async () => {
    throw new Error('a listener that rejects');
  });
  const sound = [];
  engine.subscribe((event) => sound.push(event));
  engine.put('t', 'a', {});
  await until(() => sound.length === 1, 'the first change');
  engine.put('t', 'b', {});
  await until(() => sound.length === 2 && calls === 2, 'the second change');
  await until(() => engine.getStatus().failedListeners === 4, 'four failures');
});

test('a listener may call the engine, cancel itself and close', async (context) => {
  const engine = open(context);
  const heard = [];
  const subscription = engine.subscribe((event) => {
    heard.push(engine.get('t', event.ids[0]));
    subscription.cancel();
    engine.put('t', 'b', { after: true });
  });
  engine.put('t', 'a', { n: 1 });
  await until(() => heard.length === 1, 'the change');
  let closed = false;
  engine.subscribe(() => {
    engine.close();
    closed = true;
  });
  engine.put('t', 'c', {});
  await until(() => closed, 'the close');
  await pause(50);
  assert.deepEqual(heard, [{ n: 1 }]);
});

test('nothing is heard after cancel or close', async (context) => {
  const engine = open(context);
  const heard = [];
  const cancelled = engine.subscribe((event) => heard.push(['cancelled', event]));
  engine.subscribe((event) => heard.push(['closed', event]));
  engine.put('t', 'a', {});
  cancelled.cancel();
  cancelled.cancel();
  engine.close();
  await pause(100);
  assert.deepEqual(heard, []);
});

test('a loop hears events, and ends by break and by close', async (context) => {
  const engine = open(context);
  const events = engine.events();
  engine.put('t', 'a', {});
  engine.put('u', 'b', {});
  const tables = [];
  for await (const event of events) {
    tables.push(event.table);
    if (tables.length === 2) break;
  }
  assert.deepEqual(tables, ['t', 'u']);
  assert.deepEqual(await events.next(), { done: true, value: undefined });

  const second = engine.events();
  const waiting = second.next();
  setTimeout(() => engine.close(), 10);
  assert.deepEqual(await waiting, { done: true, value: undefined });
});

test('a subscription whose handle is dropped goes on', async (context) => {
  const engine = open(context);
  let heard = 0;
  engine.subscribe(() => {
    heard += 1;
  });
  globalThis.gc?.();
  await pause(10);
  globalThis.gc?.();
  engine.put('t', 'a', {});
  await until(() => heard === 1, 'the change');
});

test('the log comes in order, ends with what was written down, and hides nothing of a failing sink', async (context) => {
  const engine = open(context, { http: { baseUrl: 'http://127.0.0.1:9', retry: { maxTries: 1 } } });
  const entries = [];
  engine.setLogSink((entry) => {
    entries.push(entry);
    throw new Error('a sink that fails');
  }, 'Trace');
  await engine.sync();
  engine.clearLogSink();
  assert.ok(entries.length > 0);
  for (const entry of entries) {
    assert.deepEqual(Object.keys(entry).sort(), ['at', 'fields', 'level', 'message', 'target']);
  }
  assert.equal(engine.getStatus().failedListeners, entries.length);
  const before = entries.length;
  await engine.sync();
  await pause(20);
  assert.equal(entries.length, before);
});
