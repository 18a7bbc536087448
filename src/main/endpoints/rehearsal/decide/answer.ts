// The final answer in words: sentences of the evidence, each followed by its citation, laid out as the prompt asks. Extractive: nothing
// is put into other words, and what the evidence does not hold is named as missing. Answers in JSON are in json-answer.ts.

import { callCountNote } from './reading.ts';
import { noToolFits, type Situation } from './situation.ts';
import { isBroad, statementsOf, withCites, type Statement, type Statements } from './statements.ts';
import { overlap, stemsOf } from './words.ts';

/** The answer to the question of a situation, as text. */
export function answerText(situation: Situation): string {
  const { question } = situation;
  const words = wordings[question.language];
  if (question.asksForNotes) return notesText(situation);
  const most =
    question.layout.maxSentences ??
    (question.layout.kind === 'sections'
      ? 12
      : question.layout.kind === 'bullets'
        ? 8
        : isBroad(situation)
          ? 6
          : question.parts.length > 1
            ? 6
            : 3);
  const statements = statementsOf(situation, most);
  const isEmpty = !situation.evidence.bears && statements.computed.length === 0 && statements.results.length === 0;
  if (isEmpty || statements.all.length + statements.computed.length + statements.results.length === 0)
    return nothingText(situation);
  switch (question.layout.kind) {
    case 'sections':
      return question.layout.sections.length > 0
        ? namedSections(situation, statements)
        : usualSections(situation, statements);
    case 'bullets':
      return [...statements.computed, ...statements.results, ...statements.all]
        .map((statement) => `- ${withCites(titled(statement))}`)
        .concat(
          disagreementLines(statements, words).map((line) => `- ${line}`),
          gapLines(situation).map((line) => `- ${line}`),
        )
        .join('\n');
    case 'plain': {
      const limit = question.layout.maxSentences;
      const own = [...statements.computed, ...statements.results, ...statements.all].slice(0, limit ?? 10);
      const more = limit === null ? [...disagreementLines(statements, words).slice(0, 1), ...gapLines(situation)] : [];
      const paragraphs = limit === null ? paragraphsOf(own, statements) : [own];
      return [...paragraphs.map((paragraph) => paragraph.map(withCites).join(' ')), ...more].join('\n\n');
    }
  }
}

// A long answer has a paragraph for each part of the question.
function paragraphsOf(own: readonly Statement[], statements: Statements): readonly (readonly Statement[])[] {
  if (own.length <= 4) return [own];
  const parts = statements.byPart.map((part) => own.filter((statement) => part.statements.includes(statement)));
  const told = new Set(parts.flat());
  const first = own.filter((statement) => !told.has(statement) && !statements.all.includes(statement));
  const rest = own.filter((statement) => !told.has(statement) && statements.all.includes(statement));
  return [first, ...parts, rest].filter((paragraph) => paragraph.length > 0);
}

// "Remarks: refused" says little without the name of what it is a remark on.
function titled(statement: Statement): Statement {
  const [title = ''] = statement.title.split(' · ');
  const isLabelled = /^\p{Lu}[\p{L} ]{1,24}:\s/u.test(statement.text);
  return title === '' || !isLabelled
    ? statement
    : { ...statement, text: `${title}, ${statement.text.charAt(0).toLowerCase()}${statement.text.slice(1)}` };
}

