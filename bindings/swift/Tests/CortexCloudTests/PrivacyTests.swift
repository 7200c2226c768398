import Foundation
import XCTest

/// What Apple's stores ask of a package, beside the sources: it is a resource on a Mac alone.
final class PrivacyTests: XCTestCase {
    func testThePrivacyManifestSaysWhatTheLibraryDoes() throws {
        let sources = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../Sources/CortexCloud")
            .standardized
        let data = try Data(contentsOf: sources.appendingPathComponent("PrivacyInfo.xcprivacy"))
        let list = try PropertyListSerialization.propertyList(from: data, format: nil)
        let manifest = try XCTUnwrap(list as? [String: Any])
        XCTAssertEqual(manifest["NSPrivacyTracking"] as? Bool, false)
        XCTAssertEqual((manifest["NSPrivacyTrackingDomains"] as? [Any])?.count, 0)
        XCTAssertEqual((manifest["NSPrivacyCollectedDataTypes"] as? [Any])?.count, 0)
        let accessed = try XCTUnwrap(manifest["NSPrivacyAccessedAPITypes"] as? [[String: Any]])
        let reasons = accessed.map { entry in
            [entry["NSPrivacyAccessedAPIType"] as? String ?? ""]
                + (entry["NSPrivacyAccessedAPITypeReasons"] as? [String] ?? [])
        }
        XCTAssertEqual(
            reasons,
            [
                // SQLite reads the size and times of files in the app's own places.
                ["NSPrivacyAccessedAPICategoryFileTimestamp", "C617.1"],
                // Rust's clock for waits and timers.
                ["NSPrivacyAccessedAPICategorySystemBootTime", "35F9.1"],
            ])
    }
}
