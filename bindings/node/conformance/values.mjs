// Between the contract's spelling of values and JavaScript's. What a value is, the contract says.

import { readFileSync } from 'node:fs';

export const contract = JSON.parse(readFileSync(new URL('../../../udl/contract.json', import.meta.url), 'utf8'));

const dictionaries = new Map(contract.dictionaries.map((one) => [one.name, one]));
const enums = new Map(contract.enums.map((one) => [one.name, one]));

/** `retry_after_ms` as `retryAfterMs`. */
export function camel(name) {
  return name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
}

/** A value of the contract for a call. */
export function fromContract(type, value) {
  return converted(type, value, (names, fields) => {
    const given = fields.filter((field) => Object.hasOwn(names, field.name));
    return given.map((field) => [camel(field.name), fromContract(field.type, names[field.name])]);
  });
}

/** What a call gave, as the contract has it. */
export function toContract(type, value) {
  if (type.replace('?', '') === 'CloudError')
    return value === null || value === undefined ? null : errorToContract(value);
  return converted(type, value ?? null, (members, fields) =>
    fields.map((field) => [field.name, toContract(field.type, members[camel(field.name)])]),
  );
}

/** An error with what it carries. */
export function errorToContract(error) {
  const { type, code, message, retryable, retryAfterMs, details } = error;
  return { type, info: { code, message, retryable, retry_after_ms: retryAfterMs, details } };
}

function converted(type, value, members) {
  if (value === null || value === undefined) return value;
  const inside = (name) => new RegExp(`^${name}<(.*)>\\??$`).exec(type)?.[1];
  const list = inside('sequence');
  if (list !== undefined) return value.map((item) => converted(list, item, members));
  const map = inside('record');
  if (map !== undefined) {
    const of = map.split(',')[1].trim();
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, converted(of, item, members)]));
  }
  const name = type.replace(/\?$/, '');
  const dictionary = dictionaries.get(name);
  if (dictionary !== undefined) return Object.fromEntries(members(value, dictionary.fields));
  const variant = enums.get(name)?.variants.find((one) => one.name === value?.type);
  if (variant !== undefined) return { type: variant.name, ...Object.fromEntries(members(value, variant.fields ?? [])) };
  return value;
}