/** The sentence that says that nothing was found, and where it was looked for. */
export function nothingText(situation: Situation): string {
  const words = wordings[situation.question.language];
  const asked = situation.taskCalls
    .flatMap((call) => Object.values(call.input))
    .filter((value): value is string => typeof value === 'string')
    .slice(0, 4);
  if (situation.taskCalls.length === 0)
    return situation.tools.length === 0 ? words.noSources : words.noneFits(situation.tools.length);
  const failed = situation.taskCalls.findLast((call) => call.shown !== null && call.shown.error !== null);
  const tried =
    asked.length === 0 ? '' : ` ${words.tried} ${asked.map((text) => `"${text.slice(0, 60)}"`).join(', ')}.`;
  const error = failed?.shown?.error;
  return `${words.nothing}${tried}${error === undefined || error === null ? '' : ` ${words.failed} \`${failed?.name}\`: ${error.slice(0, 200)}`}`;
}

interface Wordings {
  readonly noSources: string;
  readonly noneFits: (offered: number) => string;
  readonly nothing: string;
  readonly tried: string;
  readonly failed: string;
  readonly gap: string;
  readonly differ: string;
  readonly corrected: string;
  readonly later: string;
  readonly keyPoints: string;
  readonly figures: string;
  readonly disagreements: string;
  readonly gaps: string;
  readonly timeline: string;
  readonly none: string;
}

const wordings: Readonly<Record<'en' | 'de' | 'zh', Wordings>> = {
  en: {
    noSources: 'No sources were given and no tool was available, so there is nothing to quote an answer from.',
    noneFits: (offered) =>
      `${noToolFits(offered)}, and no sources were given, so there is nothing to quote an answer from.`,
    nothing: 'The sources that could be reached do not answer this.',
    tried: 'Looked for:',
    failed: 'The last error came from',
    gap: 'No source that was found speaks of',
    differ: 'The sources differ:',
    corrected: 'A later source corrects an earlier one:',
    later: 'Later:',
    keyPoints: 'Key points',
    figures: 'Figures',
    disagreements: 'Where the sources differ',
    gaps: 'What the sources do not say',
    timeline: 'What happened',
    none: 'The sources say nothing on this.',
  },
  de: {
    noSources:
      'Es wurden keine Quellen gegeben und kein Werkzeug angeboten; es gibt nichts, woraus sich eine Antwort zitieren ließe.',
    noneFits: (offered) =>
      `${offered === 1 ? 'Das angebotene Werkzeug passt nicht' : `Keines der ${offered} angebotenen Werkzeuge passt`} zur Frage, und es wurden keine Quellen gegeben; es gibt nichts, woraus sich eine Antwort zitieren ließe.`,
    nothing: 'Die erreichbaren Quellen beantworten das nicht.',
    tried: 'Gesucht wurde:',
    failed: 'Der letzte Fehler kam von',
    gap: 'Keine gefundene Quelle sagt etwas zu',
    differ: 'Die Quellen weichen voneinander ab:',
    corrected: 'Eine spätere Quelle berichtigt eine frühere:',
    later: 'Später:',
    keyPoints: 'Das Wichtigste',
    figures: 'Zahlen',
    disagreements: 'Wo die Quellen abweichen',
    gaps: 'Was die Quellen nicht sagen',
    timeline: 'Was geschah',
    none: 'Die Quellen sagen dazu nichts.',
  },
  zh: {
    noSources: '没有提供资料，也没有可用的工具，因此没有可以引用的内容。',
    noneFits: (offered) => `提供的 ${offered} 个工具都不适合这个问题，也没有提供资料，因此没有可以引用的内容。`,
    nothing: '能够查到的资料没有回答这个问题。',
    tried: '已查找：',
    failed: '最后一个错误来自',
    gap: '找到的资料没有提到',
    differ: '资料之间有出入：',
    corrected: '较晚的资料更正了较早的资料：',
    later: '之后：',
    keyPoints: '要点',
    figures: '数字',
    disagreements: '资料之间的出入',
    gaps: '资料没有说明的内容',
    timeline: '经过',
    none: '资料对此没有说明。',
  },
};

function usualSections(situation: Situation, statements: Statements): string {
  const words = wordings[situation.question.language];
  const told = new Set(statements.timeline.map((statement) => statement.text));
  const untold = statements.all.filter((statement) => !told.has(statement.text));
  const points = untold.filter((statement) => !statements.figures.slice(0, 5).includes(statement));
  const sections: [string, readonly string[]][] = [
    [words.keyPoints, lines([...(points.length > 0 ? points : untold), ...statements.results])],
    [words.timeline, datedLines(statements.timeline)],
    [
      words.figures,
      lines([
        ...statements.computed,
        ...(points.length > 0 ? statements.figures.slice(0, 5).filter((statement) => !told.has(statement.text)) : []),
      ]),
    ],
    [words.disagreements, disagreementLines(statements, words)],
    [words.gaps, gapLines(situation)],
  ];
  return sections
    .filter(([, body]) => body.length > 0)
    .map(section)
    .join('\n\n');
}

function namedSections(situation: Situation, statements: Statements): string {
  const words = wordings[situation.question.language];
  const pool = new Set([...statements.all, ...statements.computed, ...statements.results]);
  const disagreements = disagreementLines(statements, words);
  const names = situation.question.layout.sections;
  const bodies = new Map<string, string[]>();
  const claim = (name: string, wanted: readonly Statement[]) => {
    bodies.set(name, lines(wanted.filter((statement) => pool.has(statement))));
    for (const statement of wanted) pool.delete(statement);
  };
  for (const name of names) {
    if (figureSection.test(name)) claim(name, [...statements.computed, ...statements.figures.slice(0, 6)]);
    else if (disputeSection.test(name)) bodies.set(name, disagreements);
    else if (gapSection.test(name)) bodies.set(name, gapLines(situation));
  }
  const open = names.filter((name) => !bodies.has(name));
  const opening = open.find((name) => leadSection.test(name));
  const best = [...pool].slice(0, pool.size < 5 ? 0 : 2);
  if (opening !== undefined) for (const statement of best) pool.delete(statement);
  const subjects = open.filter((name) => !leadSection.test(name) && !dateSection.test(name));
  for (const name of subjects)
    claim(
      name,
      [...pool].filter((statement) => homeOf(statement, subjects) === name),
    );
  for (const name of open) {
    if (dateSection.test(name) && statements.timeline.length > 0) bodies.set(name, datedLines(statements.timeline));
    else if (dateSection.test(name))
      claim(
        name,
        [...pool]
          .filter((statement) => statement.date !== null)
          .toSorted((a, b) => (a.date ?? '').localeCompare(b.date ?? ''))
          .slice(0, 5),
      );
  }
  if (opening !== undefined) for (const statement of best) pool.add(statement);
  const lead =
    open.find((name) => leadSection.test(name)) ?? open.find((name) => (bodies.get(name)?.length ?? 0) === 0);
  if (lead !== undefined) claim(lead, [...pool].slice(0, 5));
  if (disagreements.length > 0 && !names.some((name) => disputeSection.test(name))) {
    const home = lead ?? names[0] ?? '';
    bodies.set(home, [...(bodies.get(home) ?? []), ...disagreements.map((line) => `- ${line}`)]);
  }
  return names
    .map((name) => section([name, (bodies.get(name)?.length ?? 0) > 0 ? (bodies.get(name) ?? []) : [words.none]]))
    .join('\n\n');
}

// The heading that shares most of its words with a statement, or null.
function homeOf(statement: Statement, names: readonly string[]): string | null {
  let home: string | null = null;
  let most = 0;
  for (const name of names) {
    const stems = stemsOf(name);
    const share = overlap(stems, statement.stems) / Math.max(1, stems.size);
    if (share > most) [home, most] = [name, share];
  }
  return home;
}

const figureSection = /figure|number|cost|money|percent|zahl|kosten|finan|数字|数据|费用|budget|chiffres|cifras/i;
const disputeSection =
  /conflict|disagree|differ|dispute|correct|contradict|widerspr|abweich|korrekt|berichtig|冲突|更正|分歧|出入/i;
const gapSection = /gap|missing|unknown|open question|uncertain|limitation|not say|offene|lücke|unklar|不足|未知|缺/i;
const dateSection =
  /date|timeline|chronolog|when|what happened|events|was geschah|history|verlauf|zeit|时间|日期|经过/i;
const leadSection =
  /summary|overview|headline|lead|key|answer|short|main|background|überblick|zusammenfassung|kurz|wichtig|antwort|要点|概述|摘要|结论|背景/i;

function section([name, body]: readonly [string, readonly string[]]): string {
  return `## ${name}\n\n${body.join('\n')}`;
}

