// What a person chose for the next run: inputs by pipeline, endpoint and limits. Remembered on this machine.

import { createStore } from 'zustand/vanilla';
import type { JsonObject, JsonValue } from '../../shared/json/value.ts';
import { documentJsonLimits, readJson } from '../../shared/json/read.ts';
import { fitsPort, type PortSpec } from '../../shared/tool/ports.ts';

export interface RunChoices {
  readonly endpoint: string;
  readonly model: string;
  readonly maxSteps: number | null;
  readonly budgetUsd: number | null;
  readonly rehearsalSteps: number | null;
  readonly rehearsalDelayMs: number | null;
  /** Texts as typed, by pipeline and input. */
  readonly inputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const key = 'longline.run';
const first: RunChoices = {
  endpoint: 'rehearsal',
  model: '',
  maxSteps: null,
  budgetUsd: null,
  rehearsalSteps: null,
  rehearsalDelayMs: null,
  inputs: {},
};

export const runChoices = createStore<RunChoices>(() => remembered());

/** Changes choices and remembers them. */
export function choose(change: Partial<RunChoices>): void {
  runChoices.setState(change);
  localStorage.setItem(key, JSON.stringify(runChoices.getState()));
}

/** Changes the text of one input of a pipeline. */
export function chooseInput(pipeline: string, name: string, text: string): void {
  const { inputs } = runChoices.getState();
  choose({ inputs: { ...inputs, [pipeline]: { ...inputs[pipeline], [name]: text } } });
}

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

function remembered(): RunChoices {
  try {
    const read = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<RunChoices>;
    return { ...first, ...read };
  } catch {
    return first;
  }
}
