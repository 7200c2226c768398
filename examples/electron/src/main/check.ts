// Checks of what a page sends. A page that was taken over sends what it likes.

import type { Choice } from '../shared/bridge.js';
import { AppError } from './errors.js';

/** A note is no book; the engine's own limit is 1 MiB for a body. */
export const LONGEST_TEXT = 256 * 1024;

export function text(value: unknown, what: string, least: number, most: number): string {
  if (typeof value !== 'string') throw refused(`${what} has to be a text`);
  if (value.length < least || value.length > most) {
    throw refused(`${what} has ${value.length} characters; it may have ${least} to ${most}`);
  }
  return value;
}

export function textOrNull(value: unknown, what: string, most: number): string | null {
  return value === null ? null : text(value, what, 1, most);
}

export function id(value: unknown): string {
  return text(value, 'the id', 1, 128);
}

export function choice(value: unknown): Choice {
  if (value !== 'local' && value !== 'remote') throw refused('the choice has to be local or remote');
  return value;
}

/** That there are as many arguments as a call takes. */
export function count(args: unknown[], wanted: number): void {
  if (args.length !== wanted) throw refused(`it takes ${wanted} arguments, not ${args.length}`);
}

function refused(message: string): AppError {
  return new AppError('app.argument', message);
}