function lines(statements: readonly Statement[]): string[] {
  return statements.map((statement) => `- ${withCites(statement)}`);
}

function datedLines(statements: readonly Statement[]): string[] {
  return statements.map((statement) => `- ${statement.date}: ${withCites(statement)}`);
}

function disagreementLines(statements: Statements, words: Wordings): string[] {
  return statements.disagreements.slice(0, 2).map(({ earlier, later, corrects }) => {
    const dated = (statement: Statement) => (statement.date === null ? '' : `(${statement.date}) `);
    return `${corrects ? words.corrected : words.differ} ${dated(earlier)}${withCites(earlier)} ${words.later} ${dated(later)}${withCites(later)}`;
  });
}

function gapLines(situation: Situation): string[] {
  const { missingNames } = situation.evidence;
  if (missingNames.length === 0) return [];
  return [
    `${wordings[situation.question.language].gap} ${missingNames
      .slice(0, 4)
      .map((name) => `"${name}"`)
      .join(', ')}.`,
  ];
}

// Notes to go on from when a client shortens its history: what is known, with ids, and how many calls there were.
function notesText(situation: Situation): string {
  const statements = statementsOf(situation, 16);
  const tried = [...new Set(situation.taskCalls.map((call) => call.name))].map((name) => `\`${name}\``);
  return [
    `Task: ${situation.question.text.slice(0, 600)}`,
    `Known:\n${lines([...statements.computed, ...statements.all]).join('\n') || '- nothing yet'}`,
    statements.missing.length === 0
      ? 'Open: nothing named in the task.'
      : `Open: ${statements.missing.slice(0, 8).join(', ')}.`,
    `Tools used: ${tried.join(', ') || 'none'}.`,
    callCountNote(situation.reading.nextCallNumber),
  ].join('\n\n');
}
