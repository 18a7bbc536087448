// Live pieces in the view: the growing reply of an attempt, and what holds its request up. Nothing of them is recorded; what the journal
// says replaces them.

import type { LivePiece, ModelDelta } from '../events.ts';
import type { ViewDraft } from './draft.ts';
import { underWay, unheld } from './fold-step.ts';
import type { CallView, StepView } from './types.ts';

/** Takes one live piece into a view. A piece of an attempt that is over changes nothing; one with offset 0 replaces its channel. */
export function foldPiece(draft: ViewDraft, piece: LivePiece): void {
  if (piece.runId !== draft.view.runId) return;
  switch (piece.type) {
    case 'model.delta':
      draft.changeStep(underWay(piece), (step) => withDelta(unheld(step), piece));
      return;
    case 'model.status':
      draft.changeStep(underWay(piece), (step) =>
        piece.status === 'queued' ? { ...step, held: { reason: piece.reason, until: piece.until } } : unheld(step),
      );
  }
}

function withDelta(step: StepView, delta: ModelDelta): StepView {
  switch (delta.channel) {
    case 'reasoning':
      return { ...step, reasoning: grown(step.reasoning, delta) };
    case 'content':
      return { ...step, content: grown(step.content, delta) };
    case 'arguments': {
      if (delta.call === null) return step;
      const { index, name } = delta.call;
      const before = step.calls.find((call) => call.index === index);
      const call: CallView = { index, name, arguments: grown(before?.arguments ?? '', delta), status: 'writing' };
      const others = step.calls.filter((other) => other.index !== index);
      return { ...step, calls: [...others, call].toSorted((left, right) => left.index - right.index) };
    }
  }
}

function grown(text: string, delta: ModelDelta): string {
  return text.length === delta.offset ? text + delta.text : text.slice(0, delta.offset) + delta.text;
}
