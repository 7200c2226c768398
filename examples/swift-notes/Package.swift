// swift-tools-version: 6.0

import PackageDescription

let package = Package(
    name: "notes",
    platforms: [.macOS(.v13)],
    dependencies: [.package(path: "../../bindings/swift")],
    targets: [
        .executableTarget(
            name: "notes",
            dependencies: [
                .product(name: "CortexCloud", package: "swift"),
                .product(name: "CortexCloudMemory", package: "swift"),
            ]),
        // The ten things of docs/twins.md.
        .executableTarget(name: "twin", dependencies: [.product(name: "CortexCloud", package: "swift")]),
    ],
    swiftLanguageModes: [.v6]
)
