// Written by `cargo xtask generate` from core/src/memory/memory.schema.json.
// swift-format-ignore-file

import CortexCloud

/// The 23 kinds of memory.
public enum MemoryType: String, CaseIterable, Hashable, Sendable {
    /// What a project or a person is; never fades.
    case core = "core"
    /// What everybody here knows and nobody wrote down.
    case tribal = "tribal"
    /// How something is done, step by step.
    case procedural = "procedural"
    /// Knowledge drawn from several episodes.
    case semantic = "semantic"
    /// What happened once.
    case episodic = "episodic"
    /// What was decided, and against what.
    case decision = "decision"
    /// What was noticed, and what shows it.
    case insight = "insight"
    /// Where something can be read.
    case reference = "reference"
    /// How somebody likes it.
    case preference = "preference"
    /// Why the code follows a pattern.
    case patternRationale = "pattern_rationale"
    /// Where a rule does not hold, and who said so.
    case constraintOverride = "constraint_override"
    /// What a decision about the code rests on.
    case decisionContext = "decision_context"
    /// What to avoid in the code, and what to write instead.
    case codeSmell = "code_smell"
    /// An agent that can be started, and what for.
    case agentSpawn = "agent_spawn"
    /// A person, a system, a place, a thing.
    case entity = "entity"
    /// What is to be reached, and how far it is.
    case goal = "goal"
    /// What somebody said about the work.
    case feedback = "feedback"
    /// Actions in order, and what starts them.
    case workflow = "workflow"
    /// What was talked about.
    case conversation = "conversation"
    /// What went wrong, why, and what was learnt.
    case incident = "incident"
    /// Who met, and what came of it.
    case meeting = "meeting"
    /// What somebody can do, and how well.
    case skill = "skill"
    /// A place where things run, and how it is set up.
    case environment = "environment"
}

/// What kind of use a type of memory is for.
public enum MemoryCategory: String, CaseIterable, Hashable, Sendable {
    /// Memories of domain agnostic use.
    case domainAgnostic = "domain_agnostic"
    /// Memories of code specific use.
    case codeSpecific = "code_specific"
    /// Memories of universal use.
    case universal = "universal"
}

extension MemoryType {
    /// What kind of use it is for.
    public var category: MemoryCategory {
        switch self {
        case .core: .domainAgnostic
        case .tribal: .domainAgnostic
        case .procedural: .domainAgnostic
        case .semantic: .domainAgnostic
        case .episodic: .domainAgnostic
        case .decision: .domainAgnostic
        case .insight: .domainAgnostic
        case .reference: .domainAgnostic
        case .preference: .domainAgnostic
        case .patternRationale: .codeSpecific
        case .constraintOverride: .codeSpecific
        case .decisionContext: .codeSpecific
        case .codeSmell: .codeSpecific
        case .agentSpawn: .universal
        case .entity: .universal
        case .goal: .universal
        case .feedback: .universal
        case .workflow: .universal
        case .conversation: .universal
        case .incident: .universal
        case .meeting: .universal
        case .skill: .universal
        case .environment: .universal
        }
    }

    /// After how many days such a memory counts half; nil for one that never fades.
    public var halfLifeDays: Int? {
        switch self {
        case .core: nil
        case .tribal: 365
        case .procedural: 180
        case .semantic: 90
        case .episodic: 7
        case .decision: 180
        case .insight: 90
        case .reference: 60
        case .preference: 120
        case .patternRationale: 180
        case .constraintOverride: 90
        case .decisionContext: 180
        case .codeSmell: 90
        case .agentSpawn: 365
        case .entity: 180
        case .goal: 90
        case .feedback: 120
        case .workflow: 180
        case .conversation: 30
        case .incident: 365
        case .meeting: 60
        case .skill: 180
        case .environment: 90
        }
    }
}

/// How much a memory matters.
public enum Importance: String, CaseIterable, Hashable, Sendable {
    /// Nice to know.
    case low = "low"
    /// Like most.
    case normal = "normal"
    /// Should be seen.
    case high = "high"
    /// Must be seen.
    case critical = "critical"
}

