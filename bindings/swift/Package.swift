// swift-tools-version: 6.0

import PackageDescription

// On macOS the engine comes as an XCFramework, which `scripts/xcframework.sh` makes; elsewhere as a static library that
// pkg-config finds, which `cargo xtask swift-library` makes.
#if os(macOS)
    let engine: Target = .binaryTarget(name: "CortexCloudFFI", path: "CortexCloudFFI.xcframework")
    let privacy: [Resource] = [.copy("PrivacyInfo.xcprivacy")]
    let excluded: [String] = []
#else
    let engine: Target = .systemLibrary(name: "CortexCloudFFI", pkgConfig: "cortex-cloud")
    // Apple's stores alone ask for it.
    let privacy: [Resource] = []
    let excluded = ["PrivacyInfo.xcprivacy"]
#endif

// What the engine calls of the system's: a static library does not carry it along.
let frameworks = ["CoreFoundation", "Security", "SystemConfiguration"].map { name in
    LinkerSetting.linkedFramework(name, .when(platforms: [.macOS]))
}

let package = Package(
    name: "CortexCloud",
    platforms: [.macOS(.v13)],
    products: [
        .library(name: "CortexCloud", targets: ["CortexCloud"]),
        .library(name: "CortexCloudMemory", targets: ["CortexCloudMemory"]),
    ],
    targets: [
        engine,
        // Written by `cargo xtask generate`; no part of the package's interface.
        .target(
            name: "CortexCloudGenerated", dependencies: ["CortexCloudFFI"], linkerSettings: frameworks),
        .target(
            name: "CortexCloud", dependencies: ["CortexCloudGenerated"], exclude: excluded, resources: privacy),
        .target(name: "CortexCloudMemory", dependencies: ["CortexCloud"]),
        .testTarget(name: "CortexCloudTests", dependencies: ["CortexCloud", "CortexCloudMemory"]),
        // No product: the runner of the behaviour suite of `tests/conformance`.
        .executableTarget(name: "CortexConformance", dependencies: ["CortexCloud"]),
    ],
    swiftLanguageModes: [.v6]
)
