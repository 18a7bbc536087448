// Limits that are changed from the command line: options that name some of them, laid over those of a run.

import type { Command } from 'commander';
import type { Limits } from '../../../shared/run/events.ts';
import { amount, duration, orNone, wholeNumber } from './options.ts';

/** What was named; null takes a limit away. */
export interface LimitOptions {
  readonly budget?: number | null;
  readonly tokens?: number | null;
  readonly steps?: number | null;
  /** Milliseconds. */
  readonly time?: number | null;
}

/** Adds the options for limits to a command. */
export function withLimitOptions(command: Command): Command {
  return command
    .option('--budget <usd>', 'what the whole run may cost, in US dollars', orNone(amount('--budget')))
    .option('--tokens <n>', 'tokens of the whole run', orNone(wholeNumber('--tokens', 1, 1_000_000_000_000)))
    .option('--steps <n>', 'model requests of the whole run', orNone(wholeNumber('--steps', 1, 1_000_000)))
    .option('--time <duration>', 'how long the run may be at work: 90s, 30m, 2h', orNone(duration('--time')));
}

/** Whether some limit was named. */
export function namesLimits({ budget, tokens, steps, time }: LimitOptions): boolean {
  return [budget, tokens, steps, time].some((value) => value !== undefined);
}

/** The limits with what was named; the rest stays as it is. */
export function changedLimits(limits: Limits, { budget, tokens, steps, time }: LimitOptions): Limits {
  return {
    ...limits,
    ...(budget === undefined ? {} : { budgetNanoUsd: budget === null ? null : Math.round(budget * 1e9) }),
    ...(tokens === undefined ? {} : { maxTokens: tokens }),
    // As at the start: the limit of the run stands in for each agent's own.
    ...(steps === undefined ? {} : { maxSteps: steps, agentSteps: steps }),
    ...(time === undefined ? {} : { maxWallMs: time }),
  };
}
