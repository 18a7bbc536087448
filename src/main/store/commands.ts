// How other processes steer a run: they leave a command here, and the run's owner picks it up. What a command does is the owner's
// business. Answers, messages and limits stay until some owner has taken them; stop, pause and continue only concern the owner of the
// moment: without one they are refused, and runs.ts drops them with a claim.

import { LonglineError } from '../../shared/errors.ts';
import type { JsonValue } from '../../shared/json/value.ts';
import type { Limits } from '../../shared/run/events.ts';
import type { Claim } from '../drivers/journal.ts';
import type { Connection } from './database.ts';
import type { Runs } from './runs.ts';

export type RunCommand =
  | { readonly kind: 'stop' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'steer'; readonly activation: string | null; readonly text: string }
  | { readonly kind: 'limit'; readonly limits: Limits }
  /** A person's answer to the effect that asked. */
  | { readonly kind: 'answer'; readonly effect: string; readonly answer: JsonValue };

export interface PendingCommand {
  readonly id: number;
  readonly createdAt: number;
  readonly command: RunCommand;
}

export interface Commands {
  /**
   * Leaves a command for a run's owner. Throws `journal.run_unknown`, `run.ended`; `run.not_running` for stop, pause and continue when
   * nobody drives the run.
   */
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
      const run = runs.stored(runId);
      if (run.status === 'done' || run.status === 'failed' || run.status === 'limited') throw ended(runId, run.status);
      const isMomentary = command.kind === 'stop' || command.kind === 'pause' || command.kind === 'continue';
      if (isMomentary && !runs.isHeld(run)) throw notRunning(runId);
      add.run(run.number, JSON.stringify(command), now());
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

function ended(runId: string, status: string): LonglineError {
  return new LonglineError('run.ended', `The run ${runId} has ended (${status}).`, {
    details: { runId },
    action: 'Start it again, or fork it from one of its steps.',
  });
}

function notRunning(runId: string): LonglineError {
  return new LonglineError('run.not_running', `Nobody drives the run ${runId} at the moment.`, {
    details: { runId },
    action: `Go on with it: longline resume ${runId}`,
  });
}
