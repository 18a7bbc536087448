// The desk where questions of runs wait for somebody at a window.

import type { JsonValue } from '../../shared/json/value.ts';
import type { HumanQuestion } from '../drivers/hands.ts';
import type { People } from './engine-types.ts';

export interface Desk {
  /** Waits until somebody answers or the signal ends the wait. */
  readonly people: People;
  /** Whether a question of that run and effect was waiting and has its answer now. */
  answer(runId: string, effect: string, answer: JsonValue): boolean;
}

/** A desk without questions. */
export function createDesk(): Desk {
  const waiting = new Map<string, (answer: JsonValue | null) => void>();
  const key = (runId: string, effect: string) => `${runId} ${effect}`;
  return {
    people: (question: HumanQuestion, signal) =>
      new Promise((resolve) => {
        const id = key(question.runId, question.effect);
        const settle = (answer: JsonValue | null) => {
          waiting.delete(id);
          resolve(answer);
        };
        waiting.set(id, settle);
        signal.addEventListener('abort', () => settle(null), { once: true });
      }),
    answer: (runId, effect, answer) => {
      const settle = waiting.get(key(runId, effect));
      settle?.(answer);
      return settle !== undefined;
    },
  };
}
