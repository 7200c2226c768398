// Made by `cargo xtask generate` from udl/contract.json; not to be edited.

import { CloudError } from './cloud_error.js';

/** The name of an error's variant in the contract, the same in every language. */
export type CloudErrorType =
  | 'InvalidArgument'
  | 'Closed'
  | 'Cancelled'
  | 'Busy'
  | 'Storage'
  | 'StoreUnusable'
  | 'Offline'
  | 'Tls'
  | 'Unauthenticated'
  | 'Forbidden'
  | 'Conflict'
  | 'Quota'
  | 'Throttled'
  | 'VersionMismatch'
  | 'Protocol'
  | 'Internal';

/** An argument is wrong; nothing was changed. The details name the argument or field. */
export class InvalidArgumentError extends CloudError {
  override readonly name = 'InvalidArgumentError';
  override readonly type = 'InvalidArgument';
}

/** The engine was closed; open the file again. */
export class ClosedError extends CloudError {
  override readonly name = 'ClosedError';
  override readonly type = 'Closed';
}

/** The caller cancelled the call. What was done stays done, what was not is still queued. */
export class CancelledError extends CloudError {
  override readonly name = 'CancelledError';
  override readonly type = 'Cancelled';
}

/** Another writer holds the file; try again. */
export class BusyError extends CloudError {
  override readonly name = 'BusyError';
  override readonly type = 'Busy';
}

/**
 * The disk or the file refused a read or write (full, read-only, an I/O error). Nothing of this transaction was
 * changed.
 */
export class StorageError extends CloudError {
  override readonly name = 'StorageError';
  override readonly type = 'Storage';
}

/** This file cannot be used: not a store, a damaged one, or one of a newer version. It was not touched. */
export class StoreUnusableError extends CloudError {
  override readonly name = 'StoreUnusableError';
  override readonly type = 'StoreUnusable';
}

/** The server cannot be reached, or `goOffline` holds. Work stays queued. */
export class OfflineError extends CloudError {
  override readonly name = 'OfflineError';
  override readonly type = 'Offline';
}

/** The server's certificate is not to be trusted, or credentials would travel unprotected. */
export class TlsError extends CloudError {
  override readonly name = 'TlsError';
  override readonly type = 'Tls';
}

/** No valid credentials; sign in. Work stays queued. */
export class UnauthenticatedError extends CloudError {
  override readonly name = 'UnauthenticatedError';
  override readonly type = 'Unauthenticated';
}

/** These credentials may not do this. Work stays queued. */
export class ForbiddenError extends CloudError {
  override readonly name = 'ForbiddenError';
  override readonly type = 'Forbidden';
}

/** The server's state does not fit the request, or a record waits for its conflict to be settled. */
export class ConflictError extends CloudError {
  override readonly name = 'ConflictError';
  override readonly type = 'Conflict';
}

/** A limit of the space is reached; deletes and pulls go on. */
export class QuotaError extends CloudError {
  override readonly name = 'QuotaError';
  override readonly type = 'Quota';
}

/** Too many requests; wait `retryAfterMs`. */
export class ThrottledError extends CloudError {
  override readonly name = 'ThrottledError';
  override readonly type = 'Throttled';
}

/** Client and server speak no common protocol version; the message names both. */
export class VersionMismatchError extends CloudError {
  override readonly name = 'VersionMismatchError';
  override readonly type = 'VersionMismatch';
}

/** The server's answer makes no sense: not the protocol, damaged, or too large. */
export class ProtocolError extends CloudError {
  override readonly name = 'ProtocolError';
  override readonly type = 'Protocol';
}

/** A defect of this library. Nothing that was acknowledged is lost. */
export class InternalError extends CloudError {
  override readonly name = 'InternalError';
  override readonly type = 'Internal';
}

/** The class of every variant. */
export const CLASSES = {
  InvalidArgument: InvalidArgumentError,
  Closed: ClosedError,
  Cancelled: CancelledError,
  Busy: BusyError,
  Storage: StorageError,
  StoreUnusable: StoreUnusableError,
  Offline: OfflineError,
  Tls: TlsError,
  Unauthenticated: UnauthenticatedError,
  Forbidden: ForbiddenError,
  Conflict: ConflictError,
  Quota: QuotaError,
  Throttled: ThrottledError,
  VersionMismatch: VersionMismatchError,
  Protocol: ProtocolError,
  Internal: InternalError,
} as const;
