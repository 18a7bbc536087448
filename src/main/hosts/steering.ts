// Commands that other processes leave for a run that is driven here: stop it, or answer one of its questions.

import type { JsonValue } from '../../shared/json/value.ts';
import type { RunEvent } from '../../shared/run/events.ts';
import type { Claim } from '../drivers/journal.ts';
import type { PendingCommand } from '../store/commands.ts';
import type { Store } from '../store/store.ts';
import type { People } from './engine-types.ts';

const lookEveryMs = 500;

export interface Steering {
  /** Asks people here, and takes an answer that comes from elsewhere first. */
  people(here: People): People;
  /** Told of events that are durable: an answer from elsewhere is done with when it is recorded, not before. */
  recorded(events: readonly RunEvent[]): void;
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
      if (known !== undefined) return known.answer;
      const elsewhere = new Promise<JsonValue>((resolve) => waiting.set(question.effect, resolve));
      const answer = await Promise.race([elsewhere, here(question, signal)]);
      waiting.delete(question.effect);
      return answer;
    },
    recorded(events) {
      for (const event of events) {
        const known = event.type === 'human.answered' ? answers.get(event.effect) : undefined;
        // Lost with the claim at worst: then the answer stays for the next owner, who finds the question answered.
        if (known !== undefined) journal.commands.take(claim, [known.id]).catch(() => undefined);
      }
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
          waiting.get(command.effect)?.(known.answer);
        }
      }
    } catch {
      // The claim is lost or the store is gone: the driver learns of it from its own calls, and says so.
      clearInterval(timer);
    } finally {
      looking = false;
    }
  }
}
