//! Generated from `memory.schema.json` by `cargo xtask generate`; not to be edited.

use super::field::Field;
use super::field::Fill;
use super::field::Kind;
use super::field::Need;
use super::types::MemoryType;

pub(super) static MEMORY: &[Field] = &[
    Field { name: "id", kind: Kind::Uuid, need: Need::Filled(Fill::Id) },
    Field { name: "memory_type", kind: Kind::MemoryType, need: Need::Required },
    Field { name: "content", kind: Kind::Content, need: Need::Required },
    Field { name: "summary", kind: Kind::Text, need: Need::Required },
    Field { name: "transaction_time", kind: Kind::Time, need: Need::Filled(Fill::Now) },
    Field { name: "valid_time", kind: Kind::Time, need: Need::Filled(Fill::Like("transaction_time")) },
    Field { name: "valid_until", kind: Kind::Time, need: Need::Optional },
    Field { name: "confidence", kind: Kind::Share, need: Need::Filled(Fill::Integer(1)) },
    Field {
        name: "importance",
        kind: Kind::OneOf(&["low", "normal", "high", "critical"]),
        need: Need::Filled(Fill::Text("normal")),
    },
    Field { name: "last_accessed", kind: Kind::Time, need: Need::Filled(Fill::Like("transaction_time")) },
    Field { name: "access_count", kind: Kind::Integer { least: Some(0) }, need: Need::Filled(Fill::Integer(0)) },
    Field {
        name: "linked_patterns",
        kind: Kind::List(&Kind::Struct(LINKED_PATTERN)),
        need: Need::Filled(Fill::EmptyList),
    },
    Field {
        name: "linked_constraints",
        kind: Kind::List(&Kind::Struct(LINKED_CONSTRAINT)),
        need: Need::Filled(Fill::EmptyList),
    },
    Field { name: "linked_files", kind: Kind::List(&Kind::Struct(LINKED_FILE)), need: Need::Filled(Fill::EmptyList) },
    Field {
        name: "linked_functions",
        kind: Kind::List(&Kind::Struct(LINKED_FUNCTION)),
        need: Need::Filled(Fill::EmptyList),
    },
    Field { name: "tags", kind: Kind::List(&Kind::Text), need: Need::Filled(Fill::EmptyList) },
    Field { name: "archived", kind: Kind::Flag, need: Need::Filled(Fill::Flag(false)) },
    Field { name: "superseded_by", kind: Kind::Uuid, need: Need::Optional },
    Field { name: "supersedes", kind: Kind::Uuid, need: Need::Optional },
    Field { name: "content_hash", kind: Kind::Text, need: Need::Filled(Fill::ContentHash) },
    Field { name: "namespace", kind: Kind::Namespace, need: Need::Filled(Fill::Text("agent://default/")) },
    Field { name: "source_agent", kind: Kind::Text, need: Need::Filled(Fill::Text("default")) },
];

pub(super) static LINKED_PATTERN: &[Field] = &[
    Field { name: "pattern_id", kind: Kind::Text, need: Need::Required },
    Field { name: "pattern_name", kind: Kind::Text, need: Need::Required },
];

pub(super) static LINKED_CONSTRAINT: &[Field] = &[
    Field { name: "constraint_id", kind: Kind::Text, need: Need::Required },
    Field { name: "constraint_name", kind: Kind::Text, need: Need::Required },
];

pub(super) static LINKED_FILE: &[Field] = &[
    Field { name: "file_path", kind: Kind::Text, need: Need::Required },
    Field { name: "line_start", kind: Kind::Integer { least: Some(1) }, need: Need::Optional },
    Field { name: "line_end", kind: Kind::Integer { least: Some(1) }, need: Need::Optional },
    Field { name: "content_hash", kind: Kind::Text, need: Need::Optional },
];

pub(super) static LINKED_FUNCTION: &[Field] = &[
    Field { name: "function_name", kind: Kind::Text, need: Need::Required },
    Field { name: "file_path", kind: Kind::Text, need: Need::Required },
    Field { name: "signature", kind: Kind::Text, need: Need::Optional },
];

pub(super) static CORE_CONTENT: &[Field] = &[
    Field { name: "project_name", kind: Kind::Text, need: Need::Required },
    Field { name: "description", kind: Kind::Text, need: Need::Required },
    Field { name: "metadata", kind: Kind::Object, need: Need::Required },
];

pub(super) static TRIBAL_CONTENT: &[Field] = &[
    Field { name: "knowledge", kind: Kind::Text, need: Need::Required },
    Field { name: "severity", kind: Kind::Text, need: Need::Required },
    Field { name: "warnings", kind: Kind::List(&Kind::Text), need: Need::Required },
    Field { name: "consequences", kind: Kind::List(&Kind::Text), need: Need::Required },
];

