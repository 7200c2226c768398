internal import CortexCloudGenerated

extension CloudError {
    /// Finer cause, stable and open-ended: `offline.timeout`, `storage.full`.
    public var code: String { info.code }

    /// Whether the same call may succeed later without a change.
    public var isRetryable: Bool { info.retryable }
}

extension CloudError: CustomStringConvertible {
    /// The engine's sentence and the code.
    public var description: String { "\(info.message) [\(info.code)]" }
}

#if canImport(Foundation)
    import Foundation

    extension CloudError: LocalizedError {
        /// The engine's sentence.
        public var errorDescription: String? { info.message }
    }
#endif

extension ErrorInfo {
    init(refused argument: String, code: String, _ message: String, field: String? = nil) {
        var details = ["argument": argument]
        details["field"] = field
        self.init(code: code, message: message, retryable: false, retryAfterMs: nil, details: details)
    }
}

/// Runs a call of the engine and says what it throws in this module's words.
func translated<T>(_ call: () throws -> T) throws(CloudError) -> T {
    do {
        return try call()
    } catch let error as CortexCloudGenerated.CloudError {
        throw CloudError(error)
    } catch {
        // UniFFI's own: the library's answer could not be read. Its words may quote anything.
        throw .internal(
            ErrorInfo(
                code: "internal.panic",
                message: "a defect of the binding was caught (\(type(of: error))); please report it",
                retryable: false, retryAfterMs: nil, details: [:]))
    }
}