/// What a memory says.
public enum MemoryContent: Hashable, Sendable {
    /// What a project or a person is; never fades.
    case core(CoreContent)
    /// What everybody here knows and nobody wrote down.
    case tribal(TribalContent)
    /// How something is done, step by step.
    case procedural(ProceduralContent)
    /// Knowledge drawn from several episodes.
    case semantic(SemanticContent)
    /// What happened once.
    case episodic(EpisodicContent)
    /// What was decided, and against what.
    case decision(DecisionContent)
    /// What was noticed, and what shows it.
    case insight(InsightContent)
    /// Where something can be read.
    case reference(ReferenceContent)
    /// How somebody likes it.
    case preference(PreferenceContent)
    /// Why the code follows a pattern.
    case patternRationale(PatternRationaleContent)
    /// Where a rule does not hold, and who said so.
    case constraintOverride(ConstraintOverrideContent)
    /// What a decision about the code rests on.
    case decisionContext(DecisionContextContent)
    /// What to avoid in the code, and what to write instead.
    case codeSmell(CodeSmellContent)
    /// An agent that can be started, and what for.
    case agentSpawn(AgentSpawnContent)
    /// A person, a system, a place, a thing.
    case entity(EntityContent)
    /// What is to be reached, and how far it is.
    case goal(GoalContent)
    /// What somebody said about the work.
    case feedback(FeedbackContent)
    /// Actions in order, and what starts them.
    case workflow(WorkflowContent)
    /// What was talked about.
    case conversation(ConversationContent)
    /// What went wrong, why, and what was learnt.
    case incident(IncidentContent)
    /// Who met, and what came of it.
    case meeting(MeetingContent)
    /// What somebody can do, and how well.
    case skill(SkillContent)
    /// A place where things run, and how it is set up.
    case environment(EnvironmentContent)
    /// What this version cannot read, with all members of the memory: a newer one wrote it on another device, with a
    /// type or a value that is not known here, or without a field that is needed here. It is put back as it came.
    case unknown([String: JSONValue])

    /// Of what type the memory is; nil for one that this version cannot read.
    public var memoryType: MemoryType? {
        switch self {
        case .core: .core
        case .tribal: .tribal
        case .procedural: .procedural
        case .semantic: .semantic
        case .episodic: .episodic
        case .decision: .decision
        case .insight: .insight
        case .reference: .reference
        case .preference: .preference
        case .patternRationale: .patternRationale
        case .constraintOverride: .constraintOverride
        case .decisionContext: .decisionContext
        case .codeSmell: .codeSmell
        case .agentSpawn: .agentSpawn
        case .entity: .entity
        case .goal: .goal
        case .feedback: .feedback
        case .workflow: .workflow
        case .conversation: .conversation
        case .incident: .incident
        case .meeting: .meeting
        case .skill: .skill
        case .environment: .environment
        case .unknown: nil
        }
    }

    init(_ type: MemoryType, _ data: JSONValue) throws {
        self =
            switch type {
            case .core: .core(try CoreContent(data))
            case .tribal: .tribal(try TribalContent(data))
            case .procedural: .procedural(try ProceduralContent(data))
            case .semantic: .semantic(try SemanticContent(data))
            case .episodic: .episodic(try EpisodicContent(data))
            case .decision: .decision(try DecisionContent(data))
            case .insight: .insight(try InsightContent(data))
            case .reference: .reference(try ReferenceContent(data))
            case .preference: .preference(try PreferenceContent(data))
            case .patternRationale: .patternRationale(try PatternRationaleContent(data))
            case .constraintOverride: .constraintOverride(try ConstraintOverrideContent(data))
            case .decisionContext: .decisionContext(try DecisionContextContent(data))
            case .codeSmell: .codeSmell(try CodeSmellContent(data))
            case .agentSpawn: .agentSpawn(try AgentSpawnContent(data))
            case .entity: .entity(try EntityContent(data))
            case .goal: .goal(try GoalContent(data))
            case .feedback: .feedback(try FeedbackContent(data))
            case .workflow: .workflow(try WorkflowContent(data))
            case .conversation: .conversation(try ConversationContent(data))
            case .incident: .incident(try IncidentContent(data))
            case .meeting: .meeting(try MeetingContent(data))
            case .skill: .skill(try SkillContent(data))
            case .environment: .environment(try EnvironmentContent(data))
            }
    }

    /// What stands as `data`.
    var data: JSONValue {
        switch self {
        case .core(let content): content.json
        case .tribal(let content): content.json
        case .procedural(let content): content.json
        case .semantic(let content): content.json
        case .episodic(let content): content.json
        case .decision(let content): content.json
        case .insight(let content): content.json
        case .reference(let content): content.json
        case .preference(let content): content.json
        case .patternRationale(let content): content.json
        case .constraintOverride(let content): content.json
        case .decisionContext(let content): content.json
        case .codeSmell(let content): content.json
        case .agentSpawn(let content): content.json
        case .entity(let content): content.json
        case .goal(let content): content.json
        case .feedback(let content): content.json
        case .workflow(let content): content.json
        case .conversation(let content): content.json
        case .incident(let content): content.json
        case .meeting(let content): content.json
        case .skill(let content): content.json
        case .environment(let content): content.json
        case .unknown(let members): .object(members)
        }
    }
}

