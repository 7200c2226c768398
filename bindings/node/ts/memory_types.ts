// Made by `cargo xtask generate` from core/src/memory/memory.schema.json; not to be edited.

import type { JsonObject, JsonValue } from './json.js';

/** The 23 kinds of memory. */
export type MemoryType =
  /** What a project or a person is; never fades. */
  | 'core'
  /** What everybody here knows and nobody wrote down. */
  | 'tribal'
  /** How something is done, step by step. */
  | 'procedural'
  /** Knowledge drawn from several episodes. */
  | 'semantic'
  /** What happened once. */
  | 'episodic'
  /** What was decided, and against what. */
  | 'decision'
  /** What was noticed, and what shows it. */
  | 'insight'
  /** Where something can be read. */
  | 'reference'
  /** How somebody likes it. */
  | 'preference'
  /** Why the code follows a pattern. */
  | 'pattern_rationale'
  /** Where a rule does not hold, and who said so. */
  | 'constraint_override'
  /** What a decision about the code rests on. */
  | 'decision_context'
  /** What to avoid in the code, and what to write instead. */
  | 'code_smell'
  /** An agent that can be started, and what for. */
  | 'agent_spawn'
  /** A person, a system, a place, a thing. */
  | 'entity'
  /** What is to be reached, and how far it is. */
  | 'goal'
  /** What somebody said about the work. */
  | 'feedback'
  /** Actions in order, and what starts them. */
  | 'workflow'
  /** What was talked about. */
  | 'conversation'
  /** What went wrong, why, and what was learnt. */
  | 'incident'
  /** Who met, and what came of it. */
  | 'meeting'
  /** What somebody can do, and how well. */
  | 'skill'
  /** A place where things run, and how it is set up. */
  | 'environment';

/** How much a memory matters. */
export type Importance =
  /** Nice to know. */
  | 'low'
  /** Like most. */
  | 'normal'
  /** Should be seen. */
  | 'high'
  /** Must be seen. */
  | 'critical';

/** Category of every type of memory, and after how many days one counts half; null for one that never fades. */
export const MEMORY_TYPES = {
  core: { category: 'domain_agnostic', halfLifeDays: null },
  tribal: { category: 'domain_agnostic', halfLifeDays: 365 },
  procedural: { category: 'domain_agnostic', halfLifeDays: 180 },
  semantic: { category: 'domain_agnostic', halfLifeDays: 90 },
  episodic: { category: 'domain_agnostic', halfLifeDays: 7 },
  decision: { category: 'domain_agnostic', halfLifeDays: 180 },
  insight: { category: 'domain_agnostic', halfLifeDays: 90 },
  reference: { category: 'domain_agnostic', halfLifeDays: 60 },
  preference: { category: 'domain_agnostic', halfLifeDays: 120 },
  pattern_rationale: { category: 'code_specific', halfLifeDays: 180 },
  constraint_override: { category: 'code_specific', halfLifeDays: 90 },
  decision_context: { category: 'code_specific', halfLifeDays: 180 },
  code_smell: { category: 'code_specific', halfLifeDays: 90 },
  agent_spawn: { category: 'universal', halfLifeDays: 365 },
  entity: { category: 'universal', halfLifeDays: 180 },
  goal: { category: 'universal', halfLifeDays: 90 },
  feedback: { category: 'universal', halfLifeDays: 120 },
  workflow: { category: 'universal', halfLifeDays: 180 },
  conversation: { category: 'universal', halfLifeDays: 30 },
  incident: { category: 'universal', halfLifeDays: 365 },
  meeting: { category: 'universal', halfLifeDays: 60 },
  skill: { category: 'universal', halfLifeDays: 180 },
  environment: { category: 'universal', halfLifeDays: 90 },
} as const;

