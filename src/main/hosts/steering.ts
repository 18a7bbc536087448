// Commands that other processes leave for a run that is driven here: stop it, or answer one of its questions.

import type { JsonValue } from '../../shared/json/value.ts';
import type { Claim } from '../drivers/journal.ts';
import type { PendingCommand } from '../store/commands.ts';
import type { Store } from '../store/store.ts';
import type { People } from './engine-types.ts';

const lookEveryMs = 500;

export interface Steering {
  /** Asks people here, and takes an answer that comes from elsewhere first. */
  people(here: People): People;
  stop(): void;
}

/** Looks for commands to a run until it is stopped. */
export function steering(journal: Store, claim: Claim, interrupt: () => void): Steering {
  const answers = new Map<string, PendingCommand & { readonly answer: JsonValue }>();
  const waiting = new Map<string, (answer: JsonValue) => void>();
  let looking = false;
  const timer = setInterval(() => void look(), lookEveryMs);
  timer.unref();

  return {
    people: (here) => async (question, signal) => {
      await look();
      const known = answers.get(question.effect);
      if (known !== undefined) return taken(known);
      const elsewhere = new Promise<JsonValue>((resolve) => waiting.set(question.effect, resolve));
      const answer = await Promise.race([elsewhere, here(question, signal)]);
      waiting.delete(question.effect);
      return answer;
    },
    stop: () => clearInterval(timer),
  };

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    try {
      for (const pending of await journal.commands.pending(claim)) {
        const { command, id } = pending;
        if (command.kind === 'stop') {
          await journal.commands.take(claim, [id]);
          interrupt();
        } else if (!answers.has(command.effect)) {
          const known = { ...pending, answer: command.answer };
          answers.set(command.effect, known);
          waiting.get(command.effect)?.(await taken(known));
        }
      }
    } catch {
      // The claim is lost or the store is gone: the driver learns of it from its own calls, and says so.
      clearInterval(timer);
    } finally {
      looking = false;
    }
  }

  async function taken(pending: PendingCommand & { readonly answer: JsonValue }): Promise<JsonValue> {
    await journal.commands.take(claim, [pending.id]);
    return pending.answer;
  }
}
