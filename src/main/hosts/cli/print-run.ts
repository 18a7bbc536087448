// A run as text: its timeline as events come, and at the end the answer, its evidence and what the run came to. A pure fold over the
// same view as the panel's; where the text goes is follow-run.ts's. Everything that a model or a document said is made safe.

import type { JsonObject, JsonValue } from '../../../shared/json/value.ts';
import { isJsonObject } from '../../../shared/json/value.ts';
import { passagesOf } from '../../../shared/run/evidence.ts';
import type { Plan } from '../../../shared/pipeline/plan.ts';
import type { ModelDelta, RunEvent, RunEventOf } from '../../../shared/run/events.ts';
import { emptyRunView, type CallView, type RunView, viewDeltas, viewEvent } from '../../../shared/run/view.ts';
import { counted, durationText, grouped } from './figures.ts';
import { oneLine, safeText, wrapped } from './print-text.ts';
import type { Colours } from './terminal.ts';

export interface PrintStyle {
  readonly colours: Colours;
  /** Columns of the screen; Infinity for text that goes elsewhere. */
  readonly columns: number;
}

export interface PrinterOptions {
  /** Events before this sequence number are taken in and print nothing. */
  readonly from?: number;
  /** For the presets of inputs that the run was not given. */
  readonly plan?: Plan | null;
}

export interface RunPrinter {
  /** Takes in a recorded event and gives back its lines, each with its line feed; often none. */
  event(event: RunEvent): string;
  deltas(deltas: readonly ModelDelta[]): void;
  view(): RunView;
}

/** Columns of one-line arguments and results where nothing limits them. */
const widest = 160;

/** A printer for one run. */
export function createRunPrinter(style: PrintStyle, { from = 1, plan = null }: PrinterOptions = {}): RunPrinter {
  let view: RunView = emptyRunView;
  const presets = (plan?.inputs ?? []).flatMap(({ name, preset }) =>
    preset === undefined ? [] : [[name, preset] as const],
  );
  return {
    event(event) {
      view = viewEvent(view, event);
      if (event.seq < from) return '';
      return event.type === 'run.started'
        ? startText(view, Object.fromEntries(presets), style)
        : eventText(view, event, style);
    },
    deltas(deltas) {
      view = viewDeltas(view, deltas);
    },
    view: () => view,
  };
}

function eventText(view: RunView, event: Exclude<RunEvent, { type: 'run.started' }>, style: PrintStyle): string {
  const { red, yellow, dim } = style.colours;
  switch (event.type) {
    case 'run.resumed':
      return `\n${dim('resumed')}\n`;
    case 'model.responded':
      return stepText(event, style);
    case 'model.failed': {
      const next = event.retryable ? 'asking again' : 'given up';
      const line = `${stepLabel(event)}, attempt ${event.attempt}: ${oneLine(event.error.message, widest)} (${next})`;
      return `\n${(event.retryable ? yellow : red)(line)}\n`;
    }
    case 'tool.finished':
      return toolText(view, event, style);
    case 'human.answered':
      return answeredText(event, style);
    case 'node.failed':
      return `\n${red(`${safeText(event.activation)} failed: ${oneLine(event.error.message, widest)}`)}\n`;
    case 'node.finished':
    case 'model.requested':
    case 'tool.requested':
    case 'human.asked':
    case 'wait.finished':
    case 'run.suspended':
    case 'run.finished':
      return '';
  }
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

function stepText(event: RunEventOf<'model.responded'>, { colours, columns }: PrintStyle): string {
  const { reasoning, content, calls } = event.reply;
  const lines = [`\n${colours.cyan(stepLabel(event))}`];
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

function toolText(view: RunView, event: RunEventOf<'tool.finished'>, style: PrintStyle): string {
  const { outcome, durationMs } = event;
  const call = event.call === null ? null : callOf(view, event.activation, event.call);
  const name = call?.name ?? event.activation;
  const duration = durationText(durationMs);
  const room = Math.min(widest, Math.max(20, style.columns - name.length - 5));
  const { bold, dim, red } = style.colours;
  const result =
    outcome.status === 'ok'
      ? `→ ${oneLine(resultText(outcome.outputs), room)}`
      : red(`→ ${oneLine(outcome.error.message, room)}`);
  return `  ${bold(safeText(name))} ${oneLine(call?.arguments ?? '', room)}\n    ${result} ${dim(`(${duration})`)}\n`;
}

function answeredText(event: RunEventOf<'human.answered'>, { colours, columns }: PrintStyle): string {
  const lines = wrapped(plain(event.answer), columns, '    ').trimStart();
  return `  ${colours.bold('a person answered')}\n    → ${lines}\n`;
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

/** A text as it is, anything else as JSON. */
export function plain(value: JsonValue): string {
  if (typeof value === 'string') return value;
  return isJsonObject(value) && Object.keys(value).length === 0 ? '{}' : JSON.stringify(value);
}

function stepLabel({ step, activation }: { readonly step: number; readonly activation: string }): string {
  return `step ${step} · ${safeText(activation)}`;
}

function callOf(
  view: RunView,
  activation: string,
  at: { readonly step: number; readonly index: number },
): CallView | null {
  const step = view.steps.findLast((candidate) => candidate.activation === activation && candidate.step === at.step);
  return step?.calls[at.index] ?? null;
}
