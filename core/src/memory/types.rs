//! Generated from `memory.schema.json` by `cargo xtask generate`; not to be edited.

use super::Content;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Map;
use serde_json::Value;

/// The 23 kinds of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MemoryType {
    /// What a project or a person is; never fades.
    #[serde(rename = "core")]
    Core,
    /// What everybody here knows and nobody wrote down.
    #[serde(rename = "tribal")]
    Tribal,
    /// How something is done, step by step.
    #[serde(rename = "procedural")]
    Procedural,
    /// Knowledge drawn from several episodes.
    #[serde(rename = "semantic")]
    Semantic,
    /// What happened once.
    #[serde(rename = "episodic")]
    Episodic,
    /// What was decided, and against what.
    #[serde(rename = "decision")]
    Decision,
    /// What was noticed, and what shows it.
    #[serde(rename = "insight")]
    Insight,
    /// Where something can be read.
    #[serde(rename = "reference")]
    Reference,
    /// How somebody likes it.
    #[serde(rename = "preference")]
    Preference,
    /// Why the code follows a pattern.
    #[serde(rename = "pattern_rationale")]
    PatternRationale,
    /// Where a rule does not hold, and who said so.
    #[serde(rename = "constraint_override")]
    ConstraintOverride,
    /// What a decision about the code rests on.
    #[serde(rename = "decision_context")]
    DecisionContext,
    /// What to avoid in the code, and what to write instead.
    #[serde(rename = "code_smell")]
    CodeSmell,
    /// An agent that can be started, and what for.
    #[serde(rename = "agent_spawn")]
    AgentSpawn,
    /// A person, a system, a place, a thing.
    #[serde(rename = "entity")]
    Entity,
    /// What is to be reached, and how far it is.
    #[serde(rename = "goal")]
    Goal,
    /// What somebody said about the work.
    #[serde(rename = "feedback")]
    Feedback,
    /// Actions in order, and what starts them.
    #[serde(rename = "workflow")]
    Workflow,
    /// What was talked about.
    #[serde(rename = "conversation")]
    Conversation,
    /// What went wrong, why, and what was learnt.
    #[serde(rename = "incident")]
    Incident,
    /// Who met, and what came of it.
    #[serde(rename = "meeting")]
    Meeting,
    /// What somebody can do, and how well.
    #[serde(rename = "skill")]
    Skill,
    /// A place where things run, and how it is set up.
    #[serde(rename = "environment")]
    Environment,
}

impl MemoryType {
    /// Every one, in the order of the schema.
    pub const ALL: [Self; 23] = [
        Self::Core,
        Self::Tribal,
        Self::Procedural,
        Self::Semantic,
        Self::Episodic,
        Self::Decision,
        Self::Insight,
        Self::Reference,
        Self::Preference,
        Self::PatternRationale,
        Self::ConstraintOverride,
        Self::DecisionContext,
        Self::CodeSmell,
        Self::AgentSpawn,
        Self::Entity,
        Self::Goal,
        Self::Feedback,
        Self::Workflow,
        Self::Conversation,
        Self::Incident,
        Self::Meeting,
        Self::Skill,
        Self::Environment,
    ];

    /// The name in a memory.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Tribal => "tribal",
            Self::Procedural => "procedural",
            Self::Semantic => "semantic",
            Self::Episodic => "episodic",
            Self::Decision => "decision",
            Self::Insight => "insight",
            Self::Reference => "reference",
            Self::Preference => "preference",
            Self::PatternRationale => "pattern_rationale",
            Self::ConstraintOverride => "constraint_override",
            Self::DecisionContext => "decision_context",
            Self::CodeSmell => "code_smell",
            Self::AgentSpawn => "agent_spawn",
            Self::Entity => "entity",
            Self::Goal => "goal",
            Self::Feedback => "feedback",
            Self::Workflow => "workflow",
            Self::Conversation => "conversation",
            Self::Incident => "incident",
            Self::Meeting => "meeting",
            Self::Skill => "skill",
            Self::Environment => "environment",
        }
    }

    /// The one of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }
}

