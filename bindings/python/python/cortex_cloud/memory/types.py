"""The classes of memories and their parts.

Generated from `memory.schema.json` by `cargo xtask generate`; not to be edited.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar, Final, Union

from ._struct import Struct


class MemoryCategory(Enum):
    """What kind of use a type of memory is for."""

    DOMAIN_AGNOSTIC = "domain_agnostic"
    CODE_SPECIFIC = "code_specific"
    UNIVERSAL = "universal"


class MemoryType(Enum):
    """The 23 kinds of memory."""

    CORE = "core"
    """What a project or a person is; never fades."""

    TRIBAL = "tribal"
    """What everybody here knows and nobody wrote down."""

    PROCEDURAL = "procedural"
    """How something is done, step by step."""

    SEMANTIC = "semantic"
    """Knowledge drawn from several episodes."""

    EPISODIC = "episodic"
    """What happened once."""

    DECISION = "decision"
    """What was decided, and against what."""

    INSIGHT = "insight"
    """What was noticed, and what shows it."""

    REFERENCE = "reference"
    """Where something can be read."""

    PREFERENCE = "preference"
    """How somebody likes it."""

    PATTERN_RATIONALE = "pattern_rationale"
    """Why the code follows a pattern."""

    CONSTRAINT_OVERRIDE = "constraint_override"
    """Where a rule does not hold, and who said so."""

    DECISION_CONTEXT = "decision_context"
    """What a decision about the code rests on."""

    CODE_SMELL = "code_smell"
    """What to avoid in the code, and what to write instead."""

    AGENT_SPAWN = "agent_spawn"
    """An agent that can be started, and what for."""

    ENTITY = "entity"
    """A person, a system, a place, a thing."""

    GOAL = "goal"
    """What is to be reached, and how far it is."""

    FEEDBACK = "feedback"
    """What somebody said about the work."""

    WORKFLOW = "workflow"
    """Actions in order, and what starts them."""

    CONVERSATION = "conversation"
    """What was talked about."""

    INCIDENT = "incident"
    """What went wrong, why, and what was learnt."""

    MEETING = "meeting"
    """Who met, and what came of it."""

    SKILL = "skill"
    """What somebody can do, and how well."""

    ENVIRONMENT = "environment"
    """A place where things run, and how it is set up."""

    @property
    def category(self) -> MemoryCategory:
        """What kind of use it is for."""
        return _CATEGORIES[self.value]

    @property
    def half_life_days(self) -> int | None:
        """After how many days such a memory counts half; None for one that never fades."""
        return _HALF_LIVES[self.value]


_CATEGORIES: Final[Mapping[str, MemoryCategory]] = {
    "core": MemoryCategory.DOMAIN_AGNOSTIC,
    "tribal": MemoryCategory.DOMAIN_AGNOSTIC,
    "procedural": MemoryCategory.DOMAIN_AGNOSTIC,
    "semantic": MemoryCategory.DOMAIN_AGNOSTIC,
    "episodic": MemoryCategory.DOMAIN_AGNOSTIC,
    "decision": MemoryCategory.DOMAIN_AGNOSTIC,
    "insight": MemoryCategory.DOMAIN_AGNOSTIC,
    "reference": MemoryCategory.DOMAIN_AGNOSTIC,
    "preference": MemoryCategory.DOMAIN_AGNOSTIC,
    "pattern_rationale": MemoryCategory.CODE_SPECIFIC,
    "constraint_override": MemoryCategory.CODE_SPECIFIC,
    "decision_context": MemoryCategory.CODE_SPECIFIC,
    "code_smell": MemoryCategory.CODE_SPECIFIC,
    "agent_spawn": MemoryCategory.UNIVERSAL,
    "entity": MemoryCategory.UNIVERSAL,
    "goal": MemoryCategory.UNIVERSAL,
    "feedback": MemoryCategory.UNIVERSAL,
    "workflow": MemoryCategory.UNIVERSAL,
    "conversation": MemoryCategory.UNIVERSAL,
    "incident": MemoryCategory.UNIVERSAL,
    "meeting": MemoryCategory.UNIVERSAL,
    "skill": MemoryCategory.UNIVERSAL,
    "environment": MemoryCategory.UNIVERSAL,
}

_HALF_LIVES: Final[Mapping[str, int | None]] = {
    "core": None,
    "tribal": 365,
    "procedural": 180,
    "semantic": 90,
    "episodic": 7,
    "decision": 180,
    "insight": 90,
    "reference": 60,
    "preference": 120,
    "pattern_rationale": 180,
    "constraint_override": 90,
    "decision_context": 180,
    "code_smell": 90,
    "agent_spawn": 365,
    "entity": 180,
    "goal": 90,
    "feedback": 120,
    "workflow": 180,
    "conversation": 30,
    "incident": 365,
    "meeting": 60,
    "skill": 180,
    "environment": 90,
}


class Importance(Enum):
    """How much a memory matters."""

    LOW = "low"
    """Nice to know."""

    NORMAL = "normal"
    """Like most."""

    HIGH = "high"
    """Should be seen."""

    CRITICAL = "critical"
    """Must be seen."""


@dataclass(kw_only=True)
class LinkedPattern(Struct):
    """A pattern a memory is about."""

    pattern_id: str
    """The pattern's id."""

    pattern_name: str
    """Its name for people."""


