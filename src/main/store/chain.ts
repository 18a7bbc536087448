// The hash chain of a run's rows, format `longline-event/1` (docs/decisions/0001-formats.md):
//
//   origin = SHA-256(JCS(["longline-run/1", runId, pipelineId, title, planHash, createdAt]))
//   hash   = SHA-256(prev ‖ JCS(["longline-event/1", runId, seq, type, at]) ‖ SHA-256(salt ‖ body))
//
// `prev` is the hash before, the origin for the first event; `salt` is 16 random bytes of the row; `body` is the event's JSON text
// without the envelope (event-text.ts), before packing. The salt keeps short bodies from being guessed once they have been erased.
// Whoever can write the file can also write a new chain; that is for signatures to catch.

import { hash } from 'node:crypto';
import { canonicalJson } from '../../shared/json/canonical.ts';

export const saltBytes = 16;

export interface ChainedRun {
  readonly runId: string;
  readonly pipelineId: string | null;
  readonly title: string;
  readonly planHash: string;
  readonly createdAt: number;
}

export interface ChainedEvent {
  readonly runId: string;
  readonly seq: number;
  readonly type: string;
  readonly at: number;
}

/** What the first event of a run is chained to: 32 bytes. */
export function chainOrigin(run: ChainedRun): Buffer {
  return sha256(canonicalJson(['longline-run/1', run.runId, run.pipelineId, run.title, run.planHash, run.createdAt]));
}

/** The hash of one row: 32 bytes. */
export function chainHash(previous: Uint8Array, event: ChainedEvent, salt: Uint8Array, body: Uint8Array): Buffer {
  const header = canonicalJson(['longline-event/1', event.runId, event.seq, event.type, event.at]);
  return sha256(Buffer.concat([previous, Buffer.from(header), sha256(Buffer.concat([salt, body]))]));
}

/** SHA-256 as 32 bytes; a text is taken as UTF-8. */
export function sha256(bytes: Uint8Array | string): Buffer {
  return hash('sha256', bytes, 'buffer');
}

/** SHA-256 in lower-case hex. */
export function sha256Hex(bytes: Uint8Array | string): string {
  return hash('sha256', bytes, 'hex');
}
