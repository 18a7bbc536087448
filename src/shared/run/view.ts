// A run as people look at it. The panel and the command line fold the same events (and live pieces) into the same view with these
// functions; what a run *does* is decided by the machine in evolve.ts.

import type { JsonObject } from '../json/value.ts';
import type { LivePiece, RunEvent } from './events.ts';
import { ViewDraft } from './view/draft.ts';
import { foldEvent } from './view/fold-event.ts';
import { foldPiece } from './view/fold-live.ts';
import { emptyRunView, type RunView } from './view/types.ts';

export { emptyRunView };
export type {
  CallView,
  ContextView,
  FailureView,
  ForkView,
  GuardView,
  NodeView,
  QuestionView,
  RunView,
  SteerView,
  StepView,
} from './view/types.ts';

/** The view after one recorded event. Events that it has already taken in are passed over. */
export function viewEvent(view: RunView, event: RunEvent): RunView {
  return viewEvents(view, [event]);
}

/** The view after a batch of recorded events, in order: cheaper than one after the other, because the view is copied once. */
export function viewEvents(view: RunView, events: readonly RunEvent[]): RunView {
  const draft = new ViewDraft(view);
  for (const event of events) foldEvent(draft, event);
  return draft.snapshot();
}

/** The view after live pieces. A piece of an attempt that is over changes nothing; one with offset 0 replaces its channel. */
export function viewDeltas(view: RunView, pieces: readonly LivePiece[]): RunView {
  const draft = new ViewDraft(view);
  for (const piece of pieces) foldPiece(draft, piece);
  return draft.snapshot();
}

/** A view that is kept up to date: for whoever looks at it now and then and takes in thousands of events between. */
export interface RunFold {
  event(event: RunEvent): void;
  pieces(pieces: readonly LivePiece[]): void;
  /** The view as it stands. Its tables may change with the next event. */
  now(): RunView;
  /** The view as it stands, for keeps. */
  view(): RunView;
}

/** A fold of a run that begins with nothing. */
export function foldView(): RunFold {
  const draft = new ViewDraft(emptyRunView);
  return {
    event: (event) => foldEvent(draft, event),
    pieces: (pieces) => {
      for (const piece of pieces) foldPiece(draft, piece);
    },
    now: () => draft.view,
    view: () => draft.snapshot(),
  };
}

/** What the whole answer of a run says: its text outputs, in order of their names, joined. */
export function answerText(outputs: JsonObject): string {
  return Object.values(outputs)
    .filter((value) => typeof value === 'string')
    .join('\n\n');
}
