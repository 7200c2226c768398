// The behaviour suite in Swift. `--device`: a device driven from outside, one step a line on stdin, its outcome a line on
// stdout. Without it the harness that CORTEX_CONFORMANCE_HARNESS names says the steps.

import Foundation

let device = Device()

if CommandLine.arguments.contains("--device") {
    while let line = readLine() {
        let outcome = await device.perform(try parsed(line))
        FileHandle.standardOutput.write(Data((spelling(of: outcome) + "\n").utf8))
    }
    _ = await device.perform(.object([("op", .string("reset"))]))
} else {
    let harness = try Harness()
    let scenarios = try [String](try harness.ask([("do", .string("scenarios"))]).member("scenarios"))
    var failed = 0
    for scenario in scenarios {
        if let why = try await harness.run(scenario, on: device) {
            failed += 1
            print("FAILED \(scenario): \(why)")
        }
    }
    _ = try harness.ask([("do", .string("report"))])
    print("\(scenarios.count - failed) passed, \(failed) failed")
    await harness.end()
    exit(failed == 0 ? 0 : 1)
}
