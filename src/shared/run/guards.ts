// Guards against going in circles: they look at what each step of an agent did and speak up at fixed counts. What follows is the
// author's policy (agent.ts): tell the model, ask a person, go on with a stronger model, or make the next step the last. Pure; the loop
// records what they say as events and acts on those.

import { canonicalJson } from '../json/canonical.ts';
import type { JsonValue } from '../json/value.ts';
import { PersistentMap } from './persistent-map.ts';
import type { Guard, GuardAction, ModelCall } from './events.ts';

/** What an author wants done: an action, or nothing at all. */
export type GuardPolicy = GuardAction | 'off';
export type GuardPolicies = Readonly<Record<Guard, GuardPolicy>>;

export interface GuardState {
  /** For each call of the last step, in how many steps in a row it was made. */
  readonly streaks: Readonly<Record<string, number>>;
  /** What the last steps did, newest last. */
  readonly recent: readonly string[];
  /** Steps in a row whose reasoning named another tool than was called. */
  readonly mismatches: number;
  /** Steps in a row that brought nothing new. */
  readonly barren: number;
  /** Results that have been seen, by their hash. */
  readonly seen: PersistentMap<true>;
}

export interface Raised {
  readonly guard: Guard;
  readonly count: number;
  readonly action: GuardAction;
  readonly message: string;
}

export const noGuardState: GuardState = {
  streaks: {},
  recent: [],
  mismatches: 0,
  barren: 0,
  seen: PersistentMap.empty(),
};

/** What tells two calls apart: the function and its arguments, whatever order their keys came in. */
export function callKey({ name, arguments: text }: Pick<ModelCall, 'name' | 'arguments'>): string {
  return `${name}(${canonicalArguments(text)})`;
}

/**
 * Takes in the calls of a step before they run. Repeats speak up at 3, 5, 8 and 12 steps in a row with the same call, alternation at 4, 6
 * and 8 rounds of the same two or three steps, a mismatch between thought and action at 2, 4 and 6 steps in a row.
 */
export function guardCalls(
  state: GuardState,
  calls: readonly ModelCall[],
  reasoning: string,
  functions: readonly string[],
  policies: GuardPolicies,
): { readonly state: GuardState; readonly raised: readonly Raised[] } {
  const keys = [...new Set(calls.map(callKey))];
  const streaks = Object.fromEntries(keys.map((key) => [key, (state.streaks[key] ?? 0) + 1]));
  const recent = [...state.recent, keys.toSorted().join('\n')].slice(-mostRecent);
  const called = calls.map((call) => call.name);
  const named = namedFunction(reasoning, functions, called);
  const mismatches = named === null ? 0 : state.mismatches + 1;
  const longest = Math.max(0, ...Object.values(streaks));
  const repeated = keys.find((key) => streaks[key] === longest) ?? '';
  const rounds = roundsOf(recent);
  const raised = [
    raise('repeat', longest, policies.repeat, repeatMessage(longest, repeated)),
    raise('alternation', rounds, policies.alternation, alternationMessage(rounds)),
    raise('mismatch', mismatches, policies.mismatch, mismatchMessage(named ?? '', called)),
  ].filter((one) => one !== null);
  return { state: { ...state, streaks, recent, mismatches }, raised };
}

/**
 * Takes in the results of a step: their hashes, and how many passages were new. Speaks up after 8, 12 and 20 steps in a row whose results
 * were all known.
 */
export function guardResults(
  state: GuardState,
  results: readonly string[],
  newPassages: number,
  policies: GuardPolicies,
): { readonly state: GuardState; readonly raised: readonly Raised[] } {
  const fresh = results.filter((result) => !state.seen.has(result));
  const barren = fresh.length > 0 || newPassages > 0 ? 0 : state.barren + 1;
  const seen = fresh.reduce((known, result) => known.with(result, true), state.seen);
  const raised = raise('no-evidence', barren, policies['no-evidence'], barrenMessage(barren));
  return { state: { ...state, barren, seen }, raised: raised === null ? [] : [raised] };
}

