import CortexCloud
import Foundation
import Security

/// Credentials in the user's keychain, for this Mac alone.
struct Keychain: TokenStore {
    /// Whose they are: the app's bundle identifier.
    let service: String
    /// The data protection keychain asks the user nothing, and wants a signed app with the capability "Keychain Sharing":
    /// any other gets `errSecMissingEntitlement` (-34018). False is for those, as for `swift run`: the file-based
    /// keychain, which asks the user whenever the program was built anew.
    var isDataProtected = true

    func load(name: String) throws -> String? {
        var found: CFTypeRef?
        let status = SecItemCopyMatching(item(name, [kSecReturnData: true]), &found)
        if status == errSecItemNotFound { return nil }
        try check(status)
        return (found as? Data).map { String(decoding: $0, as: UTF8.self) }
    }

    func save(name: String, secret: String) throws {
        var value: [CFString: Any] = [kSecValueData: Data(secret.utf8)]
        var status = SecItemUpdate(item(name), value as CFDictionary)
        if status == errSecItemNotFound {
            // Syncs go on while the screen is locked. The file-based keychain does not know of this, and ignores it.
            value[kSecAttrAccessible] = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
            status = SecItemAdd(item(name, value), nil)
        }
        try check(status)
    }

    func delete(name: String) throws {
        let status = SecItemDelete(item(name))
        if status != errSecItemNotFound { try check(status) }
    }

    private func item(_ name: String, _ more: [CFString: Any] = [:]) -> CFDictionary {
        let item: [CFString: Any] = [
            kSecClass: kSecClassGenericPassword, kSecAttrService: service, kSecAttrAccount: name,
            kSecUseDataProtectionKeychain: isDataProtected,
        ]
        return item.merging(more) { $1 } as CFDictionary
    }

    private func check(_ status: OSStatus) throws {
        guard status != errSecSuccess else { return }
        // Of what a store throws the engine tells the domain and the code of an `NSError`, never words.
        throw NSError(domain: NSOSStatusErrorDomain, code: Int(status), userInfo: nil)
    }
}
