// Errors, as they may leave the main process.

import { CloudError } from 'cortex-cloud';
import type { PlainError } from '../shared/bridge.js';

/** What this app itself says no to. */
export class AppError extends Error {
  override readonly name = 'AppError';

  constructor(
    readonly code: string,
    message: string,
    readonly retryable = false,
  ) {
    super(message);
  }
}

/** An error as plain data. What nobody foresaw is written down here and not told to the page: it may name files. */
export function plain(error: unknown): PlainError {
  if (error instanceof CloudError || error instanceof AppError) {
    const { name, code, message, retryable } = error;
    return { name, code, message, retryable };
  }
  console.error('an error nobody foresaw:', error);
  return {
    name: 'AppError',
    code: 'app.internal',
    message: 'Something went wrong in the app; its log says what.',
    retryable: false,
  };
}
