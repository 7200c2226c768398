// From what the addon throws to what a program catches.

import { CancelledError, CLASSES, type CloudErrorType, InternalError, InvalidArgumentError } from './classes.js';
import { CloudError, type CloudErrorInfo } from './cloud_error.js';

export { CloudError };

/** An error as it crosses. */
export interface CrossedError {
  type: CloudErrorType;
  info: CloudErrorInfo;
}

/** The object of an error that is part of a result. */
export function revived(error: CrossedError | null): CloudError | null {
  return error === null ? null : new CLASSES[error.type](error.info);
}

/** The object of what the addon threw. */
export function thrown(error: unknown): CloudError {
  if (error instanceof CloudError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (message.startsWith('{"type":')) {
    const crossed = JSON.parse(message) as CrossedError;
    return new CLASSES[crossed.type](crossed.info);
  }
  const info = {
    code: 'internal.panic',
    message: `a defect of the addon was caught; what was acknowledged is saved, please report it: ${message}`,
    retryable: false,
    retryAfterMs: null,
    details: {},
  };
  return new InternalError(info, { cause: error });
}

/** The same for a call that a signal may have ended: the signal's reason is the cause. */
export function thrownUnder(signal: AbortSignal | undefined, error: unknown): CloudError {
  const known = thrown(error);
  if (known instanceof CancelledError && signal?.aborted === true) known.cause = signal.reason;
  return known;
}

/** Where the offender is: the argument's name in the contract, and the place in it. */
export interface Place {
  argument: string;
  field?: string;
  /** `row` or `change`, and its number, where the argument is a list of these. */
  item?: readonly ['row' | 'change', number];
}

/** An argument of another type or shape, unless the code says what else is wrong with it. */
export function refused(place: Place, reason: string, code = 'argument.type'): InvalidArgumentError {
  const { argument, field, item } = place;
  const where = field === undefined ? `the ${argument} was refused` : `the ${argument} was refused at ${field}`;
  const of = item === undefined ? '' : `${item[0]} ${item[1]}: `;
  return new InvalidArgumentError({
    code,
    message: `${of}${where}: ${reason}`,
    retryable: false,
    retryAfterMs: null,
    details: {
      argument,
      ...(field === undefined ? {} : { field }),
      ...(item === undefined ? {} : { [item[0]]: String(item[1]) }),
    },
  });
}
