// How other processes steer a run: they leave a command here, and the run's owner picks it up. What a command does is the owner's
// business; an answer stays until some owner has taken it, a stop only concerns the owner of the moment (runs.ts drops it with a claim).

import type { JsonValue } from '../../shared/json/value.ts';
import type { Claim } from '../drivers/journal.ts';
import type { Connection } from './database.ts';
import type { Runs } from './runs.ts';

export type RunCommand =
  | { readonly kind: 'stop' }
  /** A person's answer to the effect that asked. */
  | { readonly kind: 'answer'; readonly effect: string; readonly answer: JsonValue };

export interface PendingCommand {
  readonly id: number;
  readonly createdAt: number;
  readonly command: RunCommand;
}

export interface Commands {
  /** Leaves a command for a run's owner. Throws `journal.run_unknown`. */
  readonly post: (runId: string, command: RunCommand) => void;
  /** Commands that nobody has taken yet, oldest first. Throws `journal.claim_lost`. */
  readonly pending: (claim: Claim) => readonly PendingCommand[];
  /** Marks commands as done with, after what they asked for has been recorded. Throws `journal.claim_lost`. */
  readonly take: (claim: Claim, ids: readonly number[]) => void;
}

export function openCommands(connection: Connection, runs: Runs, now: () => number): Commands {
  const add = connection.prepare('INSERT INTO command(run, body, createdAt) VALUES (?, ?, ?)');
  const waiting = connection.prepare<[number], { id: number; createdAt: number; body: string }>(
    'SELECT id, createdAt, body FROM command WHERE run = ? AND takenAt IS NULL ORDER BY id',
  );
  const settle = connection.prepare('UPDATE command SET takenAt = ? WHERE id = ? AND run = ? AND takenAt IS NULL');
  return {
    post(runId, command) {
      add.run(runs.stored(runId).number, JSON.stringify(command), now());
    },
    pending(claim) {
      const rows = waiting.all(runs.held(claim).number);
      return rows.map(({ id, createdAt, body }) => ({ id, createdAt, command: JSON.parse(body) as RunCommand }));
    },
    take(claim, ids) {
      const run = runs.held(claim);
      for (const id of ids) settle.run(now(), id, run.number);
    },
  };
}