pub(super) static PROCEDURAL_CONTENT: &[Field] = &[
    Field { name: "title", kind: Kind::Text, need: Need::Required },
    Field { name: "steps", kind: Kind::List(&Kind::Struct(PROCEDURE_STEP)), need: Need::Required },
    Field { name: "prerequisites", kind: Kind::List(&Kind::Text), need: Need::Required },
];

pub(super) static PROCEDURE_STEP: &[Field] = &[
    Field { name: "order", kind: Kind::Integer { least: None }, need: Need::Required },
    Field { name: "instruction", kind: Kind::Text, need: Need::Required },
    Field { name: "completed", kind: Kind::Flag, need: Need::Required },
];

pub(super) static SEMANTIC_CONTENT: &[Field] = &[
    Field { name: "knowledge", kind: Kind::Text, need: Need::Required },
    Field { name: "source_episodes", kind: Kind::List(&Kind::Text), need: Need::Required },
    Field { name: "consolidation_confidence", kind: Kind::Share, need: Need::Required },
];

pub(super) static EPISODIC_CONTENT: &[Field] = &[
    Field { name: "interaction", kind: Kind::Text, need: Need::Required },
    Field { name: "context", kind: Kind::Text, need: Need::Required },
    Field { name: "outcome", kind: Kind::Text, need: Need::Optional },
];

pub(super) static DECISION_CONTENT: &[Field] = &[
    Field { name: "decision", kind: Kind::Text, need: Need::Required },
    Field { name: "rationale", kind: Kind::Text, need: Need::Required },
    Field { name: "alternatives", kind: Kind::List(&Kind::Struct(ALTERNATIVE)), need: Need::Required },
];

pub(super) static ALTERNATIVE: &[Field] = &[
    Field { name: "description", kind: Kind::Text, need: Need::Required },
    Field { name: "reason_rejected", kind: Kind::Text, need: Need::Required },
];

pub(super) static INSIGHT_CONTENT: &[Field] = &[
    Field { name: "observation", kind: Kind::Text, need: Need::Required },
    Field { name: "evidence", kind: Kind::List(&Kind::Text), need: Need::Required },
];

pub(super) static REFERENCE_CONTENT: &[Field] = &[
    Field { name: "title", kind: Kind::Text, need: Need::Required },
    Field { name: "url", kind: Kind::Text, need: Need::Optional },
    Field { name: "citation", kind: Kind::Text, need: Need::Required },
];

pub(super) static PREFERENCE_CONTENT: &[Field] = &[
    Field { name: "preference", kind: Kind::Text, need: Need::Required },
    Field { name: "scope", kind: Kind::Text, need: Need::Required },
    Field { name: "value", kind: Kind::Any, need: Need::Required },
];

pub(super) static PATTERN_RATIONALE_CONTENT: &[Field] = &[
    Field { name: "pattern_name", kind: Kind::Text, need: Need::Required },
    Field { name: "rationale", kind: Kind::Text, need: Need::Required },
    Field { name: "business_context", kind: Kind::Text, need: Need::Required },
    Field { name: "examples", kind: Kind::List(&Kind::Text), need: Need::Required },
];

pub(super) static CONSTRAINT_OVERRIDE_CONTENT: &[Field] = &[
    Field { name: "constraint_name", kind: Kind::Text, need: Need::Required },
    Field { name: "override_reason", kind: Kind::Text, need: Need::Required },
    Field { name: "approved_by", kind: Kind::Text, need: Need::Required },
    Field { name: "scope", kind: Kind::Text, need: Need::Required },
    Field { name: "expiry", kind: Kind::Time, need: Need::Optional },
];

pub(super) static DECISION_CONTEXT_CONTENT: &[Field] = &[
    Field { name: "decision", kind: Kind::Text, need: Need::Required },
    Field { name: "context", kind: Kind::Text, need: Need::Required },
    Field { name: "adr_link", kind: Kind::Text, need: Need::Optional },
    Field { name: "trade_offs", kind: Kind::List(&Kind::Text), need: Need::Required },
];

pub(super) static CODE_SMELL_CONTENT: &[Field] = &[
    Field { name: "smell_name", kind: Kind::Text, need: Need::Required },
    Field { name: "description", kind: Kind::Text, need: Need::Required },
    Field { name: "bad_example", kind: Kind::Text, need: Need::Required },
    Field { name: "good_example", kind: Kind::Text, need: Need::Required },
    Field { name: "severity", kind: Kind::Text, need: Need::Required },
];

pub(super) static AGENT_SPAWN_CONTENT: &[Field] = &[
    Field { name: "agent_name", kind: Kind::Text, need: Need::Required },
    Field { name: "configuration", kind: Kind::Object, need: Need::Required },
    Field { name: "purpose", kind: Kind::Text, need: Need::Required },
];

pub(super) static ENTITY_CONTENT: &[Field] = &[
    Field { name: "entity_name", kind: Kind::Text, need: Need::Required },
    Field { name: "entity_type", kind: Kind::Text, need: Need::Required },
    Field { name: "description", kind: Kind::Text, need: Need::Required },
    Field { name: "attributes", kind: Kind::Object, need: Need::Required },
];

