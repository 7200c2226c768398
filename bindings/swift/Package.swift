// swift-tools-version: 6.0

import PackageDescription

// On macOS the engine comes as an XCFramework, which `scripts/xcframework.sh` makes; elsewhere as a static library that
// pkg-config finds, which `cargo xtask swift-library` makes.
#if os(macOS)
    let engine: Target = .binaryTarget(name: "CortexCloudFFI", path: "CortexCloudFFI.xcframework")
#else
    let engine: Target = .systemLibrary(name: "CortexCloudFFI", pkgConfig: "cortex-cloud")
#endif

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
        .target(name: "CortexCloudGenerated", dependencies: ["CortexCloudFFI"]),
        .target(name: "CortexCloud", dependencies: ["CortexCloudGenerated"]),
        .target(name: "CortexCloudMemory", dependencies: ["CortexCloud"]),
        .testTarget(name: "CortexCloudTests", dependencies: ["CortexCloud", "CortexCloudMemory"]),
        // No products: the runner of the behaviour suite of `tests/conformance`, and the benchmark.
        .executableTarget(name: "CortexConformance", dependencies: ["CortexCloud"]),
    ],
    swiftLanguageModes: [.v6]
)
