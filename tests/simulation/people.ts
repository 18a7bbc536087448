// The people of the simulated world: they answer questions late, oddly or not at all, and now and then pause, steer, stop or limit the run.

import type { HumanQuestion } from '../../src/main/drivers/hands.ts';
import type { RunCommand } from '../../src/main/store/commands.ts';
import type { JsonValue } from '../../src/shared/json/value.ts';
import type { Limits } from '../../src/shared/run/events.ts';
import type { Chance } from './chance.ts';

/** What a person says to a question. */
export function answerTo({ purpose, choices }: Pick<HumanQuestion, 'purpose' | 'choices'>, random: Chance): JsonValue {
  switch (purpose) {
    case 'approval':
      return random.one(['approve', 'approve', 'approve', 'deny', { deny: 'Not to this address.' }, 'perhaps']);
    case 'doubt':
      return random.one(['again', 'failed']);
    case 'guard':
      return random.one(['continue', 'continue', 'stop', 'Look at the ferry instead.']);
    case 'question': {
      const [first, ...rest] = choices;
      return first === undefined ? 'The second one.' : random.one([first, ...rest]);
    }
  }
}

/** Something that a person wants of the run; with `nth`, what is said once is said in words of its own. */
export function wishOf(
  random: Chance,
  limits: Limits,
  nth: number,
): { readonly name: string; readonly commands: readonly RunCommand[] } {
  const name = random.one(['pause', 'steer', 'steer one agent', 'stop', 'raise the limits', 'lower the limits']);
  switch (name) {
    case 'pause':
      return { name, commands: [{ kind: 'pause' }] };
    case 'steer':
      return { name, commands: [{ kind: 'steer', activation: null, text: `Mind the date (${nth}).` }] };
    case 'steer one agent':
      return {
        name,
        commands: [{ kind: 'steer', activation: random.one(['agent', 'agent~1/agent', 'nobody']), text: 'Be quick.' }],
      };
    case 'stop':
      return { name, commands: [{ kind: 'stop' }] };
    case 'raise the limits':
      return { name, commands: [{ kind: 'limit', limits: scaled(limits, 2) }] };
    case 'lower the limits':
      return { name, commands: [{ kind: 'limit', limits: scaled(limits, 0.5) }] };
  }
}

function scaled(limits: Limits, factor: number): Limits {
  const times = (value: number | null | undefined, least: number) =>
    value === null || value === undefined ? null : Math.max(least, Math.round(value * factor));
  return {
    maxSteps: times(limits.maxSteps, 1),
    agentSteps: times(limits.agentSteps, 1),
    budgetNanoUsd: times(limits.budgetNanoUsd, 0),
    maxTokens: times(limits.maxTokens, 1),
    maxWallMs: times(limits.maxWallMs, 1),
  };
}