@dataclass(kw_only=True)
class LinkedConstraint(Struct):
    """A constraint a memory is about."""

    constraint_id: str
    """The constraint's id."""

    constraint_name: str
    """Its name for people."""


@dataclass(kw_only=True)
class LinkedFile(Struct):
    """A file a memory is about, or some lines of it."""

    file_path: str
    """Its path, as the project names it."""

    line_start: int | None = None
    """The first line; lines count from 1."""

    line_end: int | None = None
    """The last line."""

    content_hash: str | None = None
    """What the file's content hashed to, in whatever way the app hashes files."""


@dataclass(kw_only=True)
class LinkedFunction(Struct):
    """A function a memory is about."""

    function_name: str
    """Its name."""

    file_path: str
    """The file that holds it."""

    signature: str | None = None
    """Its signature as the code has it."""


@dataclass(kw_only=True)
class CoreContent(Struct):
    """What a project or a person is."""

    project_name: str
    """The project's name."""

    description: str
    """What it is."""

    metadata: dict[str, Any]
    """Anything else, by name."""

    memory_type: ClassVar[MemoryType] = MemoryType.CORE


@dataclass(kw_only=True)
class TribalContent(Struct):
    """What everybody here knows and nobody wrote down."""

    knowledge: str
    """What is known."""

    severity: str
    """How bad it is not to know it, in the app's own words."""

    warnings: list[str]
    """What to look out for."""

    consequences: list[str]
    """What happens otherwise."""

    memory_type: ClassVar[MemoryType] = MemoryType.TRIBAL


@dataclass(kw_only=True)
class ProcedureStep(Struct):
    """A step of a procedure."""

    order: int
    """Its place among the steps."""

    instruction: str
    """What to do."""

    completed: bool
    """Whether it is done."""


@dataclass(kw_only=True)
class SemanticContent(Struct):
    """Knowledge drawn from several episodes."""

    knowledge: str
    """What is known."""

    source_episodes: list[str]
    """The ids of the memories it was drawn from."""

    consolidation_confidence: float
    """How sure the drawing was, from 0 to 1."""

    memory_type: ClassVar[MemoryType] = MemoryType.SEMANTIC


@dataclass(kw_only=True)
class EpisodicContent(Struct):
    """What happened once."""

    interaction: str
    """What happened."""

    context: str
    """What it was part of."""

    outcome: str | None = None
    """What came of it."""

    memory_type: ClassVar[MemoryType] = MemoryType.EPISODIC


