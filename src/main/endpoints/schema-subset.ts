// Writes the JSON Schema of a function's parameters for servers that take only a part of the standard. What a server cannot be told is
// left out, never made up: calls are validated against the whole schema all the same. The same schema always gives the same result.

import { isJsonObject, type JsonObject, type JsonValue } from '../../shared/json/value.ts';
import { moonshotSchema } from './schema-moonshot.ts';

/**
 * `full`: the standard. `anchored`: patterns only where they are anchored at both ends (llama.cpp's grammars). `moonshot`: Moonshot's own
 * flavour, the strictest level of its validator (MoonshotAI/walle, read in 2026-11).
 */
export type SchemaSubset = 'full' | 'anchored' | 'moonshot';

/** A function's parameters as a server with this subset takes them; always an object at the root. */
export function schemaFor(parameters: JsonObject, subset: SchemaSubset): JsonObject {
  switch (subset) {
    case 'full':
      return withObjectRoot(parameters);
    case 'anchored':
      return withObjectRoot(withoutLoosePatterns(parameters) as JsonObject);
    case 'moonshot':
      return moonshotSchema(parameters);
  }
}

function withObjectRoot(schema: JsonObject): JsonObject {
  return schema['type'] === 'object' ? schema : { ...schema, type: 'object' };
}

// Below `properties` and the like the keys are names of the author's, not keywords.
const namedSchemas: ReadonlySet<string> = new Set(['properties', '$defs', 'definitions', 'patternProperties']);
const plainValues: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'examples']);

function withoutLoosePatterns(schema: JsonValue): JsonValue {
  if (Array.isArray(schema)) return schema.map((item) => withoutLoosePatterns(item));
  if (!isJsonObject(schema)) return schema;
  const kept = Object.entries(schema).flatMap(([keyword, value]): [string, JsonValue][] => {
    if (keyword === 'pattern' && !(typeof value === 'string' && /^\^[\s\S]*\$$/.test(value))) return [];
    if (plainValues.has(keyword)) return [[keyword, value]];
    if (!namedSchemas.has(keyword) || !isJsonObject(value)) return [[keyword, withoutLoosePatterns(value)]];
    const inner = Object.entries(value).map(([name, named]) => [name, withoutLoosePatterns(named)] as const);
    return [[keyword, Object.fromEntries(inner)]];
  });
  return Object.fromEntries(kept);
}