/// How much a memory matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Importance {
    /// Nice to know.
    #[serde(rename = "low")]
    Low,
    /// Like most.
    #[serde(rename = "normal")]
    Normal,
    /// Should be seen.
    #[serde(rename = "high")]
    High,
    /// Must be seen.
    #[serde(rename = "critical")]
    Critical,
}

impl Importance {
    /// Every one, in the order of the schema.
    pub const ALL: [Self; 4] = [Self::Low, Self::Normal, Self::High, Self::Critical];

    /// The name in a memory.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The one of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }
}

/// What kind of use a type of memory is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MemoryCategory {
    /// `domain_agnostic`.
    DomainAgnostic,
    /// `code_specific`.
    CodeSpecific,
    /// `universal`.
    Universal,
}

impl MemoryCategory {
    /// The name in the schema.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DomainAgnostic => "domain_agnostic",
            Self::CodeSpecific => "code_specific",
            Self::Universal => "universal",
        }
    }
}

impl MemoryType {
    /// What kind of use it is for.
    pub fn category(self) -> MemoryCategory {
        match self {
            Self::Core
            | Self::Tribal
            | Self::Procedural
            | Self::Semantic
            | Self::Episodic
            | Self::Decision
            | Self::Insight
            | Self::Reference
            | Self::Preference => MemoryCategory::DomainAgnostic,
            Self::PatternRationale | Self::ConstraintOverride | Self::DecisionContext | Self::CodeSmell => {
                MemoryCategory::CodeSpecific
            }
            Self::AgentSpawn
            | Self::Entity
            | Self::Goal
            | Self::Feedback
            | Self::Workflow
            | Self::Conversation
            | Self::Incident
            | Self::Meeting
            | Self::Skill
            | Self::Environment => MemoryCategory::Universal,
        }
    }

    /// After how many days such a memory counts half; `None` for one that never fades.
    pub fn half_life_days(self) -> Option<u32> {
        match self {
            Self::Core => None,
            Self::Tribal | Self::AgentSpawn | Self::Incident => Some(365),
            Self::Procedural
            | Self::Decision
            | Self::PatternRationale
            | Self::DecisionContext
            | Self::Entity
            | Self::Workflow
            | Self::Skill => Some(180),
            Self::Semantic
            | Self::Insight
            | Self::ConstraintOverride
            | Self::CodeSmell
            | Self::Goal
            | Self::Environment => Some(90),
            Self::Episodic => Some(7),
            Self::Reference | Self::Meeting => Some(60),
            Self::Preference | Self::Feedback => Some(120),
            Self::Conversation => Some(30),
        }
    }
}

