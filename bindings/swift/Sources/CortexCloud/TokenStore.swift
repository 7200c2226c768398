internal import CortexCloudGenerated
import Foundation

/// A place for credentials, as a keychain. It must not write them to a plain file or a log. Its methods may be called from
/// any thread, and may take their time: `getStatus` and `authState` ask the store, too.
///
/// What a method throws is reported by its type and, of an `NSError`, its domain and code: its words may hold the secret.
public protocol TokenStore: Sendable {
    /// The credential kept under a name; nil if there is none. Throwing means the store cannot be read now.
    func load(name: String) throws -> String?

    /// Keeps a credential under a name, replacing what was there. Throwing means it was not kept.
    func save(name: String, secret: String) throws

    /// Forgets the credential under a name. Harmless when there is none. Throwing means it is still there.
    func delete(name: String) throws
}

/// A host's store as UniFFI wants one.
final class Tokens: CortexCloudGenerated.TokenStore {
    private let store: any TokenStore

    init(_ store: any TokenStore) {
        self.store = store
    }

    func load(name: String) throws -> String? {
        try reported("load") { try store.load(name: name) }
    }

    func save(name: String, secret: String) throws {
        try reported("save") { try store.save(name: name, secret: secret) }
    }

    func delete(name: String) throws {
        try reported("delete") { try store.delete(name: name) }
    }
}

/// Runs a host's code. Of what it throws no words are told, which may hold anything: only the type, and the code of an error
/// that has one, as the keychain's `OSStatus`.
func reported<T>(_ what: String, _ call: () throws -> T) throws -> T {
    do {
        return try pooled(call)
    } catch {
        var code = ""
        if type(of: error) is NSError.Type {
            let error = error as NSError
            code = " (\(error.domain) \(error.code))"
        }
        throw CallbackError.Failed(reason: "\(what) threw \(type(of: error))\(code)")
    }
}
