// `--set node.param=value` as params by node. A value is a text where the param's schema says text, and JSON everywhere else; whether it
// is a good one is checked where the fork is made.

import { LonglineError } from '../../../shared/errors.ts';
import { documentJsonLimits, readJson } from '../../../shared/json/read.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../shared/json/value.ts';
import type { Plan } from '../../../shared/pipeline/plan.ts';
import type { Catalog } from '../../../shared/tool/kind.ts';
import { usage } from './options.ts';

/** The params of each node that were set. Errors: `usage.invalid`, `run.fork_param`. */
export function paramsOf(
  set: ReadonlyMap<string, string>,
  plan: Plan | null,
  catalog: Catalog,
): Readonly<Record<string, JsonObject>> {
  const params: Record<string, Record<string, JsonValue>> = {};
  for (const [name, text] of set) {
    const dot = name.lastIndexOf('.');
    if (dot < 1 || dot === name.length - 1) throw usage(`--set takes node.param=value, and "${name}" names no param.`);
    const [node, param] = [name.slice(0, dot), name.slice(dot + 1)];
    const value = isText(schemaOf(node, param, plan, catalog)) ? text : jsonOf(name, text);
    params[node] = { ...params[node], [param]: value };
  }
  return params;
}

// Where the node or the param is unknown, the fork says so itself.
function schemaOf(node: string, param: string, plan: Plan | null, catalog: Catalog): JsonValue {
  const id = node.split('/').at(-1);
  const parts = plan === null ? [] : [plan, ...Object.values(plan.plans)];
  const kind = parts.flatMap((part) => part.nodes).find((candidate) => candidate.id === id)?.kind ?? '';
  const properties = catalog.get(kind)?.card.params['properties'];
  return (isJsonObject(properties) ? properties[param] : undefined) ?? { type: 'string' };
}

function isText(schema: JsonValue): boolean {
  if (!isJsonObject(schema)) return false;
  const options = schema['enum'];
  return (
    schema['type'] === 'string' || (Array.isArray(options) && options.every((option) => typeof option === 'string'))
  );
}

function jsonOf(name: string, text: string): JsonValue {
  try {
    return readJson(text, documentJsonLimits);
  } catch (cause) {
    throw new LonglineError('run.fork_param', `--set ${name}: the value is no JSON.`, { cause });
  }
}