/// Something worth remembering: what it says, how sure it is, since when it holds, and what it is linked to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// Which memory this is, and the id of its record: a UUID in lower case. A new one is made up, ordered by time (version 7).
    ///
    /// Empty until `put_memory` fills it in.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// What kind of memory it is; `content.type` says the same.
    pub memory_type: MemoryType,
    /// What it says.
    pub content: Content,
    /// What it says in a sentence.
    pub summary: String,
    /// When it was recorded.
    ///
    /// Empty until `put_memory` fills it in.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub transaction_time: String,
    /// Since when it holds.
    ///
    /// Empty until `put_memory` fills it in.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub valid_time: String,
    /// Until when it holds; not before `valid_time`. Null: until further notice.
    pub valid_until: Option<String>,
    /// How sure it is, from 0 to 1.
    pub confidence: f64,
    /// How much it matters.
    pub importance: Importance,
    /// When it was last used. Reading does not change it; only a put does.
    ///
    /// Empty until `put_memory` fills it in.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub last_accessed: String,
    /// How often it was used. Reading does not change it; only a put does.
    pub access_count: i64,
    /// Patterns it is about.
    pub linked_patterns: Vec<LinkedPattern>,
    /// Constraints it is about.
    pub linked_constraints: Vec<LinkedConstraint>,
    /// Files it is about.
    pub linked_files: Vec<LinkedFile>,
    /// Functions it is about.
    pub linked_functions: Vec<LinkedFunction>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Whether it is put away.
    pub archived: bool,
    /// The memory that took its place.
    pub superseded_by: Option<String>,
    /// The memory whose place it took.
    pub supersedes: Option<String>,
    /// BLAKE3 of the canonical text of `content`, 64 hexadecimal digits. Always computed; what a put says here does not count.
    ///
    /// Empty until `put_memory` fills it in.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub content_hash: String,
    /// Whose it is: `agent://name/`, `team://name/` or `project://name/`.
    pub namespace: String,
    /// Who recorded it.
    pub source_agent: String,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The content of a memory, by its type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum ContentData {
    /// What a project or a person is; never fades.
    #[serde(rename = "core")]
    Core(CoreContent),
    /// What everybody here knows and nobody wrote down.
    #[serde(rename = "tribal")]
    Tribal(TribalContent),
    /// How something is done, step by step.
    #[serde(rename = "procedural")]
    Procedural(ProceduralContent),
    /// Knowledge drawn from several episodes.
    #[serde(rename = "semantic")]
    Semantic(SemanticContent),
    /// What happened once.
    #[serde(rename = "episodic")]
    Episodic(EpisodicContent),
    /// What was decided, and against what.
    #[serde(rename = "decision")]
    Decision(DecisionContent),
    /// What was noticed, and what shows it.
    #[serde(rename = "insight")]
    Insight(InsightContent),
    /// Where something can be read.
    #[serde(rename = "reference")]
    Reference(ReferenceContent),
    /// How somebody likes it.
    #[serde(rename = "preference")]
    Preference(PreferenceContent),
    /// Why the code follows a pattern.
    #[serde(rename = "pattern_rationale")]
    PatternRationale(PatternRationaleContent),
    /// Where a rule does not hold, and who said so.
    #[serde(rename = "constraint_override")]
    ConstraintOverride(ConstraintOverrideContent),
    /// What a decision about the code rests on.
    #[serde(rename = "decision_context")]
    DecisionContext(DecisionContextContent),
    /// What to avoid in the code, and what to write instead.
    #[serde(rename = "code_smell")]
    CodeSmell(CodeSmellContent),
    /// An agent that can be started, and what for.
    #[serde(rename = "agent_spawn")]
    AgentSpawn(AgentSpawnContent),
    /// A person, a system, a place, a thing.
    #[serde(rename = "entity")]
    Entity(EntityContent),
    /// What is to be reached, and how far it is.
    #[serde(rename = "goal")]
    Goal(GoalContent),
    /// What somebody said about the work.
    #[serde(rename = "feedback")]
    Feedback(FeedbackContent),
    /// Actions in order, and what starts them.
    #[serde(rename = "workflow")]
    Workflow(WorkflowContent),
    /// What was talked about.
    #[serde(rename = "conversation")]
    Conversation(ConversationContent),
    /// What went wrong, why, and what was learnt.
    #[serde(rename = "incident")]
    Incident(IncidentContent),
    /// Who met, and what came of it.
    #[serde(rename = "meeting")]
    Meeting(MeetingContent),
    /// What somebody can do, and how well.
    #[serde(rename = "skill")]
    Skill(SkillContent),
    /// A place where things run, and how it is set up.
    #[serde(rename = "environment")]
    Environment(EnvironmentContent),
}

