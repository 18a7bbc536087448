// Figures as people read them: money, tokens, durations. Units are always named, and what is not known is said to be unknown.

import type { Cost, Ledger, Usage } from '../../../shared/cost/usage.ts';
import type { Limits } from '../../../shared/run/events.ts';

/** A cost in dollars: one figure when it is known, a range when it is not exactly, "cost unknown" without a price. */
export function costText(cost: Cost | null): string {
  if (cost === null) return 'cost unknown';
  return cost.low === cost.high ? dollars(cost.low) : `${dollars(cost.low)}–${dollars(cost.high)}`;
}

/** Nano-USD as dollars with as many places as the size asks for, at least two. */
export function dollars(nanoUsd: number): string {
  const usd = nanoUsd / 1e9;
  const places = usd >= 1 ? 2 : usd >= 0.01 ? 4 : usd >= 0.0001 ? 6 : 9;
  const [whole = '0', fraction = ''] = usd.toFixed(places).split('.');
  return `$${grouped(Number(whole))}.${fraction.replace(/0+$/, '').padEnd(2, '0')}`;
}

/** Tokens of a ledger: "1,200 tokens in (256 cached) / 80 out". */
export function tokensText({ usage }: Pick<Ledger, 'usage'>): string {
  return `${grouped(usage.promptTokens)} tokens in (${cachedText(usage)}) / ${grouped(usage.completionTokens)} out`;
}

/** A duration: "12 ms", "3.4 s", "2 min 5 s", "1 h 2 min". */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(Math.round(seconds) / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds) % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The limits of a run, or that there are none: "300 steps · $2.00 · 1,000,000 tokens · 30 min 0 s". */
export function limitsText({
  maxSteps,
  agentSteps,
  budgetNanoUsd,
  maxTokens = null,
  maxWallMs = null,
}: Limits): string {
  const steps = maxSteps ?? agentSteps;
  const parts = [
    ...(steps === null ? [] : [counted(steps, 'step')]),
    ...(budgetNanoUsd === null ? [] : [dollars(budgetNanoUsd)]),
    ...(maxTokens === null ? [] : [counted(maxTokens, 'token')]),
    ...(maxWallMs === null ? [] : [durationText(maxWallMs)]),
  ];
  return parts.length === 0 ? "none but each agent's own" : parts.join(' · ');
}

/** A whole number in groups of three. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** "1 step", "2 steps". */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function cachedText({ cachedTokens }: Usage): string {
  return cachedTokens === null ? 'cached unknown' : `${grouped(cachedTokens)} cached`;
}
