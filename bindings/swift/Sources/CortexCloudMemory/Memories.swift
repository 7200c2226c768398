import CortexCloud

extension CloudEngine {
    /// Saves a memory and returns its id, as `putMemory(json:)` does. One whose content this version cannot read is put as
    /// it came, whatever its other fields were set to since.
    ///
    /// - Throws: As `putMemory(json:)`.
    @discardableResult
    public func putMemory(_ memory: Memory) throws(CloudError) -> String {
        try putMemory(json: try memory.json.text())
    }

    /// A memory; nil for one that does not exist or is deleted. What this version cannot read of it is in its content, as
    /// `MemoryContent.unknown`.
    ///
    /// - Throws: As `getMemory(_:)`.
    public func getMemory(_ id: String, as type: Memory.Type) throws(CloudError) -> Memory? {
        guard let text = try getMemory(id) else { return nil }
        return Memory(reading: try JSONValue(parsing: text))
    }
}

extension Page {
    /// The memories of a page that `queryMemories(_:)` gave.
    public func memories() throws(CloudError) -> [Memory] {
        var memories: [Memory] = []
        memories.reserveCapacity(bodies.count)
        for body in bodies { memories.append(Memory(reading: try JSONValue(parsing: body))) }
        return memories
    }
}

extension Memory {
    /// Of what type it is; nil for one that this version cannot read, whose members name it.
    public var memoryType: MemoryType? { content.memoryType }

    /// The memory as `putMemory(json:)` takes it.
    public var json: JSONValue {
        if case .unknown(let members) = content { return .object(members) }
        var members = Members([:])
        members.add(extra)
        write(to: &members)
        return members.json
    }

    /// Reads a memory as the engine gives it. What this version cannot read is kept as ``MemoryContent/unknown(_:)``, and the
    /// other fields are what could be read, or their defaults.
    public init(reading json: JSONValue) {
        guard case .object(let all) = json else {
            self.init(content: .unknown([:]), summary: "")
            return
        }
        if let memory = try? Memory(Members(all)) {
            self = memory
            return
        }
        // With a lenient reader nothing of the kind can fail.
        self = (try? Memory(Members(all, isLenient: true))) ?? Memory(content: .unknown(all), summary: "")
    }

    /// Writes ``MemoryContent`` where the schema has it.
    func write(content: MemoryContent, to members: inout Members) {
        guard let type = content.memoryType else { return }
        members.add([
            "memory_type": .string(type.rawValue),
            "content": ["type": .string(type.rawValue), "data": content.data],
        ])
    }
}
