import type { CloudErrorType } from './classes.js';

/** What every error of the engine carries. */
export interface CloudErrorInfo {
  code: string;
  message: string;
  retryable: boolean;
  retryAfterMs: number | null;
  details: Record<string, string>;
}

/** What the engine throws. Each subclass is one thing a program can do something about. */
export abstract class CloudError extends Error {
  /** The variant's name in the contract, the same in every language: `Busy`. */
  abstract readonly type: CloudErrorType;
  /** Finer cause, stable and open-ended: `offline.timeout`, `storage.full`. Its first word names the class. */
  readonly code: string;
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean;
  /** How long to wait before that, in milliseconds, when the server said so. */
  readonly retryAfterMs: number | null;
  /** Names and values: `argument`, `field`, `resource`, `used`, `limit`, `client_version`, `server_version`. */
  readonly details: Readonly<Record<string, string>>;

  /** What the engine's calls do; a program makes one for its own tests. */
  constructor(info: CloudErrorInfo, options?: ErrorOptions) {
    super(info.message, options);
    this.code = info.code;
    this.retryable = info.retryable;
    this.retryAfterMs = info.retryAfterMs;
    this.details = info.details;
  }
}
