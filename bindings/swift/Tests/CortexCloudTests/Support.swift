import CortexCloud
import Foundation
import XCTest

#if canImport(Glibc)
    import Glibc
#endif

/// A test with a folder of its own, and engines that are closed before it goes.
class EngineTestCase: XCTestCase, @unchecked Sendable {
    private(set) var folder = URL(fileURLWithPath: NSTemporaryDirectory())
    private var opened: [CloudEngine] = []

    override func setUpWithError() throws {
        folder = URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent("cortex-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    override func tearDownWithError() throws {
        for engine in opened { engine.close() }
        opened = []
        // An engine that was let go closes on a thread of its own, and takes files with it while they are removed here.
        var tries = 500
        while tries > 0, FileManager.default.fileExists(atPath: folder.path) {
            if (try? FileManager.default.removeItem(at: folder)) == nil { usleep(20_000) }
            tries -= 1
        }
        XCTAssertFalse(FileManager.default.fileExists(atPath: folder.path), "\(folder.path) is still there")
    }

    func path(_ name: String) -> String {
        folder.appendingPathComponent("\(name).db").path
    }

    func open(
        _ name: String = "store", server: String? = nil, tokenStore: (any TokenStore)? = nil,
        change: (inout Config) -> Void = { _ in }
    ) throws -> CloudEngine {
        let retry = RetryPolicy(maxTries: 1)
        var config = Config(path: path(name), http: server.map { HttpClientConfig(baseUrl: $0, retry: retry) })
        change(&config)
        let engine = try CloudEngine(config, tokenStore: tokenStore)
        opened.append(engine)
        return engine
    }
}

/// Fails unless the call throws a `CloudError` of this code, which is returned.
@discardableResult
func assertThrows<T>(_ code: String, _ call: () throws -> T, line: UInt = #line) -> CloudError? {
    do {
        _ = try call()
        XCTFail("nothing was thrown", line: line)
    } catch let error as CloudError {
        XCTAssertEqual(error.code, code, "\(error)", line: line)
        return error
    } catch {
        XCTFail("\(type(of: error)) was thrown: \(error)", line: line)
    }
    return nil
}

/// The same for a call that is awaited.
@discardableResult
func assertThrowsLater<T: Sendable>(
    _ code: String, _ call: () async throws -> T, line: UInt = #line
) async -> CloudError? {
    let outcome: Result<T, any Error>
    do { outcome = .success(try await call()) } catch { outcome = .failure(error) }
    return assertThrows(code, { try outcome.get() }, line: line)
}

/// Waits until it holds, for as long as nobody would.
func eventually(_ what: String, line: UInt = #line, _ holds: () throws -> Bool) async throws {
    for _ in 0..<2_000 {
        if try holds() { return }
        try await Task.sleep(nanoseconds: 10_000_000)
    }
    XCTFail("never: \(what)", line: line)
}

/// How many entries a folder of `/proc` has, which Linux alone does.
func entries(of folder: String) throws -> Int {
    guard FileManager.default.fileExists(atPath: folder) else { throw XCTSkip("no \(folder) here") }
    return try FileManager.default.contentsOfDirectory(atPath: folder).count
}

/// A value that threads share.
final class Shared<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var kept: Value

    init(_ value: Value) {
        kept = value
    }

    var value: Value {
        get { lock.withLock { kept } }
        set { lock.withLock { kept = newValue } }
    }

    func change(_ change: (inout Value) -> Void) {
        lock.withLock { change(&kept) }
    }
}

/// Takes connections and never says a word: what is asked of it hangs until somebody gives up.
final class SilentServer {
    private let handle: Int32
    let url: String

    init() throws {
        #if canImport(Glibc)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        let made = socket(AF_INET, stream, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isUp = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(made, address, length) == 0 && listen(made, 1_024) == 0
                    && getsockname(made, address, &length) == 0
            }
        }
        guard isUp else { throw POSIXError(.EADDRINUSE) }
        handle = made
        url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
    }

    deinit {
        close(handle)
    }
}

/// The real server, with a space and a key of its own.
final class RealServer {
    private let process = Process()
    private(set) var url = ""
    private(set) var key = ""

    init(in folder: URL) throws {
        let program = try XCTUnwrap(
            ProcessInfo.processInfo.environment["CORTEX_SERVER_BIN"], "CORTEX_SERVER_BIN names no server")
        let data = folder.appendingPathComponent("server").path
        _ = try output(of: program, ["space", "create", "notes", "--data", data])
        let made = try output(
            of: program, ["key", "create", "--space", "notes", "--role", "editor", "--json", "--data", data])
        key = try XCTUnwrap(
            try JSONValue(parsing: made)["key"].flatMap { if case .string(let key) = $0 { key } else { nil } })
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["serve", "--listen", "127.0.0.1:0", "--data", data]
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        var said = Data()
        while !said.contains(UInt8(ascii: "\n")) {
            let more = pipe.fileHandleForReading.availableData
            guard !more.isEmpty else { throw POSIXError(.ECHILD) }
            said.append(more)
        }
        let line = String(decoding: said, as: UTF8.self)
        url = line.replacingOccurrences(of: "listening on ", with: "").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    deinit {
        // A process that was started from a task's thread began its life with signals blocked, SIGTERM among them.
        kill(process.processIdentifier, SIGKILL)
    }
}

/// `Process.waitUntilExit` turns the run loop of its thread, and a task's thread has none that it could turn.
private func output(of program: String, _ arguments: [String]) throws -> String {
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardOutput = pipe
    let hasEnded = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in hasEnded.signal() }
    try process.run()
    let printed = try pipe.fileHandleForReading.readToEnd() ?? Data()
    hasEnded.wait()
    guard process.terminationStatus == 0 else { throw POSIXError(.ECHILD) }
    return String(decoding: printed, as: UTF8.self)
}
