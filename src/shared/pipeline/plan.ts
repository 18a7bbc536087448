// The plan `longline-plan/1`: what a run executes. Everything that names something else is resolved here, so that the machine reads
// plain tables. Made by compile.ts, stored by hash.

import type { JsonObject, JsonValue } from '../json/value.ts';
import type { EffectClass, Performer, Reach } from '../tool/kind.ts';
import type { Conversion, PortSpec, PortType } from '../tool/ports.ts';

export const planFormat = 'longline-plan/1';

export interface PlanSource {
  /** Position of the source in `Plan.nodes`; always before the node that reads it. */
  readonly node: number;
  readonly port: string;
  readonly conversion: Conversion;
}

export interface PlanInput {
  readonly port: string;
  readonly required: boolean;
  /** A list port collects the values of all its wires; any other takes the first live one. */
  readonly list: boolean;
  readonly sources: readonly PlanSource[];
}

/** A resource that calls read or change, with `{params.NAME}` and `{input.NAME}` places. */
export interface AccessTemplate {
  readonly mode: 'read' | 'write';
  readonly resource: string;
}

/** A function that an agent's model may call. */
export interface PlanTool {
  /** Id of the node that is plugged in. */
  readonly node: string;
  /** Name for the model. */
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly parameters: JsonObject;
  readonly kind: string;
  readonly version: number;
  readonly performer: Performer;
  readonly effect: EffectClass;
  readonly reach: Reach;
  readonly params: JsonObject;
  readonly outputs: readonly PortSpec[];
  readonly timeoutMs?: number;
  readonly accesses?: readonly AccessTemplate[];
  /** Hash of the plan that a pipeline tool runs. */
  readonly plan?: string;
}

export interface PlanNode {
  readonly id: string;
  readonly title?: string;
  readonly kind: string;
  readonly version: number;
  readonly performer: Performer;
  readonly effect: EffectClass;
  readonly reach: Reach;
  readonly params: JsonObject;
  readonly inputs: readonly PlanInput[];
  readonly outputs: readonly PortSpec[];
  readonly timeoutMs?: number;
  readonly accesses?: readonly AccessTemplate[];
  readonly mute?: true;
  /** A bypassed node hands this input to this output. */
  readonly bypass?: { readonly in: string; readonly out: string };
  readonly tools?: readonly PlanTool[];
  /** Hash of the plan that a scope runs; with `item`, once per item of the list on `items`. */
  readonly plan?: string;
  readonly item?: string;
}

export interface PlanPort {
  readonly name: string;
  readonly type: PortType;
  readonly list: boolean;
  readonly node: number;
}

export interface PlanInputPort extends PlanPort {
  readonly required: boolean;
  readonly description?: string;
  readonly preset?: JsonValue;
}

export interface Plan {
  readonly format: typeof planFormat;
  readonly title: string;
  /** In topological order. */
  readonly nodes: readonly PlanNode[];
  readonly inputs: readonly PlanInputPort[];
  readonly outputs: readonly PlanPort[];
  /** Names and kinds of the handles that must be bound. */
  readonly handles: Readonly<Record<string, { readonly kind: 'folder' | 'file'; readonly title: string }>>;
  /** The plans of inner pipelines by hash, all levels in one table; only the outermost plan has it. */
  readonly plans: Readonly<Record<string, Plan>>;
}
