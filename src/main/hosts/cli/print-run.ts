// A run as text: its timeline as events come, and at the end the answer, its evidence and what the run came to. A pure fold over the
// same view as the panel's; where the text goes is follow-run.ts's. Everything that a model or a document said is made safe.

import type { JsonObject } from '../../../shared/json/value.ts';
import { passagesOf } from '../../../shared/run/evidence.ts';
import type { Plan } from '../../../shared/pipeline/plan.ts';
import type { LivePiece, RunEvent, RunEventOf } from '../../../shared/run/events.ts';
import { failureKind, retryDelayMs } from '../../../shared/run/retry.ts';
import { foldView, type RunView, type StepView } from '../../../shared/run/view.ts';
import { counted, durationText, grouped } from './figures.ts';
import {
  answeredText,
  approvalText,
  contextText,
  forkedText,
  guardText,
  limitsChangedText,
  pausedText,
  steeredText,
  timeText,
} from './print-control.ts';
import { plain, widest, type PrintStyle } from './print-style.ts';
import { oneLine, safeText, wrapped } from './print-text.ts';

export interface PrinterOptions {
  /** Events before this sequence number are taken in and print nothing. */
  readonly from?: number;
  /** For the presets of inputs that the run was not given. */
  readonly plan?: Plan | null;
}

export interface RunPrinter {
  /** Takes in a recorded event and gives back its lines, each with its line feed; often none. */
  event(event: RunEvent): string;
  pieces(pieces: readonly LivePiece[]): void;
  view(): RunView;
}

/** A printer for one run. */
export function createRunPrinter(style: PrintStyle, { from = 1, plan = null }: PrinterOptions = {}): RunPrinter {
  const fold = foldView();
  const presets = (plan?.inputs ?? []).flatMap(({ name, preset }) =>
    preset === undefined ? [] : [[name, preset] as const],
  );
  let approvals = 0;
  return {
    event(event) {
      const asked = event.type === 'human.answered' && isApproval(fold.now(), event.effect);
      fold.event(event);
      if (event.type === 'human.asked' && event.purpose === 'approval') approvals += 1;
      if (event.seq < from) return '';
      return event.type === 'run.started'
        ? startText(fold.now(), Object.fromEntries(presets), style)
        : eventText(event, { view: fold.now(), approvals, asked }, style);
    },
    pieces: (pieces) => fold.pieces(pieces),
    view: () => fold.view(),
  };
}

interface Surroundings {
  readonly view: RunView;
  /** How many calls have waited for leave so far. */
  readonly approvals: number;
  /** The answer is one to a call that waited for leave. */
  readonly asked: boolean;
}

function eventText(
  event: Exclude<RunEvent, { type: 'run.started' }>,
  { view, approvals, asked }: Surroundings,
  style: PrintStyle,
): string {
  const { red, dim } = style.colours;
  switch (event.type) {
    case 'run.resumed':
      return `\n${dim('resumed')}\n`;
    case 'run.paused':
      return pausedText(event, style);
    case 'run.continued':
      return `\n${dim('continued')}\n`;
    case 'run.steered':
      return steeredText(event, style);
    case 'limits.changed':
      return limitsChangedText(event, style);
    case 'run.forked':
      return forkedText(event, style);
    case 'time.expired':
      return timeText(event, view, style);
    case 'guard.raised':
      return guardText(event, style);
    case 'context.changed':
      return contextText(event, style);
    case 'model.responded':
      return stepText(view, event, style);
    case 'model.failed':
      return failedText(view, event, style);
    case 'tool.finished':
      return toolText(view, event, style);
    case 'human.asked':
      return event.purpose === 'approval'
        ? approvalText(
            { question: event.question, exact: event.exact ?? null, exactSha256: event.exactSha256 ?? null },
            approvals,
            style,
          )
        : '';
    case 'human.answered':
      return answeredText(event, asked, style);
    case 'node.failed':
      return `\n${red(`${safeText(event.activation)} failed: ${oneLine(event.error.message, widest)}`)}\n`;
    case 'node.finished':
    case 'model.requested':
    case 'tool.requested':
    case 'wait.finished':
    case 'run.suspended':
    case 'run.finished':
      return '';
  }
}

function isApproval(view: RunView, effect: string): boolean {
  return view.questions.some((question) => question.effect === effect && question.purpose === 'approval');
}

