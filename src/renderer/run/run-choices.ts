// What a person chose for the next run: inputs by pipeline, endpoint and limits. Remembered on this machine.

import { createStore } from 'zustand/vanilla';
import { memory } from '../ui/memory.ts';

export interface RunChoices {
  readonly endpoint: string;
  readonly model: string;
  readonly maxSteps: number | null;
  readonly budgetUsd: number | null;
  readonly maxTokens: number | null;
  readonly maxMinutes: number | null;
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
  maxTokens: null,
  maxMinutes: null,
  rehearsalSteps: null,
  rehearsalDelayMs: null,
  inputs: {},
};

export const runChoices = createStore<RunChoices>(() => remembered());

/** Changes choices and remembers them. */
export function choose(change: Partial<RunChoices>): void {
  runChoices.setState(change);
  memory.setItem(key, JSON.stringify(runChoices.getState()));
}

/** Changes the text of one input of a pipeline. */
export function chooseInput(pipeline: string, name: string, text: string): void {
  const { inputs } = runChoices.getState();
  choose({ inputs: { ...inputs, [pipeline]: { ...inputs[pipeline], [name]: text } } });
}

function remembered(): RunChoices {
  try {
    const read = JSON.parse(memory.getItem(key) ?? '{}') as Partial<RunChoices>;
    return { ...first, ...read };
  } catch {
    return first;
  }
}
