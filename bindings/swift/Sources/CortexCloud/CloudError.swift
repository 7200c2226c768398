import CortexCloudGenerated

/// What every error of the engine carries.
public typealias ErrorInfo = CortexCloudGenerated.ErrorInfo

/// What the engine throws. Each case is one thing a program can do something about; the finer cause is in `info`.
public enum CloudError: Error, Equatable, Hashable, Sendable {
    /// An argument is wrong; nothing was changed. The details name the argument or field.
    case invalidArgument(ErrorInfo)
    /// The engine was closed; open the file again.
    case closed(ErrorInfo)
    /// The caller cancelled the call. What was done stays done, what was not is still queued.
    case cancelled(ErrorInfo)
    /// Another writer holds the file; try again.
    case busy(ErrorInfo)
    /// The disk or the file refused a read or write. Nothing of this transaction was changed.
    case storage(ErrorInfo)
    /// This file cannot be used: not a store, damaged, or written by a newer version.
    case storeUnusable(ErrorInfo)
    /// The server cannot be reached.
    case offline(ErrorInfo)
    /// The connection to the server cannot be trusted.
    case tls(ErrorInfo)
    /// The server does not know who this is: sign in again.
    case unauthenticated(ErrorInfo)
    /// The server knows who this is and does not allow it.
    case forbidden(ErrorInfo)
    /// There is no conflict to settle, or it cannot be settled so.
    case conflict(ErrorInfo)
    /// The space is full.
    case quota(ErrorInfo)
    /// The server asks to come back later.
    case throttled(ErrorInfo)
    /// Client and server speak different versions of the protocol.
    case versionMismatch(ErrorInfo)
    /// The server's answer makes no sense.
    case `protocol`(ErrorInfo)
    /// A defect of the engine was caught; what was acknowledged is saved.
    case `internal`(ErrorInfo)

    /// Code, sentence, and what else is known.
    public var info: ErrorInfo {
        switch self {
        case .invalidArgument(let info), .closed(let info), .cancelled(let info), .busy(let info), .storage(let info),
            .storeUnusable(let info), .offline(let info), .tls(let info), .unauthenticated(let info),
            .forbidden(let info), .conflict(let info), .quota(let info), .throttled(let info),
            .versionMismatch(let info), .protocol(let info), .internal(let info):
            info
        }
    }

    /// Finer cause, stable and open-ended: `offline.timeout`, `storage.full`.
    public var code: String { info.code }

    /// Whether the same call may succeed later without a change.
    public var isRetryable: Bool { info.retryable }
}

extension CloudError: CustomStringConvertible {
    /// The engine's sentence and the code.
    public var description: String { "\(info.message) [\(info.code)]" }
}

extension CloudError {
    init(_ error: CortexCloudGenerated.CloudError) {
        self =
            switch error {
            case .InvalidArgument(let info): .invalidArgument(info)
            case .Closed(let info): .closed(info)
            case .Cancelled(let info): .cancelled(info)
            case .Busy(let info): .busy(info)
            case .Storage(let info): .storage(info)
            case .StoreUnusable(let info): .storeUnusable(info)
            case .Offline(let info): .offline(info)
            case .Tls(let info): .tls(info)
            case .Unauthenticated(let info): .unauthenticated(info)
            case .Forbidden(let info): .forbidden(info)
            case .Conflict(let info): .conflict(info)
            case .Quota(let info): .quota(info)
            case .Throttled(let info): .throttled(info)
            case .VersionMismatch(let info): .versionMismatch(info)
            case .Protocol(let info): .protocol(info)
            case .Internal(let info): .internal(info)
            }
    }
}

/// Runs a call of the engine and says what it throws in this package's words.
func translated<T>(_ call: () throws -> T) throws(CloudError) -> T {
    do {
        return try call()
    } catch let error as CortexCloudGenerated.CloudError {
        throw CloudError(error)
    } catch {
        // UniFFI's own: the library's answer could not be read.
        throw .internal(
            ErrorInfo(
                code: "internal.panic", message: "a defect of the binding was caught, please report it: \(error)",
                retryable: false, retryAfterMs: nil, details: [:]))
    }
}
