// What the package exports, by name, so that ESM finds it in CommonJS.

export type { CallOptions } from './abort.js';
export type { CloudErrorType } from './classes.js';
export {
  BusyError,
  CancelledError,
  ClosedError,
  ConflictError,
  ForbiddenError,
  InternalError,
  InvalidArgumentError,
  OfflineError,
  ProtocolError,
  QuotaError,
  StorageError,
  StoreUnusableError,
  ThrottledError,
  TlsError,
  UnauthenticatedError,
  VersionMismatchError,
} from './classes.js';
export { CloudError } from './cloud_error.js';
export { CloudEngine } from './engine.js';
export type { JsonObject, JsonValue } from './json.js';
export type { LogSink } from './log.js';
export { type CloudListener, Subscription } from './subscription.js';
export type { TokenStore } from './tokens.js';
export type * from './types.js';