pub(super) static GOAL_CONTENT: &[Field] = &[
    Field { name: "title", kind: Kind::Text, need: Need::Required },
    Field { name: "description", kind: Kind::Text, need: Need::Required },
    Field { name: "progress", kind: Kind::Share, need: Need::Required },
    Field { name: "milestones", kind: Kind::List(&Kind::Text), need: Need::Required },
];

pub(super) static FEEDBACK_CONTENT: &[Field] = &[
    Field { name: "feedback", kind: Kind::Text, need: Need::Required },
    Field { name: "category", kind: Kind::Text, need: Need::Required },
    Field { name: "source", kind: Kind::Text, need: Need::Required },
];

pub(super) static WORKFLOW_CONTENT: &[Field] = &[
    Field { name: "name", kind: Kind::Text, need: Need::Required },
    Field { name: "steps", kind: Kind::List(&Kind::Struct(WORKFLOW_STEP)), need: Need::Required },
    Field { name: "trigger", kind: Kind::Text, need: Need::Optional },
];

pub(super) static WORKFLOW_STEP: &[Field] = &[
    Field { name: "order", kind: Kind::Integer { least: None }, need: Need::Required },
    Field { name: "action", kind: Kind::Text, need: Need::Required },
    Field { name: "condition", kind: Kind::Text, need: Need::Optional },
];

pub(super) static CONVERSATION_CONTENT: &[Field] = &[
    Field { name: "summary", kind: Kind::Text, need: Need::Required },
    Field { name: "participants", kind: Kind::List(&Kind::Text), need: Need::Required },
    Field { name: "key_points", kind: Kind::List(&Kind::Text), need: Need::Required },
];

pub(super) static INCIDENT_CONTENT: &[Field] = &[
    Field { name: "title", kind: Kind::Text, need: Need::Required },
    Field { name: "root_cause", kind: Kind::Text, need: Need::Required },
    Field { name: "impact", kind: Kind::Text, need: Need::Required },
    Field { name: "resolution", kind: Kind::Text, need: Need::Required },
    Field { name: "lessons_learned", kind: Kind::List(&Kind::Text), need: Need::Required },
];

pub(super) static MEETING_CONTENT: &[Field] = &[
    Field { name: "title", kind: Kind::Text, need: Need::Required },
    Field { name: "attendees", kind: Kind::List(&Kind::Text), need: Need::Required },
    Field { name: "notes", kind: Kind::Text, need: Need::Required },
    Field { name: "action_items", kind: Kind::List(&Kind::Text), need: Need::Required },
];

pub(super) static SKILL_CONTENT: &[Field] = &[
    Field { name: "skill_name", kind: Kind::Text, need: Need::Required },
    Field { name: "proficiency", kind: Kind::Text, need: Need::Required },
    Field { name: "domain", kind: Kind::Text, need: Need::Required },
    Field { name: "evidence", kind: Kind::List(&Kind::Text), need: Need::Required },
];

pub(super) static ENVIRONMENT_CONTENT: &[Field] = &[
    Field { name: "name", kind: Kind::Text, need: Need::Required },
    Field { name: "config", kind: Kind::Object, need: Need::Required },
    Field { name: "platform", kind: Kind::Text, need: Need::Optional },
];

/// The fields of a type's content.
pub(super) fn content(memory_type: MemoryType) -> &'static [Field] {
    match memory_type {
        MemoryType::Core => CORE_CONTENT,
        MemoryType::Tribal => TRIBAL_CONTENT,
        MemoryType::Procedural => PROCEDURAL_CONTENT,
        MemoryType::Semantic => SEMANTIC_CONTENT,
        MemoryType::Episodic => EPISODIC_CONTENT,
        MemoryType::Decision => DECISION_CONTENT,
        MemoryType::Insight => INSIGHT_CONTENT,
        MemoryType::Reference => REFERENCE_CONTENT,
        MemoryType::Preference => PREFERENCE_CONTENT,
        MemoryType::PatternRationale => PATTERN_RATIONALE_CONTENT,
        MemoryType::ConstraintOverride => CONSTRAINT_OVERRIDE_CONTENT,
        MemoryType::DecisionContext => DECISION_CONTEXT_CONTENT,
        MemoryType::CodeSmell => CODE_SMELL_CONTENT,
        MemoryType::AgentSpawn => AGENT_SPAWN_CONTENT,
        MemoryType::Entity => ENTITY_CONTENT,
        MemoryType::Goal => GOAL_CONTENT,
        MemoryType::Feedback => FEEDBACK_CONTENT,
        MemoryType::Workflow => WORKFLOW_CONTENT,
        MemoryType::Conversation => CONVERSATION_CONTENT,
        MemoryType::Incident => INCIDENT_CONTENT,
        MemoryType::Meeting => MEETING_CONTENT,
        MemoryType::Skill => SKILL_CONTENT,
        MemoryType::Environment => ENVIRONMENT_CONTENT,
    }
}
