// What guards, limits and people do to a run, as lines of its timeline: reminders, shortened conversations, pauses, messages, leave that
// is asked for. The steps themselves are print-run.ts's.

import { isJsonObject, type JsonValue } from '../../../shared/json/value.ts';
import type { ContextStage, GuardAction, RunEventOf } from '../../../shared/run/events.ts';
import type { RunView } from '../../../shared/run/view.ts';
import { counted, durationText, grouped, limitsText } from './figures.ts';
import { oneLine, safeText, wrapped } from './print-text.ts';
import { plain, widest, type PrintStyle } from './print-style.ts';

/** A guard that spoke up: what it saw, what is done, and the words that the model or a person gets. */
export function guardText(event: RunEventOf<'guard.raised'>, { colours, columns }: PrintStyle): string {
  const head = `guard ${event.guard}, ${event.count} in a row: ${guardActions[event.action]}`;
  return `  ${colours.yellow(head)}\n${dimmed(wrapped(event.message, columns, '    '), colours.dim)}\n`;
}

/** A conversation that was shortened before a step. */
export function contextText(event: RunEventOf<'context.changed'>, { colours }: PrintStyle): string {
  const { activation, step, stage, changed, tokensBefore, tokensAfter } = event;
  const what = contextStages[stage](changed.length);
  const tokens = `${grouped(tokensBefore)} → ${grouped(tokensAfter)} tokens`;
  return `\n${colours.dim(`context of ${safeText(activation)} before step ${step}: ${what} · ${tokens}`)}\n`;
}

/** A message of a person to the models. */
export function steeredText({ activation, text }: RunEventOf<'run.steered'>, { colours, columns }: PrintStyle): string {
  const whom = activation === null ? 'every agent' : safeText(activation);
  return `\n${colours.bold(`a person tells ${whom}`)}\n${wrapped(text, columns, '  ')}\n`;
}

/** Limits that were changed while the run went on. */
export function limitsChangedText({ limits }: RunEventOf<'limits.changed'>, { colours }: PrintStyle): string {
  return `\n${colours.bold('limits')} ${limitsText(limits)}\n`;
}

/** Working time that is nearly, or wholly, used up. */
export function timeText({ phase }: RunEventOf<'time.expired'>, view: RunView, { colours }: PrintStyle): string {
  const limit = durationText(view.limits.maxWallMs ?? 0);
  const said =
    phase === 'soft'
      ? `the time limit of ${limit} is nearly used up: agents are asked for their answers`
      : `the time limit of ${limit} is used up`;
  return `\n${colours.yellow(said)}\n`;
}

/** That the run is paused, and how it goes on. */
export function pausedText({ runId }: RunEventOf<'run.paused'>, { colours }: PrintStyle): string {
  return `\n${colours.yellow('paused')} ${colours.dim(`· go on with: longline resume ${runId}`)}\n`;
}

/** Where a fork begins, and what it changes. */
export function forkedText(event: RunEventOf<'run.forked'>, { colours, columns }: PrintStyle): string {
  const { from, step, models, params } = event;
  const changes = [
    ...Object.values(models).map(({ model, endpoint }) => `model: ${model} at ${endpoint}`),
    ...Object.entries(params).flatMap(([node, changed]) =>
      Object.entries(changed).map(([name, value]) => `${node}.${name}: ${oneLine(plain(value), widest)}`),
    ),
  ];
  const head = colours.bold(`forked from ${from} at ${safeText(step)}`);
  const lines = changes.map((change) => `${wrapped(change, columns, '  ')}\n`).join('');
  return `\n${head}${colours.dim(' · what stands above was paid there')}\n${lines}`;
}

/** A call that waits for leave, whole, with its number among those that the run has asked about. */
export function approvalText(
  {
    exact,
    question,
    exactSha256,
  }: { readonly question: string; readonly exact: string | null; readonly exactSha256: string | null },
  number: number,
  { colours, columns }: PrintStyle,
): string {
  const call = exact === null ? '' : `${wrapped(exact, columns, '    ')}\n`;
  const hash = exactSha256 === null ? '' : `    ${colours.dim(`sha256 ${exactSha256}`)}\n`;
  return `  ${colours.yellow(`call ${number} waits for approval:`)} ${oneLine(question, widest)}\n${call}${hash}`;
}

/** What a person said to a question, or to a call that waited for leave. */
export function answeredText(
  { answer }: RunEventOf<'human.answered'>,
  approval: boolean,
  { colours, columns }: PrintStyle,
): string {
  if (!approval)
    return `  ${colours.bold('a person answered')}\n    → ${wrapped(plain(answer), columns, '    ').trimStart()}\n`;
  if (answer === 'approve') return `  ${colours.green('a person approved the call')}\n`;
  const reason = denialOf(answer);
  return `  ${colours.red('a person denied the call')}${reason === '' ? '' : `: ${oneLine(reason, widest)}`}\n`;
}

function denialOf(answer: JsonValue): string {
  const reason = isJsonObject(answer) ? answer['deny'] : answer;
  return typeof reason === 'string' && reason !== 'deny' ? reason : '';
}

const guardActions: Readonly<Record<GuardAction, string>> = {
  remind: 'the model is reminded',
  ask: 'a person is asked',
  escalate: 'a stronger model goes on',
  stop: 'the next step is the last',
};

const contextStages: Readonly<Record<ContextStage, (changed: number) => string>> = {
  hide: (changed) => `${counted(changed, 'old result')} hidden`,
  summarise: (changed) => `${counted(changed, 'message')} summed up`,
  discard: (changed) => `${counted(changed, 'message')} left out`,
};

function dimmed(text: string, dim: (line: string) => string): string {
  return text.split('\n').map(dim).join('\n');
}