/// A pattern a memory is about.
public struct LinkedPattern: Part, Hashable, Sendable {
    /// The pattern's id.
    public var patternId: String

    /// Its name for people.
    public var patternName: String

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        patternId: String,
        patternName: String,
        extra: [String: JSONValue] = [:]
    ) {
        self.patternId = patternId
        self.patternName = patternName
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        patternId = try members.read("pattern_id")
        patternName = try members.read("pattern_name")
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("pattern_id", patternId)
        members.write("pattern_name", patternName)
    }
}

/// A constraint a memory is about.
public struct LinkedConstraint: Part, Hashable, Sendable {
    /// The constraint's id.
    public var constraintId: String

    /// Its name for people.
    public var constraintName: String

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        constraintId: String,
        constraintName: String,
        extra: [String: JSONValue] = [:]
    ) {
        self.constraintId = constraintId
        self.constraintName = constraintName
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        constraintId = try members.read("constraint_id")
        constraintName = try members.read("constraint_name")
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("constraint_id", constraintId)
        members.write("constraint_name", constraintName)
    }
}

/// A file a memory is about, or some lines of it.
public struct LinkedFile: Part, Hashable, Sendable {
    /// Its path, as the project names it.
    public var filePath: String

    /// The first line; lines count from 1.
    public var lineStart: Int?

    /// The last line.
    public var lineEnd: Int?

    /// What the file's content hashed to, in whatever way the app hashes files.
    public var contentHash: String?

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        filePath: String,
        lineStart: Int? = nil,
        lineEnd: Int? = nil,
        contentHash: String? = nil,
        extra: [String: JSONValue] = [:]
    ) {
        self.filePath = filePath
        self.lineStart = lineStart
        self.lineEnd = lineEnd
        self.contentHash = contentHash
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        filePath = try members.read("file_path")
        lineStart = try members.read("line_start", or: nil)
        lineEnd = try members.read("line_end", or: nil)
        contentHash = try members.read("content_hash", or: nil)
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("file_path", filePath)
        members.write("line_start", lineStart)
        members.write("line_end", lineEnd)
        members.write("content_hash", contentHash)
    }
}

/// A function a memory is about.
public struct LinkedFunction: Part, Hashable, Sendable {
    /// Its name.
    public var functionName: String

    /// The file that holds it.
    public var filePath: String

    /// Its signature as the code has it.
    public var signature: String?

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        functionName: String,
        filePath: String,
        signature: String? = nil,
        extra: [String: JSONValue] = [:]
    ) {
        self.functionName = functionName
        self.filePath = filePath
        self.signature = signature
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        functionName = try members.read("function_name")
        filePath = try members.read("file_path")
        signature = try members.read("signature", or: nil)
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("function_name", functionName)
        members.write("file_path", filePath)
        members.write("signature", signature)
    }
}

/// What a project or a person is.
public struct CoreContent: Part, Hashable, Sendable {
    /// The project's name.
    public var projectName: String

    /// What it is.
    public var description: String

    /// Anything else, by name.
    public var metadata: [String: JSONValue]

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        projectName: String,
        description: String,
        metadata: [String: JSONValue],
        extra: [String: JSONValue] = [:]
    ) {
        self.projectName = projectName
        self.description = description
        self.metadata = metadata
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        projectName = try members.read("project_name")
        description = try members.read("description")
        metadata = try members.read("metadata")
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("project_name", projectName)
        members.write("description", description)
        members.write("metadata", metadata)
    }
}

/// What everybody here knows and nobody wrote down.
public struct TribalContent: Part, Hashable, Sendable {
    /// What is known.
    public var knowledge: String

    /// How bad it is not to know it, in the app's own words.
    public var severity: String

    /// What to look out for.
    public var warnings: [String]

    /// What happens otherwise.
    public var consequences: [String]

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        knowledge: String,
        severity: String,
        warnings: [String],
        consequences: [String],
        extra: [String: JSONValue] = [:]
    ) {
        self.knowledge = knowledge
        self.severity = severity
        self.warnings = warnings
        self.consequences = consequences
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        knowledge = try members.read("knowledge")
        severity = try members.read("severity")
        warnings = try members.read("warnings")
        consequences = try members.read("consequences")
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("knowledge", knowledge)
        members.write("severity", severity)
        members.write("warnings", warnings)
        members.write("consequences", consequences)
    }
}

/// How something is done.
public struct ProceduralContent: Part, Hashable, Sendable {
    /// What is done.
    public var title: String

    /// The steps.
    public var steps: [ProcedureStep]