/** The content of every type of memory. */
export interface Contents {
  /** What a project or a person is; never fades. */
  core: CoreContent;
  /** What everybody here knows and nobody wrote down. */
  tribal: TribalContent;
  /** How something is done, step by step. */
  procedural: ProceduralContent;
  /** Knowledge drawn from several episodes. */
  semantic: SemanticContent;
  /** What happened once. */
  episodic: EpisodicContent;
  /** What was decided, and against what. */
  decision: DecisionContent;
  /** What was noticed, and what shows it. */
  insight: InsightContent;
  /** Where something can be read. */
  reference: ReferenceContent;
  /** How somebody likes it. */
  preference: PreferenceContent;
  /** Why the code follows a pattern. */
  pattern_rationale: PatternRationaleContent;
  /** Where a rule does not hold, and who said so. */
  constraint_override: ConstraintOverrideContent;
  /** What a decision about the code rests on. */
  decision_context: DecisionContextContent;
  /** What to avoid in the code, and what to write instead. */
  code_smell: CodeSmellContent;
  /** An agent that can be started, and what for. */
  agent_spawn: AgentSpawnContent;
  /** A person, a system, a place, a thing. */
  entity: EntityContent;
  /** What is to be reached, and how far it is. */
  goal: GoalContent;
  /** What somebody said about the work. */
  feedback: FeedbackContent;
  /** Actions in order, and what starts them. */
  workflow: WorkflowContent;
  /** What was talked about. */
  conversation: ConversationContent;
  /** What went wrong, why, and what was learnt. */
  incident: IncidentContent;
  /** Who met, and what came of it. */
  meeting: MeetingContent;
  /** What somebody can do, and how well. */
  skill: SkillContent;
  /** A place where things run, and how it is set up. */
  environment: EnvironmentContent;
}

/** What a memory says: the type is the memory's and the data is that type's content. */
export interface Content<K extends MemoryType = MemoryType> {
  /** The memory's type. */
  type: K;
  /** The content of that type. */
  data: Contents[K];
}

