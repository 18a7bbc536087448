// What people want of a run that is driven here: commands from this process at once, and those that other processes leave in the store.
// Each becomes an event of the run exactly once; it is done with when that event is durable, not before.

import { ulid } from 'ulid';
import type { JsonValue } from '../../shared/json/value.ts';
import type { EventDraft, RunEvent } from '../../shared/run/events.ts';
import type { Inbox } from '../drivers/drive.ts';
import type { Claim } from '../drivers/journal.ts';
import type { RunCommand } from '../store/commands.ts';
import type { Store } from '../store/store.ts';
import type { People } from './engine-types.ts';

const lookEveryMs = 500;

export interface Steering {
  readonly inbox: Inbox;
  /** Takes a command of this process, at once. */
  give(command: RunCommand): void;
  /** Looks for what other processes have left. */
  look(): Promise<void>;
  /** Asks people here, and takes an answer that comes from elsewhere first. */
  people(here: People): People;
  /** Told of events that are durable. */
  recorded(events: readonly RunEvent[]): void;
  stop(): void;
}

export interface SteeringParts {
  readonly journal: Store;
  readonly claim: Claim;
  readonly interrupt: () => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A command and where it came from: its number in the store, or null for one of this process. */
interface Wanted {
  readonly stored: number | null;
  readonly draft: EventDraft;
}

interface Answer {
  readonly stored: number | null;
  readonly answer: JsonValue;
}

/** Takes commands to a run until it is stopped. */
export function steering({ journal, claim, interrupt, now }: SteeringParts): Steering {
  const seen = new Set<number>();
  const answers = new Map<string, Answer>();
  const waiting = new Map<string, (answer: JsonValue) => void>();
  let wanted: Wanted[] = [];
  // Handed to the driver and not durable yet, in its order.
  let handed: Wanted[] = [];
  let rouse: () => void = () => undefined;
  let looking: Promise<void> | null = null;
  const timer = setInterval(() => void look(), lookEveryMs);
  timer.unref();

  return {
    inbox: {
      take() {
        const taken = wanted;
        wanted = [];
        handed.push(...taken);
        return taken.map(({ draft }) => draft);
      },
      onArrival: (wake) => {
        rouse = wake;
      },
      passedOver: (draft) => settle((one) => one.draft === draft),
      look,
    },
    give: (command) => arrived(null, command),
    look,
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
        if (event.type === 'human.answered') done(answers.get(event.effect)?.stored ?? null);
        else if (isOfPeople(event)) {
          const first = handed.findIndex(({ draft }) => draft.type === event.type);
          if (first >= 0) settle((_, index) => index === first);
        }
      }
    },
    stop() {
      clearInterval(timer);
      // What was said here and could not be taken in any more waits for whoever goes on with the run.
      for (const { stored, draft } of [...handed, ...wanted]) {
        const command = stored === null ? lasting(draft) : null;
        if (command !== null) journal.commands.post(claim.runId, command).catch(() => undefined);
      }
    },
  };

  function arrived(stored: number | null, command: RunCommand): void {
    if (command.kind === 'stop') {
      done(stored);
      interrupt();
    } else if (command.kind === 'answer') {
      answers.set(command.effect, { stored, answer: command.answer });
      waiting.get(command.effect)?.(command.answer);
      rouse();
    } else {
      wanted.push({ stored, draft: draftOf(command, stored, now()) });
      rouse();
    }
  }

  function settle(isIt: (one: Wanted, index: number) => boolean): void {
    const settled = handed.filter(isIt);
    handed = handed.filter((one) => !settled.includes(one));
    for (const { stored } of settled) done(stored);
  }

  // Lost with the claim at worst: then the next owner finds it again, and it changes nothing a second time.
  function done(stored: number | null): void {
    if (stored !== null) journal.commands.take(claim, [stored]).catch(() => undefined);
  }

  function look(): Promise<void> {
    looking ??= lookOnce().finally(() => {
      looking = null;
    });
    return looking;
  }

  async function lookOnce(): Promise<void> {
    try {
      for (const { id, command } of await journal.commands.pending(claim)) {
        if (seen.has(id)) continue;
        seen.add(id);
        arrived(id, command);
      }
    } catch {
      // The claim is lost or the store is gone: the driver learns of it from its own calls, and says so.
      clearInterval(timer);
    }
  }
}

type Lasting = Exclude<RunCommand, { kind: 'stop' | 'answer' }>;

// A message is known by its number in the store, so that it is heard once even when it is found twice.
function draftOf(command: Lasting, stored: number | null, at: number): EventDraft {
  switch (command.kind) {
    case 'pause':
      return { type: 'run.paused', at };
    case 'continue':
      return { type: 'run.continued', at };
    case 'steer': {
      const { activation, text } = command;
      return { type: 'run.steered', at, id: stored === null ? ulid() : String(stored), activation, text };
    }
    case 'limit':
      return { type: 'limits.changed', at, limits: command.limits };
  }
}

function lasting(draft: EventDraft): RunCommand | null {
  if (draft.type === 'run.steered') return { kind: 'steer', activation: draft.activation, text: draft.text };
  if (draft.type === 'limits.changed') return { kind: 'limit', limits: draft.limits };
  return null;
}

function isOfPeople({ type }: RunEvent): boolean {
  return type === 'run.paused' || type === 'run.continued' || type === 'run.steered' || type === 'limits.changed';
}
