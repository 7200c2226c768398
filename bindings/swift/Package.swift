// swift-tools-version: 6.0

import PackageDescription

// On macOS the engine comes as an XCFramework; elsewhere as a static library that pkg-config finds, which
// `cargo xtask test` builds and describes.
#if os(macOS)
    let engine: Target = .binaryTarget(name: "CortexCloudFFI", path: "CortexCloudFFI.xcframework")
#else
    let engine: Target = .systemLibrary(name: "CortexCloudFFI", pkgConfig: "cortex-cloud")
#endif

let package = Package(
    name: "CortexCloud",
    platforms: [.macOS(.v13)],
    products: [
        .library(name: "CortexCloud", targets: ["CortexCloud"])
    ],
    targets: [
        engine,
        // Written by `cargo xtask generate`; it is no part of the package's interface.
        .target(
            name: "CortexCloudGenerated",
            dependencies: ["CortexCloudFFI"],
            swiftSettings: [.swiftLanguageMode(.v5)]
        ),
        .target(name: "CortexCloud", dependencies: ["CortexCloudGenerated"]),
        // The behaviour suite of `tests/conformance`; no product.
        .executableTarget(name: "CortexConformance", dependencies: ["CortexCloud"]),
        .testTarget(name: "CortexCloudTests", dependencies: ["CortexCloud"]),
    ],
    swiftLanguageModes: [.v6]
)