@dataclass(kw_only=True)
class Alternative(Struct):
    """What was not chosen."""

    description: str
    """What it was."""

    reason_rejected: str
    """Why not."""


@dataclass(kw_only=True)
class InsightContent(Struct):
    """What was noticed, and what shows it."""

    observation: str
    """What was noticed."""

    evidence: list[str]
    """What shows it."""

    memory_type: ClassVar[MemoryType] = MemoryType.INSIGHT


@dataclass(kw_only=True)
class ReferenceContent(Struct):
    """Where something can be read."""

    title: str
    """Its title."""

    url: str | None = None
    """Its address."""

    citation: str
    """What it says, or how to cite it."""

    memory_type: ClassVar[MemoryType] = MemoryType.REFERENCE


@dataclass(kw_only=True)
class PreferenceContent(Struct):
    """How somebody likes it."""

    preference: str
    """What it is about."""

    scope: str
    """Where it holds."""

    value: Any
    """How it should be: any JSON value."""

    memory_type: ClassVar[MemoryType] = MemoryType.PREFERENCE


@dataclass(kw_only=True)
class PatternRationaleContent(Struct):
    """Why the code follows a pattern."""

    pattern_name: str
    """The pattern's name."""

    rationale: str
    """Why it is followed."""

    business_context: str
    """What in the business asks for it."""

    examples: list[str]
    """Where it is followed."""

    memory_type: ClassVar[MemoryType] = MemoryType.PATTERN_RATIONALE


@dataclass(kw_only=True)
class ConstraintOverrideContent(Struct):
    """Where a rule does not hold, and who said so."""

    constraint_name: str
    """The rule."""

    override_reason: str
    """Why it does not hold."""

    approved_by: str
    """Who said so."""

    scope: str
    """Where it does not hold."""

    expiry: str | None = None
    """When it holds again."""

    memory_type: ClassVar[MemoryType] = MemoryType.CONSTRAINT_OVERRIDE


@dataclass(kw_only=True)
class DecisionContextContent(Struct):
    """What a decision about the code rests on."""

    decision: str
    """What was decided."""

    context: str
    """What it rests on."""

    adr_link: str | None = None
    """Where the decision is written down."""

    trade_offs: list[str]
    """What was given up for what."""

    memory_type: ClassVar[MemoryType] = MemoryType.DECISION_CONTEXT


@dataclass(kw_only=True)
class CodeSmellContent(Struct):
    """What to avoid in the code, and what to write instead."""

    smell_name: str
    """Its name."""

    description: str
    """What is wrong with it."""

    bad_example: str
    """Code that has it."""

    good_example: str
    """The same without it."""

    severity: str
    """How bad it is, in the app's own words."""

    memory_type: ClassVar[MemoryType] = MemoryType.CODE_SMELL


@dataclass(kw_only=True)
class AgentSpawnContent(Struct):
    """An agent that can be started, and what for."""

    agent_name: str
    """The agent's name."""

    configuration: dict[str, Any]
    """How it is set up, by name."""

    purpose: str
    """What it is for."""

    memory_type: ClassVar[MemoryType] = MemoryType.AGENT_SPAWN


@dataclass(kw_only=True)
class EntityContent(Struct):
    """A person, a system, a place, a thing."""

    entity_name: str
    """Its name."""

    entity_type: str
    """What it is one of."""

    description: str
    """What it is."""

    attributes: dict[str, Any]
    """What is known of it, by name."""

    memory_type: ClassVar[MemoryType] = MemoryType.ENTITY


@dataclass(kw_only=True)
class GoalContent(Struct):
    """What is to be reached, and how far it is."""

    title: str
    """The goal."""

    description: str
    """What reaching it means."""

    progress: float
    """How far it is, from 0 to 1."""

    milestones: list[str]
    """What lies on the way."""

    memory_type: ClassVar[MemoryType] = MemoryType.GOAL