    /// What must be there first.
    public var prerequisites: [String]

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        title: String,
        steps: [ProcedureStep],
        prerequisites: [String],
        extra: [String: JSONValue] = [:]
    ) {
        self.title = title
        self.steps = steps
        self.prerequisites = prerequisites
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        title = try members.read("title")
        steps = try members.read("steps")
        prerequisites = try members.read("prerequisites")
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("title", title)
        members.write("steps", steps)
        members.write("prerequisites", prerequisites)
    }
}

/// A step of a procedure.
public struct ProcedureStep: Part, Hashable, Sendable {
    /// Its place among the steps.
    public var order: Int

    /// What to do.
    public var instruction: String

    /// Whether it is done.
    public var completed: Bool

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        order: Int,
        instruction: String,
        completed: Bool,
        extra: [String: JSONValue] = [:]
    ) {
        self.order = order
        self.instruction = instruction
        self.completed = completed
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        order = try members.read("order")
        instruction = try members.read("instruction")
        completed = try members.read("completed")
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("order", order)
        members.write("instruction", instruction)
        members.write("completed", completed)
    }
}

/// Knowledge drawn from several episodes.
public struct SemanticContent: Part, Hashable, Sendable {
    /// What is known.
    public var knowledge: String

    /// The ids of the memories it was drawn from.
    public var sourceEpisodes: [String]

    /// How sure the drawing was, from 0 to 1.
    public var consolidationConfidence: Double

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        knowledge: String,
        sourceEpisodes: [String],
        consolidationConfidence: Double,
        extra: [String: JSONValue] = [:]
    ) {
        self.knowledge = knowledge
        self.sourceEpisodes = sourceEpisodes
        self.consolidationConfidence = consolidationConfidence
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        knowledge = try members.read("knowledge")
        sourceEpisodes = try members.read("source_episodes")
        consolidationConfidence = try members.read("consolidation_confidence")
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("knowledge", knowledge)
        members.write("source_episodes", sourceEpisodes)
        members.write("consolidation_confidence", consolidationConfidence)
    }
}

/// What happened once.
public struct EpisodicContent: Part, Hashable, Sendable {
    /// What happened.
    public var interaction: String

    /// What it was part of.
    public var context: String

    /// What came of it.
    public var outcome: String?

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        interaction: String,
        context: String,
        outcome: String? = nil,
        extra: [String: JSONValue] = [:]
    ) {
        self.interaction = interaction
        self.context = context
        self.outcome = outcome
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        interaction = try members.read("interaction")
        context = try members.read("context")
        outcome = try members.read("outcome", or: nil)
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("interaction", interaction)
        members.write("context", context)
        members.write("outcome", outcome)
    }
}

/// What was decided, and against what.
public struct DecisionContent: Part, Hashable, Sendable {
    /// What was decided.
    public var decision: String

    /// Why.
    public var rationale: String

    /// What was not chosen.
    public var alternatives: [Alternative]

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        decision: String,
        rationale: String,
        alternatives: [Alternative],
        extra: [String: JSONValue] = [:]
    ) {
        self.decision = decision
        self.rationale = rationale
        self.alternatives = alternatives
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        decision = try members.read("decision")
        rationale = try members.read("rationale")
        alternatives = try members.read("alternatives")
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("decision", decision)
        members.write("rationale", rationale)
        members.write("alternatives", alternatives)
    }
}

/// What was not chosen.
public struct Alternative: Part, Hashable, Sendable {
    /// What it was.
    public var description: String

    /// Why not.
    public var reasonRejected: String

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        description: String,
        reasonRejected: String,
        extra: [String: JSONValue] = [:]
    ) {
        self.description = description
        self.reasonRejected = reasonRejected
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        description = try members.read("description")
        reasonRejected = try members.read("reason_rejected")
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("description", description)
        members.write("reason_rejected", reasonRejected)
    }
}

/// What was noticed, and what shows it.
public struct InsightContent: Part, Hashable, Sendable {
    /// What was noticed.
    public var observation: String

    /// What shows it.
    public var evidence: [String]

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        observation: String,
        evidence: [String],
        extra: [String: JSONValue] = [:]
    ) {
        self.observation = observation
        self.evidence = evidence
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        observation = try members.read("observation")
        evidence = try members.read("evidence")
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("observation", observation)
        members.write("evidence", evidence)
    }
}

/// Where something can be read.
public struct ReferenceContent: Part, Hashable, Sendable {
    /// Its title.
    public var title: String

    /// Its address.
    public var url: String?

