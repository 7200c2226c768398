// Arguments, checked before they cross: the right type, nothing missing, nothing unknown, no text that UTF-8 cannot say.

import { check as checkBody, described, isPlain } from './body.js';
import { type Place, refused } from './errors.js';

/** What a value must be. Those of the contract's own types are in shapes.ts. */
export type Shape =
  | { kind: 'text' | 'integer' | 'boolean' | 'json' }
  | { kind: 'list' | 'map'; of: Shape }
  | { kind: 'as'; of: () => Shape }
  | { kind: 'dictionary'; name: string; fields: Fields }
  | { kind: 'names'; name: string; names: readonly string[] }
  | { kind: 'variants'; name: string; variants: Record<string, Fields> };

type Fields = Record<string, Field>;

interface Field {
  /** Its name in the contract. */
  argument: string;
  of: Shape;
  /** Whether it may be left out. */
  optional?: true;
  /** Whether null will do. */
  nullable?: true;
}

/** A text that UTF-8 can say; the addon would put another character in the place of half a pair. */
export function text(value: unknown, argument: string): string {
  if (typeof value !== 'string') throw refused({ argument }, `it is ${described(value)}; give a text`);
  if (!value.isWellFormed()) throw refused({ argument }, 'it holds half a surrogate pair, which is no text');
  return value;
}

/** A text, or null where there is none. */
export function textOrNull(value: unknown, argument: string): string | null {
  return value === undefined || value === null ? null : text(value, argument);
}

/** A whole number up to 2^53-1. */
export function integer(value: unknown, argument: string): number {
  checked({ kind: 'integer' }, value, { argument });
  return value as number;
}

/** The JSON text of an argument of this shape. */
export function argumentText(shape: Shape, value: unknown, argument: string): string {
  checked(shape, value, { argument });
  return JSON.stringify(value);
}

/** Refuses a value that is not of this shape. */
export function checked(shape: Shape, value: unknown, place: Place): void {
  switch (shape.kind) {
    case 'as':
      checked(shape.of(), value, place);
      return;
    case 'json':
      checkBody(value, place);
      return;
    case 'text':
      if (typeof value !== 'string') throw wrong(value, place, 'a text');
      if (!value.isWellFormed()) throw refused(place, 'it holds half a surrogate pair, which is no text');
      return;
    case 'boolean':
      if (typeof value !== 'boolean') throw wrong(value, place, 'true or false');
      return;
    case 'integer':
      if (!Number.isSafeInteger(value)) throw wrong(value, place, 'a whole number up to 2^53-1');
      return;
    case 'names':
      if (typeof value !== 'string' || !shape.names.includes(value)) {
        throw wrong(value, place, `one of ${shape.names.map((name) => `'${name}'`).join(', ')}`);
      }
      return;
    case 'list':
      list(shape.of, value, place);
      return;
    case 'map':
      map(shape.of, value, place);
      return;
    case 'dictionary':
      members(shape.fields, object(value, place), place);
      return;
    case 'variants': {
      const variant = object(value, place);
      const names = Object.keys(shape.variants);
      const { type } = variant;
      const fields = typeof type === 'string' && names.includes(type) ? shape.variants[type] : undefined;
      if (fields === undefined) {
        throw wrong(type, within(place, 'type'), `one of ${names.map((name) => `'${name}'`).join(', ')}`);
      }
      members(fields, variant, place, 'type');
      return;
    }
  }
}

function list(of: Shape, value: unknown, place: Place): void {
  if (!Array.isArray(value)) throw wrong(value, place, 'an array');
  const items: unknown[] = value;
  for (let at = 0; at < items.length; at += 1) checked(of, items[at], item(place, at));
}

function map(of: Shape, value: unknown, place: Place): void {
  const entries = object(value, place);
  for (const name of Object.keys(entries)) {
    if (!name.isWellFormed()) throw refused(place, 'a name holds half a surrogate pair, which is no text');
    checked(of, entries[name], within(place, name));
  }
}

function members(fields: Fields, value: Record<string, unknown>, place: Place, besides?: string): void {
  for (const [name, field] of Object.entries(fields)) {
    const member = value[name];
    const at = { ...within(place, name), argument: field.argument };
    if (member === undefined) {
      if (field.optional !== true) throw refused(at, 'it is missing');
    } else if (member !== null || field.nullable !== true) {
      checked(field.of, member, at);
    }
  }
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(fields, name) && name !== besides) {
      throw refused(within(place, name), `there is no such member; there are ${Object.keys(fields).join(', ')}`);
    }
  }
}

function object(value: unknown, place: Place): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !isPlain(value)) {
    throw wrong(value, place, 'a plain object');
  }
  return value as Record<string, unknown>;
}

function wrong(value: unknown, place: Place, wanted: string): Error {
  const is = value === undefined ? 'it is missing' : `it is ${described(value)}`;
  return refused(place, `${is}; give ${wanted}`);
}

function within(place: Place, name: string): Place {
  return { ...place, field: `${place.field ?? place.argument}.${name}` };
}

function item(place: Place, at: number): Place {
  const field = `${place.field ?? place.argument}[${at}]`;
  if (place.field !== undefined) return { ...place, field };
  if (place.argument === 'rows') return { argument: place.argument, field, item: ['row', at] };
  if (place.argument === 'changes') return { argument: place.argument, field, item: ['change', at] };
  return { ...place, field };
}
