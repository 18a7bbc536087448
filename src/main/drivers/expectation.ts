// What a run in some state would do for one of its effects, as plain data that can be compared with what another run would do. Requests
// appear as the server or tool gets them; what is computed appears as its result.

import { due } from '../../shared/run/due.ts';
import type { Effect } from '../../shared/run/effects.ts';
import { evaluate } from '../../shared/run/evaluate.ts';
import type { EventDraft } from '../../shared/run/events.ts';
import { runOutputs } from '../../shared/run/final-state.ts';
import type { RunState } from '../../shared/run/state.ts';
import type { JsonObject } from '../../shared/json/value.ts';
import type { FunctionDeclaration } from './hands.ts';

export type Expectation =
  | {
      readonly of: 'model';
      readonly model: string;
      readonly digest: string;
      readonly functions: readonly FunctionDeclaration[];
      readonly last: boolean;
      readonly purpose: string;
      readonly maxOutputTokens: number;
    }
  | {
      readonly of: 'tool';
      readonly kind: string;
      readonly version: number;
      readonly params: JsonObject;
      readonly input: JsonObject;
    }
  | {
      readonly of: 'person';
      readonly question: string;
      readonly choices: readonly string[];
      readonly exact: string | null;
    }
  | { readonly of: 'value'; readonly event: Omit<EventDraft, 'at'> }
  | { readonly of: 'end'; readonly status: string; readonly code: string | null; readonly outputs: JsonObject }
  | { readonly of: 'wait' }
  /** It is under way; its request has been compared. */
  | { readonly of: 'outcome' };

/** What this state expects of an effect; null when it is not due. */
export function expectation(state: RunState, id: string): Expectation | null {
  const effect = due(state).find((candidate) => candidate.id === id);
  if (effect !== undefined) return expected(state, effect);
  return state.due.has(id) ? { of: 'outcome' } : null;
}

function expected(state: RunState, effect: Effect): Expectation {
  switch (effect.type) {
    case 'call-model': {
      const { model, digest, tools, last, purpose, maxOutputTokens } = effect;
      const functions = tools.map(({ name, description, parameters }) => ({ name, description, parameters }));
      return { of: 'model', model, digest, functions, last, purpose, maxOutputTokens };
    }
    case 'call-tool': {
      const { kind, version, params, input } = effect;
      return { of: 'tool', kind, version, params, input };
    }
    case 'ask-human': {
      const { question, choices, approves } = effect;
      return { of: 'person', question, choices, exact: approves?.exact ?? null };
    }
    case 'evaluate':
      return { of: 'value', event: evaluate(state, effect) as Omit<EventDraft, 'at'> };
    case 'wait':
      return { of: 'wait' };
    case 'finish': {
      const { status, reason } = effect;
      return { of: 'end', status, code: reason?.code ?? null, outputs: runOutputs(state) };
    }
  }
}