    /// What it says, or how to cite it.
    public var citation: String

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        title: String,
        url: String? = nil,
        citation: String,
        extra: [String: JSONValue] = [:]
    ) {
        self.title = title
        self.url = url
        self.citation = citation
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        title = try members.read("title")
        url = try members.read("url", or: nil)
        citation = try members.read("citation")
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("title", title)
        members.write("url", url)
        members.write("citation", citation)
    }
}

/// How somebody likes it.
public struct PreferenceContent: Part, Hashable, Sendable {
    /// What it is about.
    public var preference: String

    /// Where it holds.
    public var scope: String

    /// How it should be: any JSON value.
    public var value: JSONValue

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        preference: String,
        scope: String,
        value: JSONValue,
        extra: [String: JSONValue] = [:]
    ) {
        self.preference = preference
        self.scope = scope
        self.value = value
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        preference = try members.read("preference")
        scope = try members.read("scope")
        value = try members.read("value")
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("preference", preference)
        members.write("scope", scope)
        members.write("value", value)
    }
}

/// Why the code follows a pattern.
public struct PatternRationaleContent: Part, Hashable, Sendable {
    /// The pattern's name.
    public var patternName: String

    /// Why it is followed.
    public var rationale: String

    /// What in the business asks for it.
    public var businessContext: String

    /// Where it is followed.
    public var examples: [String]

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        patternName: String,
        rationale: String,
        businessContext: String,
        examples: [String],
        extra: [String: JSONValue] = [:]
    ) {
        self.patternName = patternName
        self.rationale = rationale
        self.businessContext = businessContext
        self.examples = examples
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        patternName = try members.read("pattern_name")
        rationale = try members.read("rationale")
        businessContext = try members.read("business_context")
        examples = try members.read("examples")
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("pattern_name", patternName)
        members.write("rationale", rationale)
        members.write("business_context", businessContext)
        members.write("examples", examples)
    }
}

/// Where a rule does not hold, and who said so.
public struct ConstraintOverrideContent: Part, Hashable, Sendable {
    /// The rule.
    public var constraintName: String

    /// Why it does not hold.
    public var overrideReason: String

    /// Who said so.
    public var approvedBy: String

    /// Where it does not hold.
    public var scope: String

    /// When it holds again.
    public var expiry: String?

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        constraintName: String,
        overrideReason: String,
        approvedBy: String,
        scope: String,
        expiry: String? = nil,
        extra: [String: JSONValue] = [:]
    ) {
        self.constraintName = constraintName
        self.overrideReason = overrideReason
        self.approvedBy = approvedBy
        self.scope = scope
        self.expiry = expiry
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        constraintName = try members.read("constraint_name")
        overrideReason = try members.read("override_reason")
        approvedBy = try members.read("approved_by")
        scope = try members.read("scope")
        expiry = try members.read("expiry", or: nil)
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("constraint_name", constraintName)
        members.write("override_reason", overrideReason)
        members.write("approved_by", approvedBy)
        members.write("scope", scope)
        members.write("expiry", expiry)
    }
}

/// What a decision about the code rests on.
public struct DecisionContextContent: Part, Hashable, Sendable {
    /// What was decided.
    public var decision: String

    /// What it rests on.
    public var context: String

    /// Where the decision is written down.
    public var adrLink: String?

    /// What was given up for what.
    public var tradeOffs: [String]

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        decision: String,
        context: String,
        adrLink: String? = nil,
        tradeOffs: [String],
        extra: [String: JSONValue] = [:]
    ) {
        self.decision = decision
        self.context = context
        self.adrLink = adrLink
        self.tradeOffs = tradeOffs
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        decision = try members.read("decision")
        context = try members.read("context")
        adrLink = try members.read("adr_link", or: nil)
        tradeOffs = try members.read("trade_offs")
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("decision", decision)
        members.write("context", context)
        members.write("adr_link", adrLink)
        members.write("trade_offs", tradeOffs)
    }
}

/// What to avoid in the code, and what to write instead.
public struct CodeSmellContent: Part, Hashable, Sendable {
    /// Its name.
    public var smellName: String

    /// What is wrong with it.
    public var description: String

    /// Code that has it.
    public var badExample: String

    /// The same without it.
    public var goodExample: String

    /// How bad it is, in the app's own words.
    public var severity: String

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        smellName: String,
        description: String,
        badExample: String,
        goodExample: String,
        severity: String,
        extra: [String: JSONValue] = [:]
    ) {
        self.smellName = smellName
        self.description = description
        self.badExample = badExample
        self.goodExample = goodExample
        self.severity = severity
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        smellName = try members.read("smell_name")
        description = try members.read("description")
        badExample = try members.read("bad_example")
        goodExample = try members.read("good_example")
        severity = try members.read("severity")
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("smell_name", smellName)
        members.write("description", description)
        members.write("bad_example", badExample)
        members.write("good_example", goodExample)
        members.write("severity", severity)
    }
}