/** A pattern a memory is about. */
export interface LinkedPattern {
  /** The pattern's id. */
  pattern_id: string;
  /** Its name for people. */
  pattern_name: string;
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** A constraint a memory is about. */
export interface LinkedConstraint {
  /** The constraint's id. */
  constraint_id: string;
  /** Its name for people. */
  constraint_name: string;
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** A file a memory is about, or some lines of it. */
export interface LinkedFile {
  /** Its path, as the project names it. */
  file_path: string;
  /** The first line; lines count from 1. */
  line_start?: number | null;
  /** The last line. */
  line_end?: number | null;
  /** What the file's content hashed to, in whatever way the app hashes files. */
  content_hash?: string | null;
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** A function a memory is about. */
export interface LinkedFunction {
  /** Its name. */
  function_name: string;
  /** The file that holds it. */
  file_path: string;
  /** Its signature as the code has it. */
  signature?: string | null;
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** What a project or a person is. */
export interface CoreContent {
  /** The project's name. */
  project_name: string;
  /** What it is. */
  description: string;
  /** Anything else, by name. */
  metadata: JsonObject;
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** What everybody here knows and nobody wrote down. */
export interface TribalContent {
  /** What is known. */
  knowledge: string;
  /** How bad it is not to know it, in the app's own words. */
  severity: string;
  /** What to look out for. */
  warnings: string[];
  /** What happens otherwise. */
  consequences: string[];
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** How something is done. */
export interface ProceduralContent {
  /** What is done. */
  title: string;
  /** The steps. */
  steps: ProcedureStep[];
  /** What must be there first. */
  prerequisites: string[];
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** A step of a procedure. */
export interface ProcedureStep {
  /** Its place among the steps. */
  order: number;
  /** What to do. */
  instruction: string;
  /** Whether it is done. */
  completed: boolean;
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** Knowledge drawn from several episodes. */
export interface SemanticContent {
  /** What is known. */
  knowledge: string;
  /** The ids of the memories it was drawn from. */
  source_episodes: string[];
  /** How sure the drawing was, from 0 to 1. */
  consolidation_confidence: number;
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** What happened once. */
export interface EpisodicContent {
  /** What happened. */
  interaction: string;
  /** What it was part of. */
  context: string;
  /** What came of it. */
  outcome?: string | null;
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** What was decided, and against what. */
export interface DecisionContent {
  /** What was decided. */
  decision: string;
  /** Why. */
  rationale: string;
  /** What was not chosen. */
  alternatives: Alternative[];
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** What was not chosen. */
export interface Alternative {
  /** What it was. */
  description: string;
  /** Why not. */
  reason_rejected: string;
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** What was noticed, and what shows it. */
export interface InsightContent {
  /** What was noticed. */
  observation: string;
  /** What shows it. */
  evidence: string[];
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** Where something can be read. */
export interface ReferenceContent {
  /** Its title. */
  title: string;
  /** Its address. */
  url?: string | null;
  /** What it says, or how to cite it. */
  citation: string;
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** How somebody likes it. */
export interface PreferenceContent {
  /** What it is about. */
  preference: string;
  /** Where it holds. */
  scope: string;
  /** How it should be: any JSON value. */
  value: JsonValue;
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** Why the code follows a pattern. */
export interface PatternRationaleContent {
  /** The pattern's name. */
  pattern_name: string;
  /** Why it is followed. */
  rationale: string;
  /** What in the business asks for it. */
  business_context: string;
  /** Where it is followed. */
  examples: string[];
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** Where a rule does not hold, and who said so. */
export interface ConstraintOverrideContent {
  /** The rule. */
  constraint_name: string;
  /** Why it does not hold. */
  override_reason: string;
  /** Who said so. */
  approved_by: string;
  /** Where it does not hold. */
  scope: string;
  /** When it holds again. */
  expiry?: string | null;
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** What a decision about the code rests on. */
export interface DecisionContextContent {
  /** What was decided. */
  decision: string;
  /** What it rests on. */
  context: string;
  /** Where the decision is written down. */
  adr_link?: string | null;
  /** What was given up for what. */
  trade_offs: string[];
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** What to avoid in the code, and what to write instead. */
export interface CodeSmellContent {
  /** Its name. */
  smell_name: string;
  /** What is wrong with it. */
  description: string;
  /** Code that has it. */
  bad_example: string;
  /** The same without it. */
  good_example: string;
  /** How bad it is, in the app's own words. */
  severity: string;
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** An agent that can be started, and what for. */
export interface AgentSpawnContent {
  /** The agent's name. */
  agent_name: string;
  /** How it is set up, by name. */
  configuration: JsonObject;
  /** What it is for. */
  purpose: string;
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** A person, a system, a place, a thing. */
export interface EntityContent {
  /** Its name. */
  entity_name: string;
  /** What it is one of. */
  entity_type: string;
  /** What it is. */
  description: string;
  /** What is known of it, by name. */
  attributes: JsonObject;
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** What is to be reached, and how far it is. */
export interface GoalContent {
  /** The goal. */
  title: string;
  /** What reaching it means. */
  description: string;
  /** How far it is, from 0 to 1. */
  progress: number;
  /** What lies on the way. */
  milestones: string[];
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** What somebody said about the work. */
export interface FeedbackContent {
  /** What was said. */
  feedback: string;
  /** What it is about. */
  category: string;
  /** Who said it. */
  source: string;
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** Actions in order, and what starts them. */
export interface WorkflowContent {
  /** Its name. */
  name: string;
  /** The actions. */
  steps: WorkflowStep[];
  /** What starts it. */
  trigger?: string | null;
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** An action of a workflow. */
export interface WorkflowStep {
  /** Its place among the actions. */
  order: number;
  /** What is done. */
  action: string;
  /** When it is done; null: always. */
  condition?: string | null;
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** What was talked about. */
export interface ConversationContent {
  /** What was said, in short. */
  summary: string;
  /** Who talked. */
  participants: string[];
  /** What to keep of it. */
  key_points: string[];
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** What went wrong, why, and what was learnt. */
export interface IncidentContent {
  /** What went wrong. */
  title: string;
  /** Why. */
  root_cause: string;
  /** What it did. */
  impact: string;
  /** How it was ended. */
  resolution: string;
  /** What was learnt. */
  lessons_learned: string[];
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** Who met, and what came of it. */
export interface MeetingContent {
  /** What it was about. */
  title: string;
  /** Who was there. */
  attendees: string[];
  /** What was said. */
  notes: string;
  /** What is to be done. */
  action_items: string[];
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** What somebody can do, and how well. */
export interface SkillContent {
  /** What can be done. */
  skill_name: string;
  /** How well, in the app's own words. */
  proficiency: string;
  /** The field it belongs to. */
  domain: string;
  /** What shows it. */
  evidence: string[];
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** A place where things run, and how it is set up. */
export interface EnvironmentContent {
  /** Its name. */
  name: string;
  /** How it is set up, by name. */
  config: JsonObject;
  /** What it runs on. */
  platform?: string | null;
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** Something worth remembering: what it says, how sure it is, since when it holds, and what it is linked to. */
export interface StoredMemory<K extends MemoryType> {
  /** Which memory this is, and the id of its record: a UUID in lower case. A new one is made up, ordered by time (version 7). */
  id: string;
  /** What kind of memory it is; `content.type` says the same. */
  memory_type: K;
  /** What it says. */
  content: Content<K>;
  /** What it says in a sentence. */
  summary: string;
  /** When it was recorded. */
  transaction_time: string;
  /** Since when it holds. */
  valid_time: string;
  /** Until when it holds; not before `valid_time`. Null: until further notice. */
  valid_until: string | null;
  /** How sure it is, from 0 to 1. */
  confidence: number;
  /** How much it matters. */
  importance: Importance;
  /** When it was last used. Reading does not change it; only a put does. */
  last_accessed: string;
  /** How often it was used. Reading does not change it; only a put does. */
  access_count: number;
  /** Patterns it is about. */
  linked_patterns: LinkedPattern[];
  /** Constraints it is about. */
  linked_constraints: LinkedConstraint[];
  /** Files it is about. */
  linked_files: LinkedFile[];
  /** Functions it is about. */
  linked_functions: LinkedFunction[];
  /** Words to find it by. */
  tags: string[];
  /** Whether it is put away. */
  archived: boolean;
  /** The memory that took its place. */
  superseded_by: string | null;
  /** The memory whose place it took. */
  supersedes: string | null;
  /** BLAKE3 of the canonical text of `content`, 64 hexadecimal digits. Always computed; what a put says here does not count. */
  content_hash: string;
  /** Whose it is: `agent://name/`, `team://name/` or `project://name/`. */
  namespace: string;
  /** Who recorded it. */
  source_agent: string;
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}

/** Something worth remembering: what it says, how sure it is, since when it holds, and what it is linked to. What may be left out is filled in by `putMemory`. */
export interface NewMemory<K extends MemoryType> {
  /** Which memory this is, and the id of its record: a UUID in lower case. A new one is made up, ordered by time (version 7). */
  id?: string;
  /** What kind of memory it is; `content.type` says the same. */
  memory_type: K;
  /** What it says. */
  content: Content<K>;
  /** What it says in a sentence. */
  summary: string;
  /** When it was recorded. */
  transaction_time?: string;
  /** Since when it holds. */
  valid_time?: string;
  /** Until when it holds; not before `valid_time`. Null: until further notice. */
  valid_until?: string | null;
  /** How sure it is, from 0 to 1. */
  confidence?: number;
  /** How much it matters. */
  importance?: Importance;
  /** When it was last used. Reading does not change it; only a put does. */
  last_accessed?: string;
  /** How often it was used. Reading does not change it; only a put does. */
  access_count?: number;
  /** Patterns it is about. */
  linked_patterns?: LinkedPattern[];
  /** Constraints it is about. */
  linked_constraints?: LinkedConstraint[];
  /** Files it is about. */
  linked_files?: LinkedFile[];
  /** Functions it is about. */
  linked_functions?: LinkedFunction[];
  /** Words to find it by. */
  tags?: string[];
  /** Whether it is put away. */
  archived?: boolean;
  /** The memory that took its place. */
  superseded_by?: string | null;
  /** The memory whose place it took. */
  supersedes?: string | null;
  /** BLAKE3 of the canonical text of `content`, 64 hexadecimal digits. Always computed; what a put says here does not count. */
  content_hash?: string;
  /** Whose it is: `agent://name/`, `team://name/` or `project://name/`. */
  namespace?: string;
  /** Who recorded it. */
  source_agent?: string;
  /** What a newer version wrote here; kept as it is. */
  [other: string]: unknown;
}
