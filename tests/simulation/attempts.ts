// One attempt at a model request, from what is sent to what comes of it, held against what the endpoint really did.

import type { ModelOutcome, ModelRequest } from '../../src/main/drivers/hands.ts';
import type { RunEvent } from '../../src/shared/run/events.ts';
import type { Reply } from './reply.ts';
import type { Report } from './report.ts';
import type { Standing } from './stream.ts';

/** The attempt that a request belongs to; the endpoint writes into it what it did. */
export interface Attempt {
  readonly activation: string;
  readonly step: number;
  readonly attempt: number;
  readonly summary: boolean;
  standing: Standing;
  reply: Reply | null;
}

/** The attempt behind a request that was just recorded. */
export function attemptOf({ conversation }: ModelRequest, events: readonly RunEvent[]): Attempt {
  const activation = conversation.slice(conversation.indexOf('/') + 1);
  const asked = events.findLast((event) => event.type === 'model.requested' && event.activation === activation);
  if (asked?.type !== 'model.requested') throw new Error(`nothing was asked of ${conversation}`);
  const { step, attempt, purpose } = asked;
  return { activation, step, attempt, summary: purpose === 'summary', standing: 'never', reply: null };
}

/** Checks what an attempt came to. */
export function judge(
  { standing, reply, activation, step, attempt }: Attempt,
  outcome: ModelOutcome,
  aborted: boolean,
  report: Report,
): void {
  const place = `${activation}@${step}#${attempt}`;
  const stands = outcome.verdict === 'final' || outcome.verdict === 'tool_calls';
  report.note(`answer ${place} ${outcome.verdict}`);
  report.promise(
    'every failure has a name',
    !('error' in outcome) || outcome.error.code !== 'endpoint.unexpected',
    () => JSON.stringify(outcome),
  );
  if (reply === null) return;
  const what = () =>
    `${place}: ${outcome.verdict} ${'error' in outcome ? JSON.stringify(outcome.error) : ''} for ${JSON.stringify(reply)}, was ${JSON.stringify(outcome.reply)}`;
  report.promise('a broken answer is never taken for a whole one', standing !== 'never' || !stands, what);
  if (standing !== 'whole' || aborted) return;
  report.promise('a whole answer is taken', stands, what);
  const { reasoning, content, calls } = outcome.reply;
  const meant = [reply.reasoning, reply.content, reply.calls.map((call) => call.name)];
  const got = [reasoning, content ?? '', calls.map((call) => call.name)];
  report.promise('what was said is what was heard', JSON.stringify(meant) === JSON.stringify(got), what);
}

/** What each conversation sent last, and how many events there were then. */
export type Sent = Map<string, { readonly texts: readonly string[]; readonly events: number }>;

/**
 * Checks that a request begins with everything that its conversation sent before, to the byte, unless the conversation was shortened or
 * put right since; and that it holds every message of a person that it must hold, once.
 */
export function checkHistory(
  request: ModelRequest,
  attempt: Attempt,
  sent: Sent,
  events: readonly RunEvent[],
  report: Report,
): void {
  const { activation, summary } = attempt;
  const texts = request.messages.slice(0, request.count);
  const before = sent.get(activation);
  const rewritten = (from: number): boolean =>
    events
      .slice(from)
      .some(
        (event) =>
          (event.type === 'context.changed' && event.activation === activation) ||
          (event.type === 'model.failed' &&
            event.activation === activation &&
            event.error.code === 'endpoint.refused_history'),
      );
  if (before !== undefined && !rewritten(before.events)) {
    // What is to be summed up is the beginning of the conversation, and the request for it no part of it.
    const kept = summary ? before.texts.slice(0, texts.length - 1) : before.texts;
    const first = kept.findIndex((text, index) => texts[index] !== text);
    report.promise(
      'what was sent stays as it was',
      first === -1,
      () => `message ${first} of ${activation}@${attempt.step}: ${texts[first]} was ${kept[first]}`,
    );
  }
  if (summary) return;
  sent.set(activation, { texts, events: events.length });

  const begun = events.findIndex((event) => event.type === 'model.requested' && event.activation === activation);
  const asked = events.findLastIndex((event) => event.type === 'model.requested' && event.activation === activation);
  events.forEach((event, index) => {
    if (event.type !== 'run.steered' || event.activation !== null) return;
    const times = texts.filter(
      (text) => text.startsWith('{"role":"user"') && text.includes(JSON.stringify(event.text).slice(1, -1)),
    ).length;
    report.promise(
      'a message is told once',
      times <= 1 || rewritten(0),
      () => `"${event.text}" stands ${times} times in ${activation}@${attempt.step}`,
    );
    if (index > begun && index < asked && !rewritten(begun))
      report.promise(
        'a message reaches the model before its next step',
        times === 1,
        () => `"${event.text}" is missing in ${activation}@${attempt.step}#${attempt.attempt}`,
      );
  });
}