/// An agent that can be started, and what for.
public struct AgentSpawnContent: Part, Hashable, Sendable {
    /// The agent's name.
    public var agentName: String

    /// How it is set up, by name.
    public var configuration: [String: JSONValue]

    /// What it is for.
    public var purpose: String

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        agentName: String,
        configuration: [String: JSONValue],
        purpose: String,
        extra: [String: JSONValue] = [:]
    ) {
        self.agentName = agentName
        self.configuration = configuration
        self.purpose = purpose
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        agentName = try members.read("agent_name")
        configuration = try members.read("configuration")
        purpose = try members.read("purpose")
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("agent_name", agentName)
        members.write("configuration", configuration)
        members.write("purpose", purpose)
    }
}

/// A person, a system, a place, a thing.
public struct EntityContent: Part, Hashable, Sendable {
    /// Its name.
    public var entityName: String

    /// What it is one of.
    public var entityType: String

    /// What it is.
    public var description: String

    /// What is known of it, by name.
    public var attributes: [String: JSONValue]

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        entityName: String,
        entityType: String,
        description: String,
        attributes: [String: JSONValue],
        extra: [String: JSONValue] = [:]
    ) {
        self.entityName = entityName
        self.entityType = entityType
        self.description = description
        self.attributes = attributes
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        entityName = try members.read("entity_name")
        entityType = try members.read("entity_type")
        description = try members.read("description")
        attributes = try members.read("attributes")
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("entity_name", entityName)
        members.write("entity_type", entityType)
        members.write("description", description)
        members.write("attributes", attributes)
    }
}

/// What is to be reached, and how far it is.
public struct GoalContent: Part, Hashable, Sendable {
    /// The goal.
    public var title: String

    /// What reaching it means.
    public var description: String

    /// How far it is, from 0 to 1.
    public var progress: Double

    /// What lies on the way.
    public var milestones: [String]

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        title: String,
        description: String,
        progress: Double,
        milestones: [String],
        extra: [String: JSONValue] = [:]
    ) {
        self.title = title
        self.description = description
        self.progress = progress
        self.milestones = milestones
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        title = try members.read("title")
        description = try members.read("description")
        progress = try members.read("progress")
        milestones = try members.read("milestones")
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("title", title)
        members.write("description", description)
        members.write("progress", progress)
        members.write("milestones", milestones)
    }
}

/// What somebody said about the work.
public struct FeedbackContent: Part, Hashable, Sendable {
    /// What was said.
    public var feedback: String

    /// What it is about.
    public var category: String

    /// Who said it.
    public var source: String

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        feedback: String,
        category: String,
        source: String,
        extra: [String: JSONValue] = [:]
    ) {
        self.feedback = feedback
        self.category = category
        self.source = source
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        feedback = try members.read("feedback")
        category = try members.read("category")
        source = try members.read("source")
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("feedback", feedback)
        members.write("category", category)
        members.write("source", source)
    }
}

/// Actions in order, and what starts them.
public struct WorkflowContent: Part, Hashable, Sendable {
    /// Its name.
    public var name: String

    /// The actions.
    public var steps: [WorkflowStep]

    /// What starts it.
    public var trigger: String?

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        name: String,
        steps: [WorkflowStep],
        trigger: String? = nil,
        extra: [String: JSONValue] = [:]
    ) {
        self.name = name
        self.steps = steps
        self.trigger = trigger
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        name = try members.read("name")
        steps = try members.read("steps")
        trigger = try members.read("trigger", or: nil)
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("name", name)
        members.write("steps", steps)
        members.write("trigger", trigger)
    }
}

/// An action of a workflow.
public struct WorkflowStep: Part, Hashable, Sendable {
    /// Its place among the actions.
    public var order: Int

    /// What is done.
    public var action: String

    /// When it is done; null: always.
    public var condition: String?

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        order: Int,
        action: String,
        condition: String? = nil,
        extra: [String: JSONValue] = [:]
    ) {
        self.order = order
        self.action = action
        self.condition = condition
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        order = try members.read("order")
        action = try members.read("action")
        condition = try members.read("condition", or: nil)
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("order", order)
        members.write("action", action)
        members.write("condition", condition)
    }
}

/// What was talked about.
public struct ConversationContent: Part, Hashable, Sendable {
    /// What was said, in short.
    public var summary: String

    /// Who talked.
    public var participants: [String]

