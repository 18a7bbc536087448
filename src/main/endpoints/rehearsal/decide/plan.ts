// What to do next when nobody has asked for a long run: learn the date, search the parts of the question, follow up what came back,
// read the best source, compute on its figures, use what speciality the question calls for, and answer when that suffices.

import type { JsonObject } from '../../../../shared/json/value.ts';
import { fromAttempt } from './attempt.ts';
import type { Aim } from './call-arguments.ts';
import { asksForToday, needsToday } from './dates.ts';
import { correction, figurePairsIn, type RankedPassage } from './evidence.ts';
import type { QuestionPart } from './question.ts';
import { repairMove } from './repair.ts';
import {
  callsFor,
  noToolFits,
  plainAim,
  propose,
  queryOf,
  toolsFor,
  type Move,
  type PlannedCall,
  type Situation,
} from './situation.ts';
import type { JudgedTool } from './tools.ts';
import { namesOf, overlap, stemsOf, termsOf } from './words.ts';

const mostCalls = 14;
const mostSearches = 7;

/** The next move of a run that ends when its evidence suffices. */
export function naturalMove(situation: Situation): Move {
  if (situation.taskCalls.length >= mostCalls)
    return answerMove(`${situation.taskCalls.length} calls are enough; I answer with what they showed.`);
  return (
    repairMove(situation) ??
    todayMove(situation) ??
    toldTodayMove(situation) ??
    spelledMove(situation) ??
    listMove(situation) ??
    searchMove(situation) ??
    readMove(situation) ??
    specialMove(situation) ??
    computeMove(situation) ??
    askMove(situation) ??
    actMove(situation) ??
    answerMove(sufficiencyOf(situation))
  );
}

/** Texts worth searching for that follow from the question and from what came back, the most promising first. */
export function followUps(situation: Situation): { readonly query: string; readonly why: string }[] {
  const { question, evidence } = situation;
  const topic = topicOf(situation);
  const found: { query: string; why: string }[] = [];
  if (evidence.missing.length > 0 && evidence.missing.length < question.terms.length) {
    const missing = evidence.missing.slice(0, 4);
    found.push({
      query: joined(topic, missing),
      why: `Nothing found so far speaks of ${quoted(missing)}, so I look for that.`,
    });
  }
  const best = evidence.passages.slice(0, 6);
  const correcting = best.find((entry) => correction.test(entry.passage.text));
  if (correcting !== undefined) {
    found.push({
      query: joined(topic, ['corrected', 'revised']),
      why: `${cited(correcting)} speaks of a correction, so I check what was revised.`,
    });
  }
  if (correcting === undefined && best.some((entry) => entry.passage.date !== null)) {
    const words = question.language === 'de' ? 'Korrektur' : question.language === 'zh' ? '更正' : 'correction';
    const subject = queryOf(question.text, question.terms, 3);
    found.push({
      query: joined([], [subject, words]),
      why: 'Dated sources are sometimes corrected later, so I look for a correction.',
    });
  }
  const known = new Set(question.terms.map((term) => term.stem));
  for (const entry of best) {
    for (const name of namesOf(entry.passage.text)) {
      if (overlap(stemsOf(name), known) === 0)
        found.push({
          query: joined(topic, [name]),
          why: `${cited(entry)} names ${name}, which the question did not; I follow it up.`,
        });
    }
  }
  for (const entry of best) {
    const fresh = termsOf(entry.passage.title).filter((term) => !known.has(term.stem) && !/^\d/.test(term.surface));
    if (fresh.length > 0)
      found.push({
        query: joined(
          topic,
          fresh.slice(0, 3).map((term) => term.surface),
        ),
        why: `The heading of ${cited(entry)} opens a side that I have not searched.`,
      });
  }
  if (question.wantsFigures)
    found.push({
      query: joined(topic, ['figures', 'estimate']),
      why: 'The question wants figures, so I look for more of them.',
    });
  return found;
}