@dataclass(kw_only=True)
class FeedbackContent(Struct):
    """What somebody said about the work."""

    feedback: str
    """What was said."""

    category: str
    """What it is about."""

    source: str
    """Who said it."""

    memory_type: ClassVar[MemoryType] = MemoryType.FEEDBACK


@dataclass(kw_only=True)
class WorkflowStep(Struct):
    """An action of a workflow."""

    order: int
    """Its place among the actions."""

    action: str
    """What is done."""

    condition: str | None = None
    """When it is done; null: always."""


@dataclass(kw_only=True)
class ConversationContent(Struct):
    """What was talked about."""

    summary: str
    """What was said, in short."""

    participants: list[str]
    """Who talked."""

    key_points: list[str]
    """What to keep of it."""

    memory_type: ClassVar[MemoryType] = MemoryType.CONVERSATION


@dataclass(kw_only=True)
class IncidentContent(Struct):
    """What went wrong, why, and what was learnt."""

    title: str
    """What went wrong."""

    root_cause: str
    """Why."""

    impact: str
    """What it did."""

    resolution: str
    """How it was ended."""

    lessons_learned: list[str]
    """What was learnt."""

    memory_type: ClassVar[MemoryType] = MemoryType.INCIDENT


@dataclass(kw_only=True)
class MeetingContent(Struct):
    """Who met, and what came of it."""

    title: str
    """What it was about."""

    attendees: list[str]
    """Who was there."""

    notes: str
    """What was said."""

    action_items: list[str]
    """What is to be done."""

    memory_type: ClassVar[MemoryType] = MemoryType.MEETING


@dataclass(kw_only=True)
class SkillContent(Struct):
    """What somebody can do, and how well."""

    skill_name: str
    """What can be done."""

    proficiency: str
    """How well, in the app's own words."""

    domain: str
    """The field it belongs to."""

    evidence: list[str]
    """What shows it."""

    memory_type: ClassVar[MemoryType] = MemoryType.SKILL


@dataclass(kw_only=True)
class EnvironmentContent(Struct):
    """A place where things run, and how it is set up."""

    name: str
    """Its name."""

    config: dict[str, Any]
    """How it is set up, by name."""

    platform: str | None = None
    """What it runs on."""

    memory_type: ClassVar[MemoryType] = MemoryType.ENVIRONMENT


@dataclass(kw_only=True)
class ProceduralContent(Struct):
    """How something is done."""

    title: str
    """What is done."""

    steps: list[ProcedureStep]
    """The steps."""

    prerequisites: list[str]
    """What must be there first."""

    _classes: ClassVar[Mapping[str, type[Struct] | type[Enum]]] = {"steps": ProcedureStep}

    memory_type: ClassVar[MemoryType] = MemoryType.PROCEDURAL


@dataclass(kw_only=True)
class DecisionContent(Struct):
    """What was decided, and against what."""

    decision: str
    """What was decided."""

    rationale: str
    """Why."""

    alternatives: list[Alternative]
    """What was not chosen."""

    _classes: ClassVar[Mapping[str, type[Struct] | type[Enum]]] = {"alternatives": Alternative}

    memory_type: ClassVar[MemoryType] = MemoryType.DECISION


@dataclass(kw_only=True)
class WorkflowContent(Struct):
    """Actions in order, and what starts them."""

    name: str
    """Its name."""

    steps: list[WorkflowStep]
    """The actions."""

    trigger: str | None = None
    """What starts it."""

    _classes: ClassVar[Mapping[str, type[Struct] | type[Enum]]] = {"steps": WorkflowStep}

    memory_type: ClassVar[MemoryType] = MemoryType.WORKFLOW


