// The behaviour suite in Swift. CORTEX_CONFORMANCE_HARNESS names the program that says the steps.
//
//     CortexConformance             every scenario
//     CortexConformance --altered   some, with one expectation of each altered: every one must fail, and there
//     CortexConformance --device    a device of a mixed run: one step a line on stdin, its outcome a line on stdout

import Foundation

let device = Device()

switch CommandLine.arguments.dropFirst().first {
case nil: exit(try await everyScenario())
case "--altered": exit(try await alteredScenarios())
case "--device": try await steps()
case let other?:
    FileHandle.standardError.write(Data("there is no \(other); there is --altered and --device\n".utf8))
    exit(2)
}

@MainActor
func everyScenario() async throws -> Int32 {
    let harness = try Harness()
    let failed = try await harness.failures(of: try harness.scenarios(), on: device)
    for (scenario, why) in failed { print("FAILED \(scenario): \(why)") }
    _ = try harness.ask([("do", .string("report"))])
    print("\(try harness.scenarios().count - failed.count) passed, \(failed.count) failed")
    await harness.end()
    return failed.isEmpty ? 0 : 1
}

/// A runner that passes whatever is expected would be worthless. (On the main thread, as the other: a process started from a
/// thread of the pool begins its life with signals blocked, and so does the server it starts.)
@MainActor
func alteredScenarios() async throws -> Int32 {
    let honest = try Harness()
    let what = try honest.ask([("do", .string("to_alter"))])
    let scenarios = try [String](what.member("scenarios"))
    var (passed, failed) = (0, 0)
    for (scenario, why) in try await honest.failures(of: scenarios, on: device) {
        failed += 1
        print("FAILED \(scenario), not altered: \(why)")
    }
    for seed in try [Int](what.member("seeds")) {
        let altered = try Harness(altering: String(seed))
        for scenario in scenarios {
            let question: [(String, JSON)] = [
                ("do", .string("altered")), ("scenario", .string(scenario)), ("seed", seed.json),
            ]
            // `steps[3].returns`: what failed is step 3.
            let place = String(try honest.ask(question).member("where").text.prefix { $0 != "]" }) + "]"
            let why = try await altered.failures(of: [scenario], on: device).first?.why
            if why?.contains(place) == true {
                passed += 1
            } else {
                failed += 1
                print("FAILED \(scenario), altered at \(place): \(why ?? "it passed")")
            }
        }
        await altered.end()
    }
    print("\(passed) passed, \(failed) failed")
    await honest.end()
    return passed > 0 && failed == 0 ? 0 : 1
}

func steps() async throws {
    while let line = readLine() {
        let outcome = await device.perform(try parsed(line))
        FileHandle.standardOutput.write(Data((spelling(of: outcome) + "\n").utf8))
    }
    _ = await device.perform(.object([("op", .string("reset"))]))
}
