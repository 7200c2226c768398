import CortexCloud
import Foundation
import XCTest

private final class Keychain: TokenStore {
    struct Locked: Error, CustomStringConvertible {
        let description: String
    }

    let kept = Shared<[String: String]>([:])
    let isLocked = Shared(false)

    private func check() throws {
        if isLocked.value { throw Locked(description: "the words of \(kept.value)") }
    }

    func load(name: String) throws -> String? {
        try check()
        return kept.value[name]
    }

    func save(name: String, secret: String) throws {
        try check()
        kept.change { $0[name] = secret }
    }

    func delete(name: String) throws {
        try check()
        kept.change { $0[name] = nil }
    }
}

final class TokenStoreTests: EngineTestCase, @unchecked Sendable {
    func testCredentialsAreKeptWhereTheHostSays() async throws {
        let keychain = Keychain()
        let engine = try open(server: "http://127.0.0.1:1", tokenStore: keychain)
        let before = try await engine.authState()
        XCTAssertEqual(before, .unauthenticated)
        try await engine.loginApiKey("ck_very_secret")
        XCTAssertEqual(Array(keychain.kept.value.values).count, 1)
        let after = try await engine.authState()
        XCTAssertEqual(after, .authenticated)
        try await engine.logout()
        XCTAssertEqual(keychain.kept.value, [:])
    }

    func testWhatAStoreThrowsIsToldByItsTypeAlone() async throws {
        let keychain = Keychain()
        let engine = try open(server: "http://127.0.0.1:1", tokenStore: keychain)
        try await engine.loginApiKey("ck_very_secret")
        keychain.isLocked.value = true
        let error = await assertThrowsLater("internal.token_store") { try await engine.loginApiKey("ck_other_secret") }
        let told = "\(error as Any)"
        XCTAssertTrue(told.contains("Locked"), told)
        XCTAssertFalse(told.contains("secret"), told)
        XCTAssertFalse(told.contains("the words of"), told)
    }

    /// -34018 is what an app without the entitlement gets, and the first thing to look for.
    func testTheCodeOfAnErrorOfTheSystemIsTold() async throws {
        struct Refusing: TokenStore {
            let error = NSError(
                domain: "NSOSStatusErrorDomain", code: -34_018, userInfo: [NSLocalizedDescriptionKey: "secret words"])
            func load(name: String) throws -> String? { throw error }
            func save(name: String, secret: String) throws { throw error }
            func delete(name: String) throws { throw error }
        }
        let engine = try open(server: "http://127.0.0.1:1", tokenStore: Refusing())
        let error = await assertThrowsLater("internal.token_store") { try await engine.loginApiKey("ck_other_secret") }
        let told = "\(error as Any)"
        XCTAssertTrue(told.contains("NSOSStatusErrorDomain -34018"), told)
        XCTAssertFalse(told.contains("secret"), told)
    }
}
