// Whether a call that the model wrote can run: the function exists and its arguments fit the schema. If not, the error says what to
// do better, because the model reads it.

import type { PlanTool } from '../pipeline/plan.ts';
import { canonicalJson } from '../json/canonical.ts';
import { isJsonObject, type JsonObject } from '../json/value.ts';
import { schemaCheck, type SchemaCheck } from '../tool/schema.ts';
import type { ModelCall, RecordedError } from './events.ts';

export type PreparedCall = { readonly input: JsonObject } | { readonly error: RecordedError };

/** The input of a call, or the error that answers it: `call.unknown_tool`, `call.invalid_json` or `call.invalid_arguments`. */
export function prepareCall(call: ModelCall, tool: PlanTool | null, tools: readonly PlanTool[]): PreparedCall {
  if (tool === null) {
    const names = tools.map((candidate) => candidate.name).join(', ');
    return refused(
      'call.unknown_tool',
      `There is no function "${call.name}". The functions are: ${names === '' ? 'none' : names}.`,
    );
  }
  let input: unknown;
  try {
    input = call.arguments.trim() === '' ? {} : JSON.parse(call.arguments);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return refused(
      'call.invalid_json',
      `The arguments of ${call.name} are not valid JSON: ${why}. Schema: ${canonicalJson(tool.parameters)}`,
    );
  }
  if (!isJsonObject(input)) return refused('call.invalid_json', `The arguments of ${call.name} must be a JSON object.`);
  const problems = checkOf(tool)(input);
  if (problems.length === 0) return { input };
  const said = problems
    .slice(0, 5)
    .map((problem) => `${problem.pointer === '' ? 'the arguments' : problem.pointer}: ${problem.message}`);
  return refused(
    'call.invalid_arguments',
    `The arguments of ${call.name} do not fit: ${said.join(' ')} Schema: ${canonicalJson(tool.parameters)}`,
  );
}

const checks = new WeakMap<JsonObject, SchemaCheck>();

function checkOf(tool: PlanTool): SchemaCheck {
  const known = checks.get(tool.parameters);
  if (known !== undefined) return known;
  const made = schemaCheck(tool.parameters);
  checks.set(tool.parameters, made);
  return made;
}

function refused(code: string, message: string): PreparedCall {
  return { error: { code, message } };
}