function startText(view: RunView, presets: JsonObject, { colours, columns }: PrintStyle): string {
  const models = [...new Set(Object.values(view.models).map((model) => `${model.model} at ${model.endpoint}`))];
  const whom = view.rehearsal ? 'rehearsal, no model' : models.join(', ');
  const inputs = Object.entries({ ...presets, ...view.inputs }).map(
    ([name, value]) =>
      `${colours.dim(`${safeText(name)}:`)} ${wrapped(oneLine(plain(value), 2000), columns, '  ').trimStart()}\n`,
  );
  return `${colours.bold(oneLine(view.title, widest))}${whom === '' ? '' : colours.dim(` · ${safeText(whom)}`)}\n${inputs.join('')}`;
}

function stepText(view: RunView, event: RunEventOf<'model.responded'>, { colours, columns }: PrintStyle): string {
  const { reasoning, content, calls } = event.reply;
  const lines = [`\n${colours.cyan(stepLabel(view, event))}`];
  if (reasoning !== null && reasoning.trim() !== '') {
    const text = wrapped(reasoning.trim(), columns, '  ');
    lines.push(text.split('\n').map(colours.dim).join('\n'));
  }
  if (content !== null && content.trim() !== '') {
    if (calls.length > 0) lines.push(wrapped(content.trim(), columns, '  '));
    else lines.push(`  ${colours.green('answers')} ${colours.dim(`${grouped(content.length)} characters`)}`);
  }
  return `${lines.join('\n')}\n`;
}

function failedText(view: RunView, event: RunEventOf<'model.failed'>, { colours }: PrintStyle): string {
  const { attempt, verdict, error, retryable } = event;
  const what = verdict === 'error' ? '' : ` ${verdict.replaceAll('_', ' ')}:`;
  const line = `${stepLabel(view, event)}, attempt ${attempt}:${what} ${oneLine(error.message, widest)}${nextText(view, event)}`;
  return `\n${(retryable ? colours.yellow : colours.red)(line)}\n`;
}

// What follows a failure; of one that has used up its attempts the machine's next event says it.
function nextText(view: RunView, event: RunEventOf<'model.failed'>): string {
  if (!event.retryable) return ' (given up)';
  const kind = failureKind(event);
  const failures = stepOf(view, event)?.failures.filter((failure) => failureKind(failure) === kind).length ?? 1;
  const delayMs = retryDelayMs(event, failures);
  if (delayMs === null) return '';
  return delayMs < 1000 ? ' (asking again)' : ` (asking again in ${durationText(delayMs)})`;
}

function toolText(view: RunView, event: RunEventOf<'tool.finished'>, style: PrintStyle): string {
  const { outcome, durationMs, sharedWith } = event;
  const { call: place, activation } = event;
  const call = place === null ? null : (stepOf(view, { activation, step: place.step })?.calls[place.index] ?? null);
  const name = call?.name ?? activation;
  const duration = durationText(durationMs);
  const room = Math.min(widest, Math.max(20, style.columns - name.length - 5));
  const { bold, dim, red } = style.colours;
  if (sharedWith !== undefined)
    return `  ${bold(safeText(name))} ${oneLine(call?.arguments ?? '', room)}\n    ${dim(`→ the result of call ${sharedWith + 1} of this step, which asks for the same`)}\n`;
  const result =
    outcome.status === 'ok'
      ? `→ ${oneLine(resultText(outcome.outputs), room)}`
      : red(`→ ${oneLine(outcome.error.message, room)}`);
  return `  ${bold(safeText(name))} ${oneLine(call?.arguments ?? '', room)}\n    ${result} ${dim(`(${duration})`)}\n`;
}

/** The result of a call in a few words: the passages it found, its text, or its JSON. */
export function resultText(outputs: JsonObject): string {
  const passages = passagesOf(outputs);
  if (passages.length > 0) {
    const files = [...new Set(passages.map((passage) => passage.file))];
    return `${counted(passages.length, 'passage')}: ${files.join(', ')}`;
  }
  const values = Object.values(outputs);
  const only = values.length === 1 ? values[0] : undefined;
  if (Array.isArray(only) && only.length === 0) return 'nothing found';
  return plain(only ?? outputs);
}

function stepLabel(view: RunView, place: Place): string {
  const summary = stepOf(view, place)?.purpose === 'summary';
  return `${summary ? 'summary before ' : ''}step ${place.step} · ${safeText(place.activation)}`;
}

interface Place {
  readonly activation: string;
  readonly step: number;
  /** Tells a summary from the step that it comes before. */
  readonly attempt?: number;
}

function stepOf(view: RunView, { activation, step, attempt }: Place): StepView | undefined {
  return view.steps.findLast(
    (candidate) =>
      candidate.activation === activation &&
      candidate.step === step &&
      (attempt === undefined ? candidate.purpose === 'step' : candidate.attempt === attempt),
  );
}