/** The passages of the evidence that name a source one could open, best first, one for each source. */
export function sourcesToRead(situation: Situation): RankedPassage[] {
  const sources = new Map<string, RankedPassage>();
  for (const entry of situation.evidence.passages) {
    const source = String(
      entry.passage.fields['file'] ??
        entry.passage.fields['path'] ??
        entry.passage.fields['source'] ??
        entry.passage.cite,
    );
    if (!sources.has(source)) sources.set(source, entry);
  }
  return [...sources.values()];
}

function todayMove(situation: Situation): Move | null {
  const [clock] = toolsFor(situation, 'today');
  const wanted = situation.question.needsToday || needsToday(situation.reading.system.join('\n'));
  if (clock === undefined || situation.today !== null || !wanted || callsFor(situation, 'today').length > 0)
    return null;
  const call = propose(situation, clock, plainAim(situation), [], true);
  if (call === null) return null;
  const span = situation.question.span;
  const why = span === null ? 'The question depends on the present' : `The question asks about "${span.wording}"`;
  return { calls: [call], because: [`${why}, so I need today's date first; \`${clock.name}\` can tell it.`] };
}

function toldTodayMove(situation: Situation): Move | null {
  if (situation.today === null || !asksForToday(situation.question.text)) return null;
  return answerMove(`The question is what today is, and I know it: ${situation.today}.`);
}

