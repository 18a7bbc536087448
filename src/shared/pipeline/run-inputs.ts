// The values that a run is given, checked against what the plan asks for, and read from text where they come from a command line.

import { LonglineError } from '../errors.ts';
import { documentJsonLimits, readJson } from '../json/read.ts';
import { childPointer, ownValue, type JsonObject, type JsonValue } from '../json/value.ts';
import { fitsPort, typeName } from '../tool/ports.ts';
import type { Plan, PlanInputPort } from './plan.ts';

/**
 * The inputs of a run as the plan wants them. Errors name the input: `input.unknown` (with the names there are), `input.missing`,
 * `input.type`.
 */
export function checkInputs(plan: Plan, given: JsonObject): JsonObject {
  const names = plan.inputs.map((input) => input.name);
  for (const name of Object.keys(given)) {
    if (!names.includes(name)) {
      const known = names.length === 0 ? 'it takes none' : `its inputs are: ${names.join(', ')}`;
      throw new LonglineError('input.unknown', `The pipeline has no input "${name}"; ${known}.`, {
        details: {
          pointer: childPointer('', name),
          name,
          ...(names.length === 0 ? { case: 'none' } : { names: names.join(', ') }),
        },
      });
    }
  }
  for (const input of plan.inputs) {
    const value = ownValue(given, input.name);
    if (value === undefined) {
      if (input.required) throw missing(input);
    } else if (!fitsPort(value, input)) {
      const type = input.list ? `a list of ${input.type}` : input.type;
      throw new LonglineError('input.type', `The input "${input.name}" takes ${type}.`, {
        details: { pointer: childPointer('', input.name), name: input.name, wantedType: typeName(input) },
      });
    }
  }
  return given;
}

/** The value of an input from a text such as the command line gives: texts as they are, everything else as JSON. */
export function inputFromText(plan: Plan, name: string, text: string): JsonValue {
  const input = plan.inputs.find((candidate) => candidate.name === name);
  if (input === undefined || (input.type === 'text' && !input.list)) return text;
  try {
    return readJson(text, documentJsonLimits);
  } catch (cause) {
    if (input.type === 'json' && !input.list) return text;
    throw new LonglineError(
      'input.type',
      `The input "${name}" takes ${input.list ? `a list of ${input.type}` : input.type}, as JSON.`,
      { cause, details: { case: 'json', name, wantedType: typeName(input) } },
    );
  }
}

function missing(input: PlanInputPort): LonglineError {
  return new LonglineError('input.missing', `The input "${input.name}" needs a value.`, {
    action: `Give it with --input ${input.name}=…`,
    details: { pointer: childPointer('', input.name), name: input.name },
  });
}