@dataclass(kw_only=True)
class MemoryFields(Struct):
    """What every memory has beside its content."""

    id: str | None = None
    """Which memory this is, and the id of its record: a UUID in lower case. A new one is made up,
    ordered by time (version 7).
    """

    summary: str
    """What it says in a sentence."""

    transaction_time: str | None = None
    """When it was recorded."""

    valid_time: str | None = None
    """Since when it holds."""

    valid_until: str | None = None
    """Until when it holds; not before `valid_time`. Null: until further notice."""

    confidence: float = 1
    """How sure it is, from 0 to 1."""

    importance: Importance = Importance.NORMAL
    """How much it matters."""

    last_accessed: str | None = None
    """When it was last used. Reading does not change it; only a put does."""

    access_count: int = 0
    """How often it was used. Reading does not change it; only a put does."""

    linked_patterns: list[LinkedPattern] = field(default_factory=list)
    """Patterns it is about."""

    linked_constraints: list[LinkedConstraint] = field(default_factory=list)
    """Constraints it is about."""

    linked_files: list[LinkedFile] = field(default_factory=list)
    """Files it is about."""

    linked_functions: list[LinkedFunction] = field(default_factory=list)
    """Functions it is about."""

    tags: list[str] = field(default_factory=list)
    """Words to find it by."""

    archived: bool = False
    """Whether it is put away."""

    superseded_by: str | None = None
    """The memory that took its place."""

    supersedes: str | None = None
    """The memory whose place it took."""

    content_hash: str | None = None
    """BLAKE3 of the canonical text of `content`, 64 hexadecimal digits. Always computed; what a put
    says here does not count.
    """

    namespace: str = "agent://default/"
    """Whose it is: `agent://name/`, `team://name/` or `project://name/`."""

    source_agent: str = "default"
    """Who recorded it."""

    _classes: ClassVar[Mapping[str, type[Struct] | type[Enum]]] = {"importance": Importance, "linked_patterns": LinkedPattern, "linked_constraints": LinkedConstraint, "linked_files": LinkedFile, "linked_functions": LinkedFunction}
    _filled: ClassVar[frozenset[str]] = frozenset({"id", "transaction_time", "valid_time", "last_accessed", "content_hash"})


AnyContent = Union[
    CoreContent,
    TribalContent,
    ProceduralContent,
    SemanticContent,
    EpisodicContent,
    DecisionContent,
    InsightContent,
    ReferenceContent,
    PreferenceContent,
    PatternRationaleContent,
    ConstraintOverrideContent,
    DecisionContextContent,
    CodeSmellContent,
    AgentSpawnContent,
    EntityContent,
    GoalContent,
    FeedbackContent,
    WorkflowContent,
    ConversationContent,
    IncidentContent,
    MeetingContent,
    SkillContent,
    EnvironmentContent,
]
"""What a memory may say."""

CONTENTS: Final[Mapping[MemoryType, type[AnyContent]]] = {
    MemoryType.CORE: CoreContent,
    MemoryType.TRIBAL: TribalContent,
    MemoryType.PROCEDURAL: ProceduralContent,
    MemoryType.SEMANTIC: SemanticContent,
    MemoryType.EPISODIC: EpisodicContent,
    MemoryType.DECISION: DecisionContent,
    MemoryType.INSIGHT: InsightContent,
    MemoryType.REFERENCE: ReferenceContent,
    MemoryType.PREFERENCE: PreferenceContent,
    MemoryType.PATTERN_RATIONALE: PatternRationaleContent,
    MemoryType.CONSTRAINT_OVERRIDE: ConstraintOverrideContent,
    MemoryType.DECISION_CONTEXT: DecisionContextContent,
    MemoryType.CODE_SMELL: CodeSmellContent,
    MemoryType.AGENT_SPAWN: AgentSpawnContent,
    MemoryType.ENTITY: EntityContent,
    MemoryType.GOAL: GoalContent,
    MemoryType.FEEDBACK: FeedbackContent,
    MemoryType.WORKFLOW: WorkflowContent,
    MemoryType.CONVERSATION: ConversationContent,
    MemoryType.INCIDENT: IncidentContent,
    MemoryType.MEETING: MeetingContent,
    MemoryType.SKILL: SkillContent,
    MemoryType.ENVIRONMENT: EnvironmentContent,
}
"""The class of each type's content."""
