// The package is what the contract says, and a contract that says otherwise is found.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import * as runtime from 'cortex-cloud';
import { contract, declarations, differences } from './support/contract.mjs';

const require = createRequire(import.meta.url);
const { native } = require('../dist/native.js');
const declared = declarations();

/** The variants of the engine's own error. */
function coreErrors() {
  const source = readFileSync(new URL('../../../core/src/error.rs', import.meta.url), 'utf8');
  const body = /pub enum CloudError \{([\s\S]*?)\n\}/.exec(source)[1];
  return [...body.matchAll(/^ {4}(\w+) \{/gm)].map((match) => match[1]);
}

function compared(changed) {
  return differences(changed, declared, runtime, native, coreErrors());
}

test('declarations, exports and docs are the contract’s', () => {
  assert.deepEqual(compared(contract()), []);
});

const engineOf = (one) => one.objects.find((object) => object.name === 'CloudEngine');
const methodOf = (one, name) => engineOf(one).methods.find((method) => method.name === name);
const dictionaryOf = (one, name) => one.dictionaries.find((dictionary) => dictionary.name === name);

/** Changes of the contract, each with what must be found. */
const CHANGES = [
  ['a method has another name', (one) => (methodOf(one, 'put_many').name = 'put_all'), /putAll is not declared/],
  ['a method is gone', (one) => engineOf(one).methods.splice(0, 1), /is not in the contract/],
  [
    'an argument has another name',
    (one) => (methodOf(one, 'put').arguments[1].name = 'key'),
    /CloudEngine\.put: parameters/,
  ],
  [
    'an argument is one more',
    (one) => methodOf(one, 'get').arguments.push({ name: 'at', type: 'i64', optional: false }),
    /CloudEngine\.get: parameters/,
  ],
  [
    'an argument must be given',
    (one) => (methodOf(one, 'count').arguments[1].optional = false),
    /CloudEngine\.count: parameters/,
  ],
  ['a method returns another type', (one) => (methodOf(one, 'put').returns = 'i64'), /CloudEngine\.put: returns/],
  ['a method has other docs', (one) => (methodOf(one, 'stop').doc += ' Soon.'), /CloudEngine\.stop: docs/],
  [
    'a field has another type',
    (one) => (dictionaryOf(one, 'SyncReport').fields[1].type = 'string'),
    /SyncReport\.pushed: type/,
  ],
  ['a field has another name', (one) => (dictionaryOf(one, 'Usage').fields[0].name = 'taken'), /Usage: members/],
  [
    'a field may be left out',
    (one) => (dictionaryOf(one, 'RecordBody').fields[0].optional = true),
    /RecordBody\.id: optional/,
  ],
  ['a field has other docs', (one) => (dictionaryOf(one, 'Page').fields[0].doc = 'Texts.'), /Page\.bodies: docs/],
  ['a name of an enum is gone', (one) => one.enums.find((e) => e.name === 'Winner').variants.pop(), /Winner/],
  [
    'a variant has another field',
    (one) => (one.enums.find((e) => e.name === 'CloudEvent').variants[0].fields[0].name = 'now'),
    /CloudEvent/,
  ],
  [
    'an error is gone',
    (one) => one.errors.find((e) => e.name === 'CloudError').variants.splice(3, 1),
    /error classes at run time/,
  ],
  [
    'an error is one more',
    (one) => one.errors.find((e) => e.name === 'CloudError').variants.push({ name: 'Late', doc: 'Too late.' }),
    /LateError is not declared/,
  ],
  [
    'a callback has another method',
    (one) => (one.callbacks.find((c) => c.name === 'TokenStore').methods[0].name = 'read'),
    /TokenStore/,
  ],
  [
    'a dictionary is one more',
    (one) => one.dictionaries.push({ name: 'Extra', doc: '', fields: [] }),
    /Extra is not exported/,
  ],
];

for (const [name, change, wanted] of CHANGES) {
  test(`it is found when ${name}`, () => {
    const changed = contract();
    change(changed);
    const found = compared(changed);
    assert.ok(
      found.some((one) => wanted.test(one)),
      `not found; found was: ${found.join('\n')}`,
    );
  });
}

test('every function of the addon catches panics', () => {
  const { readdirSync } = require('node:fs');
  const folder = new URL('../src/', import.meta.url);
  let functions = 0;
  for (const file of readdirSync(folder)) {
    const lines = readFileSync(new URL(file, folder), 'utf8').split('\n');
    lines.forEach((line, at) => {
      if (!/^ {4}pub fn /.test(line)) return;
      const attribute = lines.slice(0, at).findLast((one) => /^ {4}(#\[|pub fn|\})/.test(one));
      assert.match(attribute ?? '', /#\[napi\(.*catch_unwind\)\]/, `${file}:${at + 1}`);
      functions += 1;
    });
  }
  assert.ok(functions > 50, `only ${functions} functions were looked at`);
});
