// swift-tools-version: 6.0

import PackageDescription

let package = Package(
    name: "CortexBench",
    platforms: [.macOS(.v13)],
    dependencies: [.package(path: "../../bindings/swift")],
    targets: [
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .executableTarget(
            name: "CortexBench", dependencies: ["CSQLite", .product(name: "CortexCloud", package: "swift")]),
        .executableTarget(name: "CortexSoak", dependencies: [.product(name: "CortexCloud", package: "swift")]),
    ],
    swiftLanguageModes: [.v6]
)