impl ContentData {
    /// The type of memory that has such a content.
    pub fn memory_type(&self) -> MemoryType {
        match self {
            Self::Core(_) => MemoryType::Core,
            Self::Tribal(_) => MemoryType::Tribal,
            Self::Procedural(_) => MemoryType::Procedural,
            Self::Semantic(_) => MemoryType::Semantic,
            Self::Episodic(_) => MemoryType::Episodic,
            Self::Decision(_) => MemoryType::Decision,
            Self::Insight(_) => MemoryType::Insight,
            Self::Reference(_) => MemoryType::Reference,
            Self::Preference(_) => MemoryType::Preference,
            Self::PatternRationale(_) => MemoryType::PatternRationale,
            Self::ConstraintOverride(_) => MemoryType::ConstraintOverride,
            Self::DecisionContext(_) => MemoryType::DecisionContext,
            Self::CodeSmell(_) => MemoryType::CodeSmell,
            Self::AgentSpawn(_) => MemoryType::AgentSpawn,
            Self::Entity(_) => MemoryType::Entity,
            Self::Goal(_) => MemoryType::Goal,
            Self::Feedback(_) => MemoryType::Feedback,
            Self::Workflow(_) => MemoryType::Workflow,
            Self::Conversation(_) => MemoryType::Conversation,
            Self::Incident(_) => MemoryType::Incident,
            Self::Meeting(_) => MemoryType::Meeting,
            Self::Skill(_) => MemoryType::Skill,
            Self::Environment(_) => MemoryType::Environment,
        }
    }
}

impl From<CoreContent> for Content {
    fn from(data: CoreContent) -> Self {
        ContentData::Core(data).into()
    }
}

impl From<TribalContent> for Content {
    fn from(data: TribalContent) -> Self {
        ContentData::Tribal(data).into()
    }
}

impl From<ProceduralContent> for Content {
    fn from(data: ProceduralContent) -> Self {
        ContentData::Procedural(data).into()
    }
}

impl From<SemanticContent> for Content {
    fn from(data: SemanticContent) -> Self {
        ContentData::Semantic(data).into()
    }
}

impl From<EpisodicContent> for Content {
    fn from(data: EpisodicContent) -> Self {
        ContentData::Episodic(data).into()
    }
}

impl From<DecisionContent> for Content {
    fn from(data: DecisionContent) -> Self {
        ContentData::Decision(data).into()
    }
}

impl From<InsightContent> for Content {
    fn from(data: InsightContent) -> Self {
        ContentData::Insight(data).into()
    }
}

impl From<ReferenceContent> for Content {
    fn from(data: ReferenceContent) -> Self {
        ContentData::Reference(data).into()
    }
}

impl From<PreferenceContent> for Content {
    fn from(data: PreferenceContent) -> Self {
        ContentData::Preference(data).into()
    }
}

impl From<PatternRationaleContent> for Content {
    fn from(data: PatternRationaleContent) -> Self {
        ContentData::PatternRationale(data).into()
    }
}

impl From<ConstraintOverrideContent> for Content {
    fn from(data: ConstraintOverrideContent) -> Self {
        ContentData::ConstraintOverride(data).into()
    }
}

impl From<DecisionContextContent> for Content {
    fn from(data: DecisionContextContent) -> Self {
        ContentData::DecisionContext(data).into()
    }
}

impl From<CodeSmellContent> for Content {
    fn from(data: CodeSmellContent) -> Self {
        ContentData::CodeSmell(data).into()
    }
}

impl From<AgentSpawnContent> for Content {
    fn from(data: AgentSpawnContent) -> Self {
        ContentData::AgentSpawn(data).into()
    }
}

impl From<EntityContent> for Content {
    fn from(data: EntityContent) -> Self {
        ContentData::Entity(data).into()
    }
}

impl From<GoalContent> for Content {
    fn from(data: GoalContent) -> Self {
        ContentData::Goal(data).into()
    }
}

impl From<FeedbackContent> for Content {
    fn from(data: FeedbackContent) -> Self {
        ContentData::Feedback(data).into()
    }
}

impl From<WorkflowContent> for Content {
    fn from(data: WorkflowContent) -> Self {
        ContentData::Workflow(data).into()
    }
}

