import { CloudError } from './cloud_error.js';
/** The name of an error's variant in the contract, the same in every language. */
export type CloudErrorType = 'InvalidArgument' | 'Closed' | 'Cancelled' | 'Busy' | 'Storage' | 'StoreUnusable' | 'Offline' | 'Tls' | 'Unauthenticated' | 'Forbidden' | 'Conflict' | 'Quota' | 'Throttled' | 'VersionMismatch' | 'Protocol' | 'Internal';
/** An argument is wrong; nothing was changed. The details name the argument or field. */
export declare class InvalidArgumentError extends CloudError {
    readonly name = "InvalidArgumentError";
    readonly type = "InvalidArgument";
}
/** The engine was closed; open the file again. */
export declare class ClosedError extends CloudError {
    readonly name = "ClosedError";
    readonly type = "Closed";
}
/** The caller cancelled the call. What was done stays done, what was not is still queued. */
export declare class CancelledError extends CloudError {
    readonly name = "CancelledError";
    readonly type = "Cancelled";
}
/** Another writer holds the file; try again. */
export declare class BusyError extends CloudError {
    readonly name = "BusyError";
    readonly type = "Busy";
}
/**
 * The disk or the file refused a read or write (full, read-only, an I/O error). Nothing of this transaction was
 * changed.
 */
export declare class StorageError extends CloudError {
    readonly name = "StorageError";
    readonly type = "Storage";
}
/** This file cannot be used: not a store, a damaged one, or one of a newer version. It was not touched. */
export declare class StoreUnusableError extends CloudError {
    readonly name = "StoreUnusableError";
    readonly type = "StoreUnusable";
}
/** The server cannot be reached, or `goOffline` holds. Work stays queued. */
export declare class OfflineError extends CloudError {
    readonly name = "OfflineError";
    readonly type = "Offline";
}
/** The server's certificate is not to be trusted, or credentials would travel unprotected. */
export declare class TlsError extends CloudError {
    readonly name = "TlsError";
    readonly type = "Tls";
}
/** No valid credentials; sign in. Work stays queued. */
export declare class UnauthenticatedError extends CloudError {
    readonly name = "UnauthenticatedError";
    readonly type = "Unauthenticated";
}
/** These credentials may not do this. Work stays queued. */
export declare class ForbiddenError extends CloudError {
    readonly name = "ForbiddenError";
    readonly type = "Forbidden";
}
/** The server's state does not fit the request, or a record waits for its conflict to be settled. */
export declare class ConflictError extends CloudError {
    readonly name = "ConflictError";
    readonly type = "Conflict";
}
/** A limit of the space is reached; deletes and pulls go on. */
export declare class QuotaError extends CloudError {
    readonly name = "QuotaError";
    readonly type = "Quota";
}
/** Too many requests; wait `retryAfterMs`. */
export declare class ThrottledError extends CloudError {
    readonly name = "ThrottledError";
    readonly type = "Throttled";
}
/** Client and server speak no common protocol version; the message names both. */
export declare class VersionMismatchError extends CloudError {
    readonly name = "VersionMismatchError";
    readonly type = "VersionMismatch";
}
/** The server's answer makes no sense: not the protocol, damaged, or too large. */
export declare class ProtocolError extends CloudError {
    readonly name = "ProtocolError";
    readonly type = "Protocol";
}
/** A defect of this library. Nothing that was acknowledged is lost. */
export declare class InternalError extends CloudError {
    readonly name = "InternalError";
    readonly type = "Internal";
}
/** The class of every variant. */
export declare const CLASSES: {
    readonly InvalidArgument: typeof InvalidArgumentError;
    readonly Closed: typeof ClosedError;
    readonly Cancelled: typeof CancelledError;
    readonly Busy: typeof BusyError;
    readonly Storage: typeof StorageError;
    readonly StoreUnusable: typeof StoreUnusableError;
    readonly Offline: typeof OfflineError;
    readonly Tls: typeof TlsError;
    readonly Unauthenticated: typeof UnauthenticatedError;
    readonly Forbidden: typeof ForbiddenError;
    readonly Conflict: typeof ConflictError;
    readonly Quota: typeof QuotaError;
    readonly Throttled: typeof ThrottledError;
    readonly VersionMismatch: typeof VersionMismatchError;
    readonly Protocol: typeof ProtocolError;
    readonly Internal: typeof InternalError;
};
