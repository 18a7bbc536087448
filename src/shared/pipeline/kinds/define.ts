// A structural kind is a card and a rule for its ports. What the kind does is named by the card's performer; `value` kinds bring the
// pure function that computes them.

import { z } from 'zod';
import type { JsonObject, JsonValue } from '../../json/value.ts';
import type { KindCard, KindEntry } from '../../tool/kind.ts';
import type { PortType } from '../../tool/ports.ts';
import type { SchemaProblem } from '../../tool/schema.ts';

/** What a `value` kind makes of its inputs: the values of the output ports that are live; an absent port is dead. */
export type Compute = (params: JsonObject, inputs: JsonObject) => Readonly<Record<string, JsonValue>>;

export interface StructuralKind extends KindEntry {
  readonly compute?: Compute;
  /** Problems that a JSON Schema cannot state. */
  readonly checkParams?: (params: JsonObject) => readonly SchemaProblem[];
}

/** Titles of the port types, for params that name one. */
export const portTypeTitles: Readonly<Record<PortType, string>> = {
  text: 'Text',
  number: 'Number',
  boolean: 'Yes or no',
  json: 'Any value',
  table: 'Table',
  file: 'File',
  image: 'Image',
  passages: 'Passages',
};

type CardParts = Pick<
  KindCard,
  'kind' | 'title' | 'description' | 'category' | 'icon' | 'performer' | 'ports' | 'summary'
> &
  Partial<Pick<KindCard, 'pluggable' | 'hidden'>>;

/** The card of a structural kind: version 1, pure, with params as JSON Schema from zod. */
export function structuralCard(parts: CardParts, params: z.ZodType): KindCard {
  return {
    version: 1,
    effect: 'read',
    reach: 'pure',
    pluggable: false,
    params: paramsSchema(params),
    input: {},
    ...parts,
  };
}

/** JSON Schema of a zod schema of params, as the inspector and the checks read it. */
export function paramsSchema(schema: z.ZodType): JsonObject {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input' });
  return json as unknown as JsonObject;
}