function spelledMove(situation: Situation): Move | null {
  const { expression, operation } = situation.question;
  const [computing] = toolsFor(situation, 'compute');
  if (expression === null || computing === undefined || callsFor(situation, 'compute').length > 0) return null;
  const numbers = (expression.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
  const calculation = { operation: operation ?? spelledOperation(expression), expression, numbers };
  const call = propose(situation, computing, plainAim(situation, { calculation }));
  return call === null
    ? null
    : {
        calls: [call],
        because: [`The question spells out a calculation, ${expression}; \`${computing.name}\` can do it.`],
      };
}

function spelledOperation(expression: string) {
  if (expression.includes('*')) return 'product';
  if (expression.includes('/')) return 'ratio';
  return expression.includes('+') ? 'sum' : 'difference';
}

function listMove(situation: Situation): Move | null {
  const [listing] = toolsFor(situation, 'list');
  if (listing === undefined || callsFor(situation, 'list').length > 0) return null;
  const searched = callsFor(situation, 'search');
  const needed =
    toolsFor(situation, 'search').length === 0 || (searched.length >= 2 && situation.evidence.passages.length === 0);
  const call = needed ? propose(situation, listing, plainAim(situation)) : null;
  return call === null
    ? null
    : { calls: [call], because: [`I do not know yet what there is to read; \`${listing.name}\` lists it.`] };
}

function searchMove(situation: Situation): Move | null {
  const tools = toolsFor(situation, 'search');
  const [first] = tools;
  const { question, evidence } = situation;
  if (first === undefined || (question.expression !== null && question.terms.length < 4)) return null;
  const searches = callsFor(situation, 'search');
  if (searches.length >= mostSearches) return null;
  if (searches.length === 0) return openingMove(situation, tools);
  const rounds = new Set(searches.map((call) => call.step)).size;
  const enough = question.layout.kind === 'sections' ? 5 : 3;
  const stale = searches.length >= 2 && searches.slice(-2).every((call) => call.freshPassages === 0);
  if (evidence.passages.length > 0 && (stale || (rounds >= 2 && evidence.coverage >= 0.6 && searches.length >= enough)))
    return null;
  if (evidence.passages.length === 0) return broaderMove(situation, tools, searches.length);
  const aim = plainAim(situation, rounds >= 2 ? { span: { since: null, until: null } } : {});
  for (const { query, why } of fromAttempt(followUps(situation), situation.attempt)) {
    if (
      alreadyAsked(
        searches.map((search) => JSON.stringify(search.input)),
        query,
      )
    )
      continue;
    const tool = tools[rounds % tools.length] ?? first;
    const call = proposeSearch(situation, tool, { ...aim, queries: [query] });
    if (call !== null) return { calls: [call], because: [foundSoFar(situation), why] };
  }
  return null;
}

function openingMove(situation: Situation, tools: readonly JudgedTool[]): Move | null {
  const { question } = situation;
  const topic = topicOf(situation);
  const parts = situation.attempt === 0 ? partsOf(situation) : fromAttempt(sidesOf(situation), situation.attempt - 1);
  const calls: PlannedCall[] = [];
  const queries = parts.map((part) => {
    const query = queryOf(part.text, part.terms);
    return part.terms.length >= 3 || parts.length === 1 ? query : joined(topic, [query]);
  });
  for (const [index, query] of queries.slice(0, 4).entries()) {
    if (calls.some((call) => alreadyAsked([JSON.stringify(call.input)], query))) continue;
    const tool = tools[index % tools.length] ?? tools[0];
    if (tool === undefined) continue;
    const others = queries.filter((other) => other !== query);
    const call = propose(situation, tool, plainAim(situation, { queries: [query, ...others] }), calls);
    if (call !== null) calls.push(call);
  }
  if (calls.length === 0) return null;
  const span = situation.evidence.span.since;
  const when =
    span === null || situation.today === null ? '' : ` Today is ${situation.today}, so it is about ${span} and later.`;
  const what =
    calls.length === 1
      ? 'I search for its key terms'
      : `It has ${calls.length} sides, so I search for each of them at once`;
  return {
    calls,
    because: [
      `The question is about ${quoted(question.terms.slice(0, 4).map((term) => term.surface))}.${when}`,
      `${what} with ${toolNames(calls)}.`,
    ],
  };
}

function partsOf({ question }: Situation): readonly QuestionPart[] {
  return question.parts.length > 0 ? question.parts : [{ text: question.text, terms: question.terms }];
}

// The question taken apart at its commas too: where a further attempt begins to look.
function sidesOf(situation: Situation): readonly QuestionPart[] {
  const pieces = situation.question.text
    .split(/[,;:，；：]\s*|\s+(?:or|and|oder|und)\s+/)
    .map((piece) => ({ text: piece, terms: termsOf(piece) }));
  const sides = pieces.filter((piece) => piece.terms.length > 0);
  return sides.length > 1 ? sides : partsOf(situation);
}

function broaderMove(situation: Situation, tools: readonly JudgedTool[], searches: number): Move | null {
  if (searches >= 4) return null;
  const { question } = situation;
  const terms = question.terms.map((term) => term.surface);
  const single = [...question.names, ...terms.toSorted((a, b) => b.length - a.length)];
  const candidates = [terms.slice(0, 2).join(' '), ...single];
  for (const query of candidates.filter((candidate) => candidate !== '')) {
    const tool = tools[searches % tools.length] ?? tools[0];
    const call =
      tool === undefined
        ? null
        : proposeSearch(situation, tool, plainAim(situation, { queries: [query], span: { since: null, until: null } }));
    if (call !== null)
      return {
        calls: [call],
        because: ['Nothing that bears on the question came back.', `I search more broadly, for "${query}" alone.`],
      };
  }
  return null;
}

// A search whose terms were searched before brings the same again, whatever its other arguments.
function proposeSearch(situation: Situation, tool: JudgedTool, aim: Aim): PlannedCall | null {
  const call = propose(situation, tool, aim);
  if (call === null) return null;
  const wanted = searchedTerms(call.input);
  const isRepeat = callsFor(situation, 'search').some(
    (made) => made.name === tool.name && searchedTerms(made.input) === wanted,
  );
  return isRepeat ? null : call;
}

function searchedTerms(input: JsonObject): string {
  const texts = Object.values(input).filter((value) => typeof value !== 'number' && typeof value !== 'boolean');
  return [
    ...stemsOf(
      texts
        .map((value) => JSON.stringify(value))
        .join(' ')
        .replace(/\b\d{4}-\d\d-\d\d\S*/g, ' '),
    ),
  ]
    .toSorted()
    .join(' ');
}

function readMove(situation: Situation): Move | null {
  const tools = toolsFor(situation, 'read');
  const reads = callsFor(situation, 'read');
  const searching = situation.tools.some((tool) => tool.purpose === 'search');
  const most = searching ? (situation.question.layout.kind === 'sections' ? 2 : 1) : 4;
  if (tools.length === 0 || reads.length >= most) return null;
  const usable = sourcesToRead(situation).filter(
    (entry) => entry.passage.hasOwnId || Object.keys(entry.passage.fields).length > 0,
  );
  for (const entry of [...fromAttempt(usable.slice(0, 4), situation.attempt), null]) {
    for (const tool of tools) {
      const call = propose(
        situation,
        tool,
        plainAim(situation, {
          passage: entry?.passage ?? null,
          queries: [queryOf(situation.question.text, situation.question.terms)],
        }),
      );
      if (call === null || reads.some((read) => sameReference(read.input, call.input))) continue;
      const why =
        entry === null
          ? `\`${tool.name}\` can open what the question or a list names`
          : `${cited(entry)} is ${entry === usable[0] ? 'the closest to the question' : 'close to the question'}, so I open its source with \`${tool.name}\` to see what stands around it`;
      return { calls: [call], because: [foundSoFar(situation), `${why}.`] };
    }
  }
  return null;
}

function computeMove(situation: Situation): Move | null {
  const [computing] = toolsFor(situation, 'compute');
  const { question } = situation;
  const wanted = question.operation !== null || (question.wantsFigures && question.layout.kind === 'sections');
  if (computing === undefined || !wanted || question.expression !== null) return null;
  const done = callsFor(situation, 'compute').filter((call) => call.shown?.error === null).length;
  if (done >= (question.layout.kind === 'sections' ? 2 : 1)) return null;
  for (const pair of figurePairsIn(question, situation.evidence).slice(0, 6)) {
    const calculation = {
      operation: pair.operation,
      expression: pair.expression,
      numbers: [pair.base.figure.value, pair.next.figure.value],
    };
    const call = propose(situation, computing, plainAim(situation, { calculation }));
    if (call === null) continue;
    const from = `${pair.base.figure.wording} [${pair.base.sentence.passage.cite ?? 'prompt'}]`;
    const to = `${pair.next.figure.wording} [${pair.next.sentence.passage.cite ?? 'prompt'}]`;
    return {
      calls: [call],
      because: [
        `The evidence gives ${from} and ${to}.`,
        `The ${pair.operation} should be computed, not guessed; \`${computing.name}\` does that.`,
      ],
    };
  }
  return null;
}

function specialMove(situation: Situation): Move | null {
  const { question } = situation;
  const hasSearch = situation.tools.some((tool) => tool.purpose === 'search');
  for (const tool of toolsFor(situation, 'other')) {
    const made = situation.taskCalls.filter((call) => call.name === tool.name);
    const fit = overlap(question.weights.keys(), tool.stems);
    const named = question.text.toLowerCase().includes(tool.name.toLowerCase());
    if (made.length > 0 || (fit < (hasSearch ? 2 : 1) && !named)) continue;
    const calls: PlannedCall[] = [];
    for (let variant = 0; variant < Math.max(1, Math.min(3, question.names.length)); variant += 1) {
      const names = question.names.slice(variant);
      const query = queryOf(question.text, question.terms);
      const call = propose(situation, tool, plainAim(situation, { queries: [...names, query], variant }), calls);
      if (call !== null && (variant === 0 || question.names.some((name) => JSON.stringify(call.input).includes(name))))
        calls.push(call);
    }
    if (calls.length > 0)
      return { calls, because: [`\`${tool.name}\` says it is for this: "${tool.description.slice(0, 120)}".`] };
  }
  return null;
}

function askMove(situation: Situation): Move | null {
  const [asking] = toolsFor(situation, 'ask');
  if (asking === undefined || callsFor(situation, 'ask').length > 0) return null;
  const told =
    /\b(?:ask (?:me|the (?:user|reader|author)|a person|for)|check with|clarif\w+|approval|frag (?:mich|nach)|rückfrage\w*)\b|询问|请示/i.test(
      situation.question.wishes,
    );
  const nothingFound = !situation.evidence.bears && situation.taskCalls.length > 0;
  const onlyAsking = situation.tools.every((tool) => tool.purpose === 'ask' || tool.purpose === 'act');
  if (!told && !nothingFound && !onlyAsking) return null;
  const query = nothingFound
    ? `Which source should answer this: ${situation.question.text.slice(0, 200)}`
    : situation.question.text.slice(0, 240);
  const call = propose(situation, asking, plainAim(situation, { queries: [query] }));
  const why = told ? 'The task says to ask a person' : 'The sources do not settle the question, and a person may';
  return call === null ? null : { calls: [call], because: [`${why}; \`${asking.name}\` does that.`] };
}

function actMove(situation: Situation): Move | null {
  for (const tool of toolsFor(situation, 'act')) {
    const fit = overlap(situation.question.weights.keys(), tool.stems);
    const told =
      /\b(?:send|e?mail|save|store|write (?:it|this|the result) to|publish|post|create|delete|book|order|notify|schedule|schick\w*|sende\w*|speicher\w*|lösch\w*|buche\w*|run|execute)\b|发送|保存|删除|预订|通知/i.test(
        situation.question.text,
      );
    if (!told || fit < 2 || situation.taskCalls.some((call) => call.name === tool.name)) continue;
    const best = situation.evidence.passages[0]?.passage.sentences[0]?.text;
    const queries = best === undefined ? [situation.question.text] : [best, situation.question.text];
    const call = propose(situation, tool, plainAim(situation, { queries }));
    if (call !== null)
      return { calls: [call], because: [`The task asks for this outright, and \`${tool.name}\` does it.`] };
  }
  return null;
}

function answerMove(why: string): Move {
  return { calls: [], because: [why] };
}

function sufficiencyOf(situation: Situation): string {
  const { evidence, question } = situation;
  if (!evidence.bears)
    return situation.tools.length === 0
      ? 'No tool is offered, so I answer from what the messages hold.'
      : situation.taskCalls.length === 0
        ? `${noToolFits(situation.tools.length)}, so I call none and say so.`
        : 'The tools have shown nothing that bears on the question, and I say so.';
  const share = Math.round(evidence.coverage * 100);
  const gaps =
    evidence.missingNames.length === 0 ? '' : ` Still without a source: ${quoted(evidence.missingNames.slice(0, 4))}.`;
  const count = evidence.passages.length;
  return `${count === 1 ? '1 passage speaks' : `${count} passages speak`} to ${share} % of the terms of the question${question.span === null ? '' : ` (${question.span.wording})`}, and further calls would bring little.${gaps} I answer with their own sentences.`;
}

function foundSoFar(situation: Situation): string {
  const count = situation.evidence.passages.length;
  return count === 0
    ? 'Nothing relevant has been found yet.'
    : `${count} relevant ${count === 1 ? 'passage' : 'passages'} so far.`;
}

function topicOf(situation: Situation): string[] {
  const { question } = situation;
  if (question.names.length > 0) return question.names.slice(0, 1);
  return question.terms.slice(0, 2).map((term) => term.surface);
}

function joined(topic: readonly string[], more: readonly string[]): string {
  const words: string[] = [];
  for (const word of [...topic, ...more])
    if (!words.some((other) => other.toLowerCase() === word.toLowerCase())) words.push(word);
  return words.join(' ');
}

function alreadyAsked(inputs: readonly string[], query: string): boolean {
  const stems = stemsOf(query);
  return inputs.some((input) => {
    const asked = stemsOf(input);
    return overlap(stems, asked) === stems.size && asked.size <= stems.size + 3;
  });
}

function sameReference(one: object, other: object): boolean {
  const values = new Set(Object.values(one).filter((value) => typeof value === 'string'));
  return Object.values(other).some((value) => values.has(value));
}

function cited(entry: RankedPassage): string {
  return entry.passage.cite === null ? 'A passage of the prompt' : `[${entry.passage.cite}]`;
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(', ');
}

function toolNames(calls: readonly PlannedCall[]): string {
  return [...new Set(calls.map((call) => `\`${call.tool.name}\``))].join(' and ');
}
