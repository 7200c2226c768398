export type * from './index.js';
export type { CallOptions, CloudErrorType, JsonObject, JsonValue, LogSink, TokenStore } from './index.js';
export { BusyError, CancelledError, ClosedError, CloudEngine, CloudError, type CloudListener, ConflictError, ForbiddenError, InternalError, InvalidArgumentError, OfflineError, ProtocolError, QuotaError, StorageError, StoreUnusableError, Subscription, ThrottledError, TlsError, UnauthenticatedError, VersionMismatchError, } from './index.js';
