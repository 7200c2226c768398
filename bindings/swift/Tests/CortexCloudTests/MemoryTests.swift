import CortexCloud
import CortexCloudMemory
import Foundation
import XCTest

final class MemoryTests: EngineTestCase, @unchecked Sendable {
    func testAMemoryComesBackAsItWas() throws {
        let engine = try open()
        let insight = InsightContent(observation: "Deep input is slow", evidence: ["profile of 3 May"])
        let id = try engine.putMemory(
            Memory(content: .insight(insight), summary: "s", confidence: 0.5, tags: ["parser"]))
        let found = try XCTUnwrap(try engine.getMemory(id, as: Memory.self))
        XCTAssertEqual(found.content, .insight(insight))
        XCTAssertEqual(found.memoryType, .insight)
        XCTAssertEqual(found.id, id)
        XCTAssertEqual(found.confidence, 0.5)
        XCTAssertEqual(found.importance, .normal)
        XCTAssertEqual(found.tags, ["parser"])
        XCTAssertNotNil(found.transactionTime)
        XCTAssertNil(found.validUntil)
        XCTAssertEqual(found.json, try JSONValue(parsing: try XCTUnwrap(try engine.getMemory(id))))
        let page = try engine.queryMemories(try CloudQuery(where: ["memory_type": "insight"]))
        XCTAssertEqual(try page.memories(), [found])
        XCTAssertNil(try engine.getMemory("01890a5d-ac96-774b-bcce-b302099a8057", as: Memory.self))
    }

    func testAMemoryOfEveryTypeComesBackEqual() throws {
        let engine = try open()
        let samples = try samples()
        XCTAssertEqual(Set(samples.keys), Set(MemoryType.allCases.map { $0.rawValue }))
        for (name, data) in samples {
            let type = try XCTUnwrap(MemoryType(rawValue: name))
            let memory: JSONValue = [
                "memory_type": .string(name), "content": ["type": .string(name), "data": data], "summary": "s",
            ]
            let id = try engine.putMemory(Memory(reading: memory))
            let found = try XCTUnwrap(try engine.getMemory(id, as: Memory.self))
            XCTAssertEqual(found.memoryType, type)
            XCTAssertEqual(found.json["content"], memory["content"])
            XCTAssertEqual(found.json, try JSONValue(parsing: try XCTUnwrap(try engine.getMemory(id))))
            // Untouched by what the types do: the text itself.
            XCTAssertFalse(try engine.putMemory(found).isEmpty)
        }
    }

    func testTypesKnowCategoryAndHalfLife() throws {
        for one in try types() {
            let type = try XCTUnwrap(MemoryType(rawValue: try XCTUnwrap(one["const"]?.string)))
            XCTAssertEqual(type.category.rawValue, one["x-category"]?.string)
            XCTAssertEqual(type.halfLifeDays.map { .integer($0) } ?? .null, one["x-half-life-days"])
        }
    }

    func testWhatANewerVersionWroteIsKept() throws {
        let engine = try open()
        var core = CoreContent(
            projectName: "p", description: "d", metadata: ["a": 1], extra: ["also": true])
        core.extra["more"] = [1, 2]
        let id = try engine.putMemory(Memory(content: .core(core), summary: "s", extra: ["later": ["a": 1]]))
        let found = try XCTUnwrap(try engine.getMemory(id, as: Memory.self))
        XCTAssertEqual(found.content, .core(core))
        XCTAssertEqual(found.extra, ["later": ["a": 1]])
    }

    func testWhatCannotBeReadIsPutBackAsItCame() throws {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057"
        let given: JSONValue = [
            "id": .string(id), "memory_type": "dream", "content": ["type": "dream", "data": ["a": 1]],
            "summary": "s", "confidence": "very", "tags": ["t"],
        ]
        let memory = Memory(reading: given)
        guard case .unknown(let members) = memory.content else { return XCTFail("\(memory.content)") }
        XCTAssertEqual(.object(members), given)
        XCTAssertNil(memory.memoryType)
        XCTAssertEqual(memory.summary, "s")
        XCTAssertEqual(memory.tags, ["t"])
        XCTAssertEqual(memory.confidence, 1)
        XCTAssertEqual(memory.json, given)
        XCTAssertEqual(Memory(reading: "no object").content, .unknown([:]))
        // Another member beside type and data would be lost.
        let more: JSONValue = [
            "memory_type": "core", "content": ["type": "core", "data": [:], "version": 2], "summary": "s",
        ]
        XCTAssertEqual(Memory(reading: more).json, more)
    }

    func testAMemoryThatWillNotDoIsRefused() throws {
        let engine = try open()
        let core = CoreContent(projectName: "p", description: "d", metadata: [:])
        let error = assertThrows("argument.memory") {
            try engine.putMemory(Memory(content: .core(core), summary: "s", confidence: 2))
        }
        XCTAssertEqual(error?.info.details["field"], "confidence")
    }

    // MARK: The schema

    private func schema() throws -> JSONValue {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../../core/src/memory/memory.schema.json")
        return try JSONValue(parsing: try String(contentsOf: file, encoding: .utf8))
    }

    private func types() throws -> [JSONValue] {
        guard case .array(let types)? = try schema()["$defs"]?["MemoryType"]?["oneOf"] else { return [] }
        return types
    }

    /// A content of every type, by the schema.
    private func samples() throws -> [String: JSONValue] {
        let schema = try schema()
        var samples: [String: JSONValue] = [:]
        for one in try types() {
            let name = try XCTUnwrap(one["const"]?.string)
            let content = try XCTUnwrap(one["x-content"]?.string)
            samples[name] = try sample(["$ref": .string("#/$defs/\(content)")], of: schema)
        }
        return samples
    }

    private func sample(_ node: JSONValue, of schema: JSONValue) throws -> JSONValue {
        if let name = node["$ref"]?.string?.split(separator: "/").last {
            let definition = try XCTUnwrap(schema["$defs"]?[String(name)])
            if case .array(let names)? = definition["oneOf"] { return try XCTUnwrap(names.last?["const"]) }
            guard case .object(let properties)? = definition["properties"] else { return [:] }
            return .object(try properties.mapValues { try sample($0, of: schema) })
        }
        var type = node["type"]?.string
        if case .array(let types)? = node["type"] { type = types.first?.string }
        switch (type, node["format"]?.string) {
        case (_, "date-time"?): return "2026-01-02T03:04:05Z"
        case (_, "uuid"?): return "01890a5d-ac96-774b-bcce-b302099a8057"
        case ("boolean"?, _): return true
        case ("integer"?, _): return 3
        case ("number"?, _): return 0.5
        case ("object"?, _): return ["a": 1]
        case ("array"?, _): return try node["items"].map { .array([try sample($0, of: schema)]) } ?? []
        default: return "text"
        }
    }
}

extension JSONValue {
    fileprivate var string: String? {
        if case .string(let text) = self { text } else { nil }
    }
}