impl From<ConversationContent> for Content {
    fn from(data: ConversationContent) -> Self {
        ContentData::Conversation(data).into()
    }
}

impl From<IncidentContent> for Content {
    fn from(data: IncidentContent) -> Self {
        ContentData::Incident(data).into()
    }
}

impl From<MeetingContent> for Content {
    fn from(data: MeetingContent) -> Self {
        ContentData::Meeting(data).into()
    }
}

impl From<SkillContent> for Content {
    fn from(data: SkillContent) -> Self {
        ContentData::Skill(data).into()
    }
}

impl From<EnvironmentContent> for Content {
    fn from(data: EnvironmentContent) -> Self {
        ContentData::Environment(data).into()
    }
}

/// A pattern a memory is about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LinkedPattern {
    /// The pattern's id.
    pub pattern_id: String,
    /// Its name for people.
    pub pattern_name: String,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A constraint a memory is about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LinkedConstraint {
    /// The constraint's id.
    pub constraint_id: String,
    /// Its name for people.
    pub constraint_name: String,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A file a memory is about, or some lines of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LinkedFile {
    /// Its path, as the project names it.
    pub file_path: String,
    /// The first line; lines count from 1.
    pub line_start: Option<i64>,
    /// The last line.
    pub line_end: Option<i64>,
    /// What the file's content hashed to, in whatever way the app hashes files.
    pub content_hash: Option<String>,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A function a memory is about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LinkedFunction {
    /// Its name.
    pub function_name: String,
    /// The file that holds it.
    pub file_path: String,
    /// Its signature as the code has it.
    pub signature: Option<String>,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What a project or a person is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CoreContent {
    /// The project's name.
    pub project_name: String,
    /// What it is.
    pub description: String,
    /// Anything else, by name.
    pub metadata: Map<String, Value>,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What everybody here knows and nobody wrote down.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TribalContent {
    /// What is known.
    pub knowledge: String,
    /// How bad it is not to know it, in the app's own words.
    pub severity: String,
    /// What to look out for.
    pub warnings: Vec<String>,
    /// What happens otherwise.
    pub consequences: Vec<String>,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// How something is done.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProceduralContent {
    /// What is done.
    pub title: String,
    /// The steps.
    pub steps: Vec<ProcedureStep>,
    /// What must be there first.
    pub prerequisites: Vec<String>,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A step of a procedure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProcedureStep {
    /// Its place among the steps.
    pub order: i64,
    /// What to do.
    pub instruction: String,
    /// Whether it is done.
    pub completed: bool,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Knowledge drawn from several episodes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SemanticContent {
    /// What is known.
    pub knowledge: String,
    /// The ids of the memories it was drawn from.
    pub source_episodes: Vec<String>,
    /// How sure the drawing was, from 0 to 1.
    pub consolidation_confidence: f64,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What happened once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EpisodicContent {
    /// What happened.
    pub interaction: String,
    /// What it was part of.
    pub context: String,
    /// What came of it.
    pub outcome: Option<String>,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What was decided, and against what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DecisionContent {
    /// What was decided.
    pub decision: String,
    /// Why.
    pub rationale: String,
    /// What was not chosen.
    pub alternatives: Vec<Alternative>,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What was not chosen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    /// What it was.
    pub description: String,
    /// Why not.
    pub reason_rejected: String,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What was noticed, and what shows it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InsightContent {
    /// What was noticed.
    pub observation: String,
    /// What shows it.
    pub evidence: Vec<String>,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Where something can be read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReferenceContent {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: Option<String>,
    /// What it says, or how to cite it.
    pub citation: String,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// How somebody likes it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PreferenceContent {
    /// What it is about.
    pub preference: String,
    /// Where it holds.
    pub scope: String,
    /// How it should be: any JSON value.
    pub value: Value,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Why the code follows a pattern.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PatternRationaleContent {
    /// The pattern's name.
    pub pattern_name: String,
    /// Why it is followed.
    pub rationale: String,
    /// What in the business asks for it.
    pub business_context: String,
    /// Where it is followed.
    pub examples: Vec<String>,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Where a rule does not hold, and who said so.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ConstraintOverrideContent {
    /// The rule.
    pub constraint_name: String,
    /// Why it does not hold.
    pub override_reason: String,
    /// Who said so.
    pub approved_by: String,
    /// Where it does not hold.
    pub scope: String,
    /// When it holds again.
    pub expiry: Option<String>,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What a decision about the code rests on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DecisionContextContent {
    /// What was decided.
    pub decision: String,
    /// What it rests on.
    pub context: String,
    /// Where the decision is written down.
    pub adr_link: Option<String>,
    /// What was given up for what.
    pub trade_offs: Vec<String>,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What to avoid in the code, and what to write instead.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CodeSmellContent {
    /// Its name.
    pub smell_name: String,
    /// What is wrong with it.
    pub description: String,
    /// Code that has it.
    pub bad_example: String,
    /// The same without it.
    pub good_example: String,
    /// How bad it is, in the app's own words.
    pub severity: String,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// An agent that can be started, and what for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AgentSpawnContent {
    /// The agent's name.
    pub agent_name: String,
    /// How it is set up, by name.
    pub configuration: Map<String, Value>,
    /// What it is for.
    pub purpose: String,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A person, a system, a place, a thing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EntityContent {
    /// Its name.
    pub entity_name: String,
    /// What it is one of.
    pub entity_type: String,
    /// What it is.
    pub description: String,
    /// What is known of it, by name.
    pub attributes: Map<String, Value>,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What is to be reached, and how far it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GoalContent {
    /// The goal.
    pub title: String,
    /// What reaching it means.
    pub description: String,
    /// How far it is, from 0 to 1.
    pub progress: f64,
    /// What lies on the way.
    pub milestones: Vec<String>,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What somebody said about the work.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FeedbackContent {
    /// What was said.
    pub feedback: String,
    /// What it is about.
    pub category: String,
    /// Who said it.
    pub source: String,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Actions in order, and what starts them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WorkflowContent {
    /// Its name.
    pub name: String,
    /// The actions.
    pub steps: Vec<WorkflowStep>,
    /// What starts it.
    pub trigger: Option<String>,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// An action of a workflow.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WorkflowStep {
    /// Its place among the actions.
    pub order: i64,
    /// What is done.
    pub action: String,
    /// When it is done; null: always.
    pub condition: Option<String>,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What was talked about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ConversationContent {
    /// What was said, in short.
    pub summary: String,
    /// Who talked.
    pub participants: Vec<String>,
    /// What to keep of it.
    pub key_points: Vec<String>,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What went wrong, why, and what was learnt.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IncidentContent {
    /// What went wrong.
    pub title: String,
    /// Why.
    pub root_cause: String,
    /// What it did.
    pub impact: String,
    /// How it was ended.
    pub resolution: String,
    /// What was learnt.
    pub lessons_learned: Vec<String>,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Who met, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MeetingContent {
    /// What it was about.
    pub title: String,
    /// Who was there.
    pub attendees: Vec<String>,
    /// What was said.
    pub notes: String,
    /// What is to be done.
    pub action_items: Vec<String>,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What somebody can do, and how well.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SkillContent {
    /// What can be done.
    pub skill_name: String,
    /// How well, in the app's own words.
    pub proficiency: String,
    /// The field it belongs to.
    pub domain: String,
    /// What shows it.
    pub evidence: Vec<String>,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A place where things run, and how it is set up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EnvironmentContent {
    /// Its name.
    pub name: String,
    /// How it is set up, by name.
    pub config: Map<String, Value>,
    /// What it runs on.
    pub platform: Option<String>,

    /// What a newer version wrote here; kept as it is.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
