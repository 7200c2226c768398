// What JSON.stringify would change without a word is refused here, by its path: a Date becomes a text, NaN becomes null,
// undefined disappears. What is left to the engine: integers beyond 2^53-1 and lone surrogates, which it refuses itself.
//
// Bodies cross as JSON text. Measured by bench/crossing.mjs on a 400-byte body: this check and JSON.stringify take 0.6 to
// 0.8 of the time in which native code walks over such an object and builds another (structuredClone), JSON.parse 0.4; the
// addon's own walk would do the same through Node-API, one call a member.

import { type Place, refused } from './errors.js';

/** The engine's own limit, so that a cycle ends before the stack does. */
const MAX_DEPTH = 128;

/** Why a value is no JSON, and where: the steps to it, the last one first. */
interface Problem {
  steps: (string | number)[];
  reason: string;
}

/** The text of a body, checked. */
export function bodyText(value: unknown, place: Place): string {
  check(value, place);
  return JSON.stringify(value);
}

/** Refuses what is no body. */
export function check(value: unknown, place: Place): void {
  const problem =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? problemOf(value, 1)
      : { steps: [], reason: `${described(value)} is no body; give an object` };
  if (problem !== undefined) {
    throw refused({ ...place, field: path(problem.steps) }, problem.reason, `argument.${place.argument}`);
  }
}

function problemOf(value: unknown, depth: number): Problem | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value)
        ? undefined
        : { steps: [], reason: `${value} has no JSON; leave it out or send null or a text` };
    case 'object':
      break;
    case 'bigint':
      return { steps: [], reason: 'a BigInt has no JSON; send a text, or a number up to 2^53-1' };
    case 'undefined':
      return { steps: [], reason: 'it is undefined; leave the member out or send null' };
    default:
      return { steps: [], reason: `a ${typeof value} has no JSON; leave it out` };
  }
  if (value === null) return undefined;
  if (depth > MAX_DEPTH) {
    return { steps: [], reason: `more than ${MAX_DEPTH} levels of nesting, or a cycle; flatten the body` };
  }
  return Array.isArray(value) ? ofArray(value, depth) : ofObject(value, depth);
}

function ofArray(items: unknown[], depth: number): Problem | undefined {
  if (writesItself(items)) return writesAnother();
  for (let at = 0; at < items.length; at += 1) {
    const problem = problemOf(items[at], depth + 1);
    if (problem !== undefined) {
      problem.steps.push(at);
      return problem;
    }
  }
  // Holes are undefined, and were refused above.
  if (Object.keys(items).length !== items.length) {
    return { steps: [], reason: 'the array has members that are no items; JSON has none' };
  }
  return undefined;
}

function ofObject(value: object, depth: number): Problem | undefined {
  if (!isPlain(value)) return { steps: [], reason: `${described(value)} has no JSON of its own; send plain values` };
  if (Object.getOwnPropertySymbols(value).length > 0) {
    return { steps: [], reason: 'it has a member named by a symbol; name it by a text' };
  }
  for (const name of Object.keys(value)) {
    const problem = problemOf((value as Record<string, unknown>)[name], depth + 1);
    if (problem !== undefined) {
      problem.steps.push(name);
      return problem;
    }
  }
  // One that is not listed.
  if (writesItself(value)) return writesAnother();
  return undefined;
}

/** Whether JSON.stringify would write something else. */
function writesItself(value: object): boolean {
  return typeof (value as { toJSON?: unknown }).toJSON === 'function';
}

function writesAnother(): Problem {
  return { steps: [], reason: 'it has a toJSON, which would write something else; send what that returns' };
}

/** An object of no class. That of another realm (a window, `vm`) counts as well. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  // The root of another realm; a class that extends null is no root.
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'isPrototypeOf');
}

/** A value in words. */
export function described(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  switch (typeof value) {
    case 'undefined':
      return 'undefined';
    case 'object': {
      const name: unknown = value.constructor?.name;
      return isPlain(value) || typeof name !== 'string' || name === '' ? 'an object' : `an object of class ${name}`;
    }
    case 'number':
      // Not which: it may be somebody's key.
      return Number.isFinite(value) ? 'a number' : String(value);
    case 'bigint':
      return 'a BigInt';
    default:
      return `a ${typeof value}`;
  }
}

/** The engine's way to write a place: `$.tags[3]`, `$["a key"]`. */
function path(steps: (string | number)[]): string {
  const written = steps.reverse().map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return `$${written.join('')}`;
}
