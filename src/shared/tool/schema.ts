// Validation by JSON Schema, draft 2020-12, without code generation (the renderer's policy forbids eval). The validator is a library;
// this file gives it Longline's words: the place and a sentence for each problem, and the defaults of an object schema.

import { Validator, type OutputUnit, type Schema } from '@cfworker/json-schema';
import type { SaidValues } from '../errors.ts';
import { isJsonObject, ownValue, type JsonObject, type JsonValue } from '../json/value.ts';
import { reasonOf } from './reasons.ts';

export interface SchemaProblem {
  /** JSON pointer of the value that is wrong. */
  readonly pointer: string;
  readonly message: string;
  /** Why it does not fit, as `reason` with the figure `value`, where that can be told: see reasons.ts. */
  readonly values?: SaidValues;
}

/** A compiled check: the problems of a value, none when it fits. */
export type SchemaCheck = (value: unknown) => readonly SchemaProblem[];

/** A check for values by a JSON Schema (draft 2020-12). Remote references are never fetched. */
export function schemaCheck(schema: JsonObject): SchemaCheck {
  const validator = new Validator(schema as unknown as Schema, '2020-12', false);
  return (value) => {
    const result = validator.validate(value);
    return result.valid ? [] : leafProblems(result.errors);
  };
}

/** An object with the schema's top-level defaults filled in where a property is missing. */
export function withDefaults(schema: JsonObject, value: JsonObject): JsonObject {
  const properties = ownValue(schema, 'properties');
  if (!isJsonObject(properties)) return value;
  const filled: Record<string, JsonValue> = { ...value };
  for (const [name, property] of Object.entries(properties)) {
    if (Object.hasOwn(filled, name) || !isJsonObject(property)) continue;
    const preset = ownValue(property, 'default');
    if (preset !== undefined) filled[name] = preset;
  }
  return filled;
}

// The library reports every level on the way down ("properties", "items"); people need the innermost ones.
function leafProblems(errors: readonly OutputUnit[]): SchemaProblem[] {
  const inner = errors.filter((error) => !wrapperKeywords.has(error.keyword));
  return (inner.length > 0 ? inner : errors).map((error) => ({
    pointer: error.instanceLocation.replace(/^#/, ''),
    message: error.error,
    ...reasonIn(error.error),
  }));
}

function reasonIn(sentence: string): { readonly values?: SaidValues } {
  const found = reasonOf(sentence);
  return found === null ? {} : { values: { reason: found.code, value: found.value } };
}

const wrapperKeywords: ReadonlySet<string> = new Set([
  'properties',
  'items',
  'prefixItems',
  'additionalProperties',
  '$ref',
  'allOf',
  '$defs',
]);