    /// What to keep of it.
    public var keyPoints: [String]

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        summary: String,
        participants: [String],
        keyPoints: [String],
        extra: [String: JSONValue] = [:]
    ) {
        self.summary = summary
        self.participants = participants
        self.keyPoints = keyPoints
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        summary = try members.read("summary")
        participants = try members.read("participants")
        keyPoints = try members.read("key_points")
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("summary", summary)
        members.write("participants", participants)
        members.write("key_points", keyPoints)
    }
}

/// What went wrong, why, and what was learnt.
public struct IncidentContent: Part, Hashable, Sendable {
    /// What went wrong.
    public var title: String

    /// Why.
    public var rootCause: String

    /// What it did.
    public var impact: String

    /// How it was ended.
    public var resolution: String

    /// What was learnt.
    public var lessonsLearned: [String]

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        title: String,
        rootCause: String,
        impact: String,
        resolution: String,
        lessonsLearned: [String],
        extra: [String: JSONValue] = [:]
    ) {
        self.title = title
        self.rootCause = rootCause
        self.impact = impact
        self.resolution = resolution
        self.lessonsLearned = lessonsLearned
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        title = try members.read("title")
        rootCause = try members.read("root_cause")
        impact = try members.read("impact")
        resolution = try members.read("resolution")
        lessonsLearned = try members.read("lessons_learned")
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("title", title)
        members.write("root_cause", rootCause)
        members.write("impact", impact)
        members.write("resolution", resolution)
        members.write("lessons_learned", lessonsLearned)
    }
}

/// Who met, and what came of it.
public struct MeetingContent: Part, Hashable, Sendable {
    /// What it was about.
    public var title: String

    /// Who was there.
    public var attendees: [String]

    /// What was said.
    public var notes: String

    /// What is to be done.
    public var actionItems: [String]

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        title: String,
        attendees: [String],
        notes: String,
        actionItems: [String],
        extra: [String: JSONValue] = [:]
    ) {
        self.title = title
        self.attendees = attendees
        self.notes = notes
        self.actionItems = actionItems
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        title = try members.read("title")
        attendees = try members.read("attendees")
        notes = try members.read("notes")
        actionItems = try members.read("action_items")
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("title", title)
        members.write("attendees", attendees)
        members.write("notes", notes)
        members.write("action_items", actionItems)
    }
}

/// What somebody can do, and how well.
public struct SkillContent: Part, Hashable, Sendable {
    /// What can be done.
    public var skillName: String

    /// How well, in the app's own words.
    public var proficiency: String

    /// The field it belongs to.
    public var domain: String

    /// What shows it.
    public var evidence: [String]

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        skillName: String,
        proficiency: String,
        domain: String,
        evidence: [String],
        extra: [String: JSONValue] = [:]
    ) {
        self.skillName = skillName
        self.proficiency = proficiency
        self.domain = domain
        self.evidence = evidence
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        skillName = try members.read("skill_name")
        proficiency = try members.read("proficiency")
        domain = try members.read("domain")
        evidence = try members.read("evidence")
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("skill_name", skillName)
        members.write("proficiency", proficiency)
        members.write("domain", domain)
        members.write("evidence", evidence)
    }
}

/// A place where things run, and how it is set up.
public struct EnvironmentContent: Part, Hashable, Sendable {
    /// Its name.
    public var name: String

    /// How it is set up, by name.
    public var config: [String: JSONValue]

    /// What it runs on.
    public var platform: String?

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        name: String,
        config: [String: JSONValue],
        platform: String? = nil,
        extra: [String: JSONValue] = [:]
    ) {
        self.name = name
        self.config = config
        self.platform = platform
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        name = try members.read("name")
        config = try members.read("config")
        platform = try members.read("platform", or: nil)
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.write("name", name)
        members.write("config", config)
        members.write("platform", platform)
    }
}

/// Something worth remembering: what it says, how sure it is, since when it holds, and what it is linked to.
public struct Memory: Part, Hashable, Sendable {
    /// Which memory this is, and the id of its record: a UUID in lower case. A new one is made up, ordered by time
    /// (version 7).
    public var id: String?

    /// What it says.
    public var content: MemoryContent

    /// What it says in a sentence.
    public var summary: String

    /// When it was recorded.
    public var transactionTime: String?

    /// Since when it holds.
    public var validTime: String?

    /// Until when it holds; not before `valid_time`. Null: until further notice.
    public var validUntil: String?

    /// How sure it is, from 0 to 1.
    public var confidence: Double

    /// How much it matters.
    public var importance: Importance

    /// When it was last used. Reading does not change it; only a put does.
    public var lastAccessed: String?

    /// How often it was used. Reading does not change it; only a put does.
    public var accessCount: Int

