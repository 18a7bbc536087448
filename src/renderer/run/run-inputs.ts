// The values of a run's inputs from the texts that a person typed for them.

import { documentJsonLimits, readJson } from '../../shared/json/read.ts';
import type { JsonObject, JsonValue } from '../../shared/json/value.ts';
import { fitsPort, type PortSpec } from '../../shared/tool/ports.ts';

/** The values of a pipeline's inputs from the texts typed for them; `wrong` names those that their ports do not take. */
export function inputValues(
  ports: readonly PortSpec[],
  texts: Readonly<Record<string, string>>,
): { readonly values: JsonObject; readonly wrong: readonly string[] } {
  const values: Record<string, JsonValue> = {};
  const wrong: string[] = [];
  for (const port of ports) {
    const text = texts[port.name] ?? '';
    if (text === '') {
      if (port.required === true) wrong.push(port.name);
      continue;
    }
    const value = valueOf(port, text);
    if (value === undefined || !fitsPort(value, port)) wrong.push(port.name);
    else values[port.name] = value;
  }
  return { values, wrong };
}

function valueOf(port: PortSpec, text: string): JsonValue | undefined {
  if (port.type === 'text' && port.list !== true) return text;
  try {
    return readJson(text, documentJsonLimits);
  } catch {
    return port.type === 'json' && port.list !== true ? text : undefined;
  }
}
