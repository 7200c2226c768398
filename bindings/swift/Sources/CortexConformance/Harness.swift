import Foundation

/// The program that keeps the server, the scenarios and what they expect.
final class Harness {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var buffer = Data()
    private let (ends, hasEnded) = AsyncStream.makeStream(of: Never.self)

    /// With one expectation of every scenario altered, by a seed, where one is given.
    init(altering seed: String? = nil) throws {
        guard let program = ProcessInfo.processInfo.environment["CORTEX_CONFORMANCE_HARNESS"] else {
            throw Refused("CORTEX_CONFORMANCE_HARNESS names no program; run cargo xtask test")
        }
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["swift"]
        if let seed {
            let own = ["CORTEX_CONFORMANCE_ALTER": seed]
            process.environment = ProcessInfo.processInfo.environment.merging(own) { _, new in new }
        }
        process.standardInput = input
        process.standardOutput = output
        process.terminationHandler = { [hasEnded] _ in hasEnded.finish() }
        try process.run()
    }

    func ask(_ members: [(String, JSON)]) throws -> JSON {
        try input.fileHandleForWriting.write(contentsOf: Data((spelling(of: .object(members)) + "\n").utf8))
        let reply = try parsed(try line())
        if let error = reply["error"] { throw Refused(spelling(of: error)) }
        return reply
    }

    func scenarios() throws -> [String] {
        try [String](try ask([("do", .string("scenarios"))]).member("scenarios"))
    }

    /// Runs scenarios, and says of each that failed why.
    func failures(of scenarios: [String], on device: Device) async throws -> [(scenario: String, why: String)] {
        var failures: [(String, String)] = []
        for scenario in scenarios {
            var reply = try ask([("do", .string("begin")), ("scenario", .string(scenario))])
            while let step = reply["step"] {
                guard case .object(let outcome) = await device.perform(step) else { break }
                reply = try ask([("do", .string("outcome"))] + outcome)
            }
            let end = try reply.member("end")
            if try !Bool(try end.member("passed")) {
                failures.append((scenario, try end["why"]?.text ?? "it says not why"))
            }
        }
        return failures
    }

    /// Ends the program, and its server.
    func end() async {
        try? input.fileHandleForWriting.close()
        for await _ in ends {}
    }

    private func line() throws -> String {
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                let line = String(decoding: buffer[buffer.startIndex..<end], as: UTF8.self)
                buffer.removeSubrange(buffer.startIndex...end)
                return line
            }
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw Refused("the harness has ended") }
            buffer.append(more)
        }
    }
}