const mostRecent = 24;

/** At which counts a guard speaks: gently, by policy, urgently, and when it ends the work. */
const ladders: Readonly<
  Record<Guard, { readonly remind: number; readonly policy: number; readonly urge: number; readonly stop: number }>
> = {
  repeat: { remind: 3, policy: 5, urge: 8, stop: 12 },
  alternation: { remind: 4, policy: 6, urge: 7, stop: 8 },
  'no-evidence': { remind: 8, policy: 12, urge: 16, stop: 20 },
  mismatch: { remind: 2, policy: 4, urge: 6, stop: Number.POSITIVE_INFINITY },
};

function raise(guard: Guard, count: number, policy: GuardPolicy, message: string): Raised | null {
  const action = actionAt(guard, count, policy);
  return action === null ? null : { guard, count, action, message };
}

function actionAt(guard: Guard, count: number, policy: GuardPolicy): GuardAction | null {
  if (policy === 'off') return null;
  const { remind, policy: turn, urge, stop } = ladders[guard];
  switch (count) {
    case remind:
      return 'remind';
    case turn:
      return policy;
    case urge:
      return policy === 'ask' ? 'ask' : 'remind';
    case stop:
      return 'stop';
    default:
      return null;
  }
}

// How many times in a row the same two or three different steps have come, counted in whole rounds.
function roundsOf(recent: readonly string[]): number {
  const last = recent.length - 1;
  for (const period of [2, 3]) {
    if (recent.length < period * 2) continue;
    let same = 0;
    while (last - same - period >= 0 && recent[last - same] === recent[last - same - period]) same += 1;
    const distinct = new Set(recent.slice(-period)).size;
    // Speaks once a round, when it is complete.
    if (distinct === period && same >= period && (same + period) % period === 0) return (same + period) / period;
  }
  return 0;
}

// A function that the last thought names as code does, when none of those called is named: `search(`, `"search"`, or a name that is
// no word of the language.
function namedFunction(reasoning: string, functions: readonly string[], called: readonly string[]): string | null {
  const thought = reasoning.slice(-lastThought);
  const named = functions.filter((name) => namesAsCode(thought, name));
  return named.length === 0 ||
    named.some((name) => called.includes(name)) ||
    called.some((name) => namesAsCode(thought, name))
    ? null
    : (named[0] ?? null);
}

const lastThought = 400;

function namesAsCode(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text[at + name.length] ?? ' ';
    if (/[A-Za-z0-9_]/.test(before) || /[A-Za-z0-9_]/.test(after)) continue;
    if (name.includes('_') || after === '(' || ('`"\''.includes(before) && before === after)) return true;
  }
  return false;
}

function repeatMessage(count: number, key: string): string {
  const call = key.length > 200 ? `${key.slice(0, 200)}…` : key;
  if (count < 5) {
    return `You have made the same call ${count} times in a row: ${call}. It will give the same result again. Before you call it once more, write one sentence that says what new information you expect.`;
  }
  if (count < 8) {
    return `The same call was made ${count} times in a row: ${call}. Do one of these instead: try to prove your assumption wrong with another call, say which information you are missing, or conclude from what you have.`;
  }
  return `The same call was made ${count} times in a row. Write your final answer now, without calling any function.`;
}

function alternationMessage(rounds: number): string {
  return `The same few calls have alternated for ${rounds} rounds and bring nothing new. Do something different: other arguments, another function, or the answer from what you have.`;
}

function barrenMessage(count: number): string {
  return `The last ${count} steps brought no information that was not known before. Change the approach, or answer with what you have and say what is missing.`;
}

function mismatchMessage(named: string, called: readonly string[]): string {
  return `You were about to use ${named}, and called ${[...new Set(called)].join(', ')} instead. Check that the call is the one that you meant.`;
}

function canonicalArguments(text: string): string {
  if (text.trim() === '') return '{}';
  try {
    return canonicalJson(JSON.parse(text) as JsonValue);
  } catch {
    return text;
  }
}