    /// Patterns it is about.
    public var linkedPatterns: [LinkedPattern]

    /// Constraints it is about.
    public var linkedConstraints: [LinkedConstraint]

    /// Files it is about.
    public var linkedFiles: [LinkedFile]

    /// Functions it is about.
    public var linkedFunctions: [LinkedFunction]

    /// Words to find it by.
    public var tags: [String]

    /// Whether it is put away.
    public var archived: Bool

    /// The memory that took its place.
    public var supersededBy: String?

    /// The memory whose place it took.
    public var supersedes: String?

    /// BLAKE3 of the canonical text of `content`, 64 hexadecimal digits. Always computed; what a put says here does not
    /// count.
    public var contentHash: String?

    /// Whose it is: `agent://name/`, `team://name/` or `project://name/`.
    public var namespace: String

    /// Who recorded it.
    public var sourceAgent: String

    /// What a newer version wrote here; kept as it is.
    public var extra: [String: JSONValue]

    /// One with these values.
    public init(
        id: String? = nil,
        content: MemoryContent,
        summary: String,
        transactionTime: String? = nil,
        validTime: String? = nil,
        validUntil: String? = nil,
        confidence: Double = 1,
        importance: Importance = .normal,
        lastAccessed: String? = nil,
        accessCount: Int = 0,
        linkedPatterns: [LinkedPattern] = [],
        linkedConstraints: [LinkedConstraint] = [],
        linkedFiles: [LinkedFile] = [],
        linkedFunctions: [LinkedFunction] = [],
        tags: [String] = [],
        archived: Bool = false,
        supersededBy: String? = nil,
        supersedes: String? = nil,
        contentHash: String? = nil,
        namespace: String = "agent://default/",
        sourceAgent: String = "default",
        extra: [String: JSONValue] = [:]
    ) {
        self.id = id
        self.content = content
        self.summary = summary
        self.transactionTime = transactionTime
        self.validTime = validTime
        self.validUntil = validUntil
        self.confidence = confidence
        self.importance = importance
        self.lastAccessed = lastAccessed
        self.accessCount = accessCount
        self.linkedPatterns = linkedPatterns
        self.linkedConstraints = linkedConstraints
        self.linkedFiles = linkedFiles
        self.linkedFunctions = linkedFunctions
        self.tags = tags
        self.archived = archived
        self.supersededBy = supersededBy
        self.supersedes = supersedes
        self.contentHash = contentHash
        self.namespace = namespace
        self.sourceAgent = sourceAgent
        self.extra = extra
    }

    init(_ members: Members) throws {
        var members = members
        id = try members.read("id", or: nil)
        content = try members.content()
        summary = try members.read("summary")
        transactionTime = try members.read("transaction_time", or: nil)
        validTime = try members.read("valid_time", or: nil)
        validUntil = try members.read("valid_until", or: nil)
        confidence = try members.read("confidence", or: 1)
        importance = try members.read("importance", or: .normal)
        lastAccessed = try members.read("last_accessed", or: nil)
        accessCount = try members.read("access_count", or: 0)
        linkedPatterns = try members.read("linked_patterns", or: [])
        linkedConstraints = try members.read("linked_constraints", or: [])
        linkedFiles = try members.read("linked_files", or: [])
        linkedFunctions = try members.read("linked_functions", or: [])
        tags = try members.read("tags", or: [])
        archived = try members.read("archived", or: false)
        supersededBy = try members.read("superseded_by", or: nil)
        supersedes = try members.read("supersedes", or: nil)
        contentHash = try members.read("content_hash", or: nil)
        namespace = try members.read("namespace", or: "agent://default/")
        sourceAgent = try members.read("source_agent", or: "default")
        extra = members.rest
    }

    func write(to members: inout Members) {
        members.writeGiven("id", id)
        write(content: content, to: &members)
        members.write("summary", summary)
        members.writeGiven("transaction_time", transactionTime)
        members.writeGiven("valid_time", validTime)
        members.write("valid_until", validUntil)
        members.write("confidence", confidence)
        members.write("importance", importance)
        members.writeGiven("last_accessed", lastAccessed)
        members.write("access_count", accessCount)
        members.write("linked_patterns", linkedPatterns)
        members.write("linked_constraints", linkedConstraints)
        members.write("linked_files", linkedFiles)
        members.write("linked_functions", linkedFunctions)
        members.write("tags", tags)
        members.write("archived", archived)
        members.write("superseded_by", supersededBy)
        members.write("supersedes", supersedes)
        members.writeGiven("content_hash", contentHash)
        members.write("namespace", namespace)
        members.write("source_agent", sourceAgent)
    }
}
