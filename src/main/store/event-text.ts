// Events as rows hold them: type and time in columns, everything else as one JSON text that is written once and read back as it is.
// Runs on the caller's side, so that only plain texts cross to the thread that holds the database.

import type { EventDraft, RunEvent } from '../../shared/run/events.ts';
import type { RunRow } from '../drivers/journal.ts';

export interface DraftText {
  readonly type: string;
  readonly at: number;
  /** The event without runId, seq, at and type. */
  readonly body: string;
  /** What the run is after this event; null: what it was. */
  readonly status: RunRow['status'] | null;
}

export interface EventText {
  readonly seq: number;
  readonly type: string;
  readonly at: number;
  readonly body: string;
}

/** The row texts of a draft. */
export function draftText(draft: EventDraft): DraftText {
  const { type, at, ...rest } = draft;
  return { type, at, body: JSON.stringify(rest), status: statusAfter(draft) };
}

/** The event that a row holds. The text comes from a verified row, so it is trusted to be an event. */
export function eventOf(runId: string, text: EventText): RunEvent {
  const body = JSON.parse(text.body) as object;
  return { runId, seq: text.seq, at: text.at, type: text.type, ...body } as RunEvent;
}

/** Drafts with the places that the journal gave them, from `firstSeq` on. */
export function numbered(runId: string, firstSeq: number, drafts: readonly EventDraft[]): readonly RunEvent[] {
  return drafts.map((draft, index) => ({ runId, seq: firstSeq + index, ...draft }) as RunEvent);
}

/** What a run is after an event: `run.*` events say so, others change nothing. */
export function statusAfter(draft: EventDraft): RunRow['status'] | null {
  switch (draft.type) {
    case 'run.started':
    case 'run.resumed':
    case 'run.forked':
    case 'run.continued':
      return 'running';
    case 'run.paused':
      return 'paused';
    case 'run.suspended':
      return draft.reason;
    case 'run.finished':
      return draft.status;
    case 'run.steered':
    case 'limits.changed':
    case 'time.expired':
    case 'guard.raised':
    case 'context.changed':
    case 'node.finished':
    case 'node.failed':
    case 'model.requested':
    case 'model.responded':
    case 'model.failed':
    case 'wait.finished':
    case 'tool.requested':
    case 'tool.finished':
    case 'human.asked':
    case 'human.answered':
      return null;
  }
}
