// Everything a decision looks at, put together once per request: question, tools, calls of the task, evidence, today. Also how a call
// is proposed: arguments that fit and that have not been tried. Choosing among calls is left to plan.ts and long-run.ts.

import type { JsonObject } from '../../../../shared/json/value.ts';
import { datesOf, type TimeSpan } from './dates.ts';
import { argumentsFor, type Aim } from './call-arguments.ts';
import { evidenceFor, type Evidence } from './evidence.ts';
import { questionOf, type Question } from './question.ts';
import { callKeyOf, type PastCall, type Reading } from './reading.ts';
import type { JudgedTool, Purpose } from './tools.ts';
import { isEastAsian } from './words.ts';

export interface Situation {
  readonly question: Question;
  readonly reading: Reading;
  readonly tools: readonly JudgedTool[];
  /** The calls made for this question, oldest first. */
  readonly taskCalls: readonly PastCall[];
  readonly evidence: Evidence;
  /** The date a tool or a message told, or null. */
  readonly today: string | null;
  /** Names of tools that failed too often to be tried again. */
  readonly givenUp: ReadonlySet<string>;
  /** Which of several attempts at one task this is, from 0. */
  readonly attempt: number;
}

export interface PlannedCall {
  readonly tool: JudgedTool;
  readonly input: JsonObject;
}

/** What to do next and why; no calls means to answer. */
export interface Move {
  readonly calls: readonly PlannedCall[];
  readonly because: readonly string[];
}

/** The situation that a conversation and the offered tools make. */
export function situationOf(reading: Reading, tools: readonly JudgedTool[], attempt = 0): Situation {
  const question = questionOf(reading);
  const today = todayToldIn(reading, tools);
  const ignored = new Set(
    tools.filter((tool) => tool.purpose === 'today' || tool.purpose === 'compute').map((tool) => tool.name),
  );
  const newest = reading.passages.reduce(
    (latest, passage) => ((passage.date ?? '') > latest ? (passage.date ?? '') : latest),
    '',
  );
  const evidence = evidenceFor(question, reading, today ?? (newest === '' ? null : newest), ignored);
  const taskCalls = reading.calls.slice(reading.callsBeforeTask);
  const givenUp = new Set<string>();
  for (const tool of tools) {
    const own = taskCalls.filter((call) => call.name === tool.name);
    if (own.length >= 3 && own.slice(-3).every((call) => call.shown?.error !== null && call.shown !== null))
      givenUp.add(tool.name);
  }
  return { question, reading, tools, taskCalls, evidence, today, givenUp, attempt };
}

/** The usable tools of a purpose, those that fit the question best first. */
export function toolsFor(situation: Situation, purpose: Purpose): JudgedTool[] {
  const fit = (tool: JudgedTool) => {
    let score = 0;
    for (const [stem, weight] of situation.question.weights) if (tool.stems.has(stem)) score += weight;
    return score;
  };
  return situation.tools
    .filter((tool) => tool.purpose === purpose && !situation.givenUp.has(tool.name))
    .toSorted((a, b) => fit(b) - fit(a));
}

/** The calls of a purpose made for this question; the names of tools tell, as they are offered now. */
export function callsFor(situation: Situation, purpose: Purpose): PastCall[] {
  const names = new Set(situation.tools.filter((tool) => tool.purpose === purpose).map((tool) => tool.name));
  return situation.taskCalls.filter((call) => names.has(call.name));
}

/** An aim with nothing in it but the span of time that was asked about. */
export function plainAim(situation: Situation, changes: Partial<Aim> = {}): Aim {
  return {
    queries: [situation.question.text],
    passage: null,
    calculation: null,
    span: situation.today === null && situation.question.span?.kind === 'back' ? openSpan : situation.evidence.span,
    today: situation.today,
    broad: false,
    variant: 0,
    ...changes,
  };
}

/** A call of this tool for this aim that has not been made yet, or null. */
export function propose(
  situation: Situation,
  tool: JudgedTool,
  aim: Aim,
  beside: readonly PlannedCall[] = [],
  mayInvent = false,
): PlannedCall | null {
  const planned = new Set(beside.map((call) => callKeyOf(call.tool.name, call.input)));
  for (let attempt = 0; attempt < 6; attempt += 1) {
    const input = argumentsFor(
      tool,
      { ...aim, variant: aim.variant + attempt },
      situation.question,
      situation.reading,
      mayInvent,
    );
    if (input === null) continue;
    const key = callKeyOf(tool.name, input);
    if (!situation.reading.callKeys.has(key) && !planned.has(key)) return { tool, input };
  }
  return null;
}

/** The beginning of a sentence that says that no offered tool is for the question. */
export function noToolFits(offered: number): string {
  return offered === 1
    ? 'The offered tool does not fit the question'
    : `None of the ${offered} offered tools fits the question`;
}

/** A short text for a search, from the terms of a part of the question or from any text. */
export function queryOf(text: string, terms: readonly { readonly surface: string }[], most = 8): string {
  if (isEastAsian(text))
    return text
      .replace(/[？?。！，、；：“”"\s]+/g, ' ')
      .trim()
      .slice(0, 40);
  const query = terms
    .slice(0, most)
    .map((term) => term.surface)
    .join(' ');
  return query === '' ? text.trim().slice(0, 120) : query;
}

const openSpan: TimeSpan = { since: null, until: null };

function todayToldIn(reading: Reading, tools: readonly JudgedTool[]): string | null {
  const clocks = new Set(tools.filter((tool) => tool.purpose === 'today').map((tool) => tool.name));
  for (const call of reading.calls.toReversed()) {
    if (!clocks.has(call.name) || call.shown === null || call.shown.error !== null) continue;
    const told = [
      ...call.shown.values.map(([, value]) => value),
      ...call.shown.passages.map((passage) => passage.text),
      typeof call.shown.json === 'string' || typeof call.shown.json === 'number' ? call.shown.json : '',
    ];
    for (const value of told) {
      const date = typeof value === 'number' ? dateOfEpoch(value) : datesOf(value)[0];
      if (date !== undefined && date !== null) return date;
    }
  }
  for (const text of [...reading.asked.map((asked) => asked.text), ...reading.system].toReversed()) {
    const told =
      /(?:today(?:['’]s date)?(?: is|:)|current date(?: is|:)|as of|heute ist|heutiges datum:?|今天是|当前日期[是:：]?)\s*([^.。\n]{6,40})/i.exec(
        text,
      );
    const date = told === null ? undefined : datesOf(told[1] ?? '')[0];
    if (date !== undefined) return date;
  }
  return null;
}

function dateOfEpoch(value: number): string | null {
  const ms = value > 1e11 ? value : value > 1e9 ? value * 1000 : 0;
  return ms > 0 && ms < 4e12 ? new Date(ms).toISOString().slice(0, 10) : null;
}
