// Mends the arguments of calls that are no JSON, for functions whose author allows it. What the model wrote is kept beside what was made
// of it, so that an audit sees both.

import type { ModelCall, ModelReply } from '../../shared/run/events.ts';
import { isJsonObject } from '../../shared/json/value.ts';

/** A reply whose calls to these functions have arguments that are JSON objects, where they can be made so; everything else as it was. */
export async function repairArguments(reply: ModelReply, functions: readonly string[]): Promise<ModelReply> {
  const broken = reply.calls.some((call) => functions.includes(call.name) && objectIn(call.arguments) === null);
  if (!broken) return reply;
  const { jsonrepair } = await import('jsonrepair');
  const calls = reply.calls.map((call): ModelCall => {
    if (!functions.includes(call.name) || call.arguments.trim() === '' || objectIn(call.arguments) !== null)
      return call;
    try {
      const repaired = jsonrepair(call.arguments);
      return objectIn(repaired) === null ? call : { ...call, arguments: repaired, written: call.arguments };
    } catch {
      // It cannot be mended: the model gets the error, as it would without this.
      return call;
    }
  });
  return { ...reply, calls };
}

function objectIn(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}
