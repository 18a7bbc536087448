// Dates in texts and spans of time in questions: "the last four weeks" is a span once a tool has told the date. No clock here;
// what is today is known only from the conversation.

/** Days from one date to another, both `YYYY-MM-DD`, or null for an open side. */
export interface TimeSpan {
  readonly since: string | null;
  readonly until: string | null;
}

/** A span as a question words it: so many days back from today, or absolute. */
export type AskedSpan =
  | { readonly kind: 'back'; readonly days: number; readonly wording: string }
  | { readonly kind: 'absolute'; readonly span: TimeSpan; readonly wording: string };

/** The dates in a text, as `YYYY-MM-DD`, in its order. */
export function datesOf(text: string): string[] {
  const found: { at: number; date: string }[] = [];
  for (const match of text.matchAll(isoDate)) add(found, match.index, match[1], match[2], match[3]);
  for (const match of text.matchAll(dayMonthYear)) add(found, match.index, match[3], monthOf(match[2]), match[1]);
  for (const match of text.matchAll(monthDayYear)) add(found, match.index, match[3], monthOf(match[1]), match[2]);
  for (const match of text.matchAll(germanDate)) add(found, match.index, match[3], match[2], match[1]);
  for (const match of text.matchAll(chineseDate)) add(found, match.index, match[1], match[2], match[3]);
  return found.toSorted((a, b) => a.at - b.at).map((entry) => entry.date);
}

/** The span of time that a question asks about, or null. */
export function askedSpanOf(question: string): AskedSpan | null {
  for (const pattern of backPatterns) {
    const match = pattern.exec(question);
    if (match === null) continue;
    const count = countOf(match[1] ?? '');
    const unit = unitDays(match[2] ?? '');
    if (unit !== null) return { kind: 'back', days: Math.round(count * unit), wording: match[0].trim() };
  }
  const dates = datesOf(question);
  if (dates.length >= 2) {
    const sorted = dates.toSorted();
    return absolute(sorted[0] ?? null, sorted.at(-1) ?? null, `${sorted[0]} to ${sorted.at(-1)}`);
  }
  const [single] = dates;
  if (single !== undefined) {
    if (/\b(?:since|after|from|seit|ab|nach|depuis|desde)\b|以来|之后/i.test(question))
      return absolute(single, null, `since ${single}`);
    if (/\b(?:until|before|by|bis|vor|jusqu|avant|hasta)\b|之前|以前/i.test(question))
      return absolute(null, single, `until ${single}`);
    return null;
  }
  const month = monthYear.exec(question);
  const monthNumber = month === null ? null : monthOf(month[1]);
  if (month !== null && monthNumber !== null) {
    const start = `${month[2]}-${monthNumber.padStart(2, '0')}-01`;
    return absolute(start, addDays(addDays(start, 31).slice(0, 8) + '01', -1), month[0]);
  }
  return null;
}

/** Whether an answer depends on what day it is. */
export function needsToday(question: string): boolean {
  return askedSpanOf(question)?.kind === 'back' || todayWords.test(question) || asksForToday(question);
}

/** Whether the date, the weekday or the time of the present is itself what is asked for. */
export function asksForToday(question: string): boolean {
  return question.length < 120 && presentQuestion.test(question);
}

/** An asked span in days, given today; an open span when today is not known. */
export function resolveSpan(asked: AskedSpan, today: string | null): TimeSpan {
  switch (asked.kind) {
    case 'absolute':
      return asked.span;
    case 'back':
      return today === null ? { since: null, until: null } : { since: addDays(today, -asked.days), until: today };
  }
}

/** The date so many days later, or earlier for a negative number. */
export function addDays(date: string, days: number): string {
  const moment = new Date(`${date}T00:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + days);
  return moment.toISOString().slice(0, 10);
}

const months = [
  ['january', 'jan', 'januar', 'janvier', 'enero'],
  ['february', 'feb', 'februar', 'février', 'febrero'],
  ['march', 'mar', 'märz', 'mars', 'marzo'],
  ['april', 'apr', 'avril', 'abril'],
  ['may', 'mai', 'mayo'],
  ['june', 'jun', 'juni', 'juin', 'junio'],
  ['july', 'jul', 'juli', 'juillet', 'julio'],
  ['august', 'aug', 'août', 'agosto'],
  ['september', 'sep', 'sept', 'septembre', 'septiembre'],
  ['october', 'oct', 'oktober', 'okt', 'octobre', 'octubre'],
  ['november', 'nov', 'novembre', 'noviembre'],
  ['december', 'dec', 'dezember', 'dez', 'décembre', 'diciembre'],
];
const monthWord = `(${months
  .flat()
  .toSorted((a, b) => b.length - a.length)
  .join('|')})\\.?`;
const isoDate = /(?<!\d)((?:19|20)\d\d)[-/](\d{1,2})[-/](\d{1,2})(?!\d)/g;
const dayMonthYear = new RegExp(
  `(?<!\\d)(\\d{1,2})(?:st|nd|rd|th|\\.)?\\s+(?:of\\s+|de\\s+)?${monthWord},?\\s+(?:de\\s+)?((?:19|20)\\d\\d)`,
  'gi',
);
const monthDayYear = new RegExp(`\\b${monthWord}\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+((?:19|20)\\d\\d)`, 'gi');
const monthYear = new RegExp(`\\b${monthWord}\\s+((?:19|20)\\d\\d)`, 'i');
const germanDate = /(?<!\d)(\d{1,2})\.(\d{1,2})\.((?:19|20)\d\d)(?!\d)/g;
const chineseDate = /((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日/g;
const number = `(\\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|zwei|drei|vier|fünf|sechs|sieben|acht|zehn|zwölf|deux|trois|quatre|cinq|six|dos|tres|cuatro|cinco|seis)`;
const backPatterns = [
  new RegExp(
    `\\b(?:last|past|previous|latest|recent|preceding)\\s+${number}?\\s*(days?|weeks?|months?|quarters?|years?)\\b`,
    'i',
  ),
  new RegExp(`\\b${number}\\s+(days?|weeks?|months?|years?)\\s+(?:ago|back)\\b`, 'i'),
  new RegExp(
    `\\b(?:letzte[nrs]?|vergangene[nrs]?)\\s+${number}?\\s*(tage?n?|wochen?|monate?n?|jahre?n?)(?!\\p{L})`,
    'iu',
  ),
  new RegExp(`\\b(?:les\\s+)?${number}?\\s*derni(?:er|ère)s?\\s+${number}?\\s*(jours?|semaines?|mois|ans?)`, 'i'),
  new RegExp(`\\b(?:últim[oa]s)\\s+${number}?\\s*(días?|semanas?|meses?|años?)`, 'i'),
  /(?:过去|最近|近|過去)\s*([\d一二两三四五六七八九十]*)\s*(?:个|か|ヶ)?(天|日|周|星期|週間|月|年)/,
  /\b(?:this|diese[rnsm]?)()\s+(week|month|year|woche|monat|jahr)\b/i,
];
const todayWords =
  /\b(?:today|tonight|yesterday|now|current(?:ly)?|latest|recent(?:ly)?|so far|this (?:week|month|year)|as of|up to date|heute|gestern|aktuell\w*|neueste\w*|derzeit|aujourd['’]hui|actuel\w*|récent\w*|hoy|actual\w*|reciente\w*)\b|今天|昨天|目前|当前|最新|现在|今日|現在/i;
const presentQuestion =
  /\b(?:what|which|tell me the) (?:day|date|weekday|time|year|month)(?: of the week)? (?:is|do we have|have we)\b(?: it\b| today\b| now\b|\W*$)|\bwhat(?:['’]s| is) (?:the |today['’]?s )(?:current |present )?(?:date|time|day|weekday)(?: and (?:date|time))?(?: today| now| right now)?\W*$|\bwelche[rsn]? (?:tag|datum|wochentag|uhrzeit) (?:ist|haben wir|hat man)\b|\b(?:wie spät ist es|wie viel uhr|den wievielten)|\bquel jour\b|\bquelle (?:date|heure)\b|\bqué (?:día|fecha|hora)\b|今天(?:是)?(?:几号|星期几|什么日子|几月几日)|现在几点|今日は何(?:日|曜日)/i;

function add(
  found: { at: number; date: string }[],
  at: number,
  year: string | undefined,
  month: string | null | undefined,
  day: string | undefined,
): void {
  if (year === undefined || month === null || month === undefined || day === undefined) return;
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return;
  found.push({ at, date: `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` });
}

function monthOf(word: string | undefined): string | null {
  const index = months.findIndex((names) => names.includes((word ?? '').toLowerCase().replace('.', '')));
  return index === -1 ? null : String(index + 1);
}

function absolute(since: string | null, until: string | null, wording: string): AskedSpan {
  return { kind: 'absolute', span: { since, until }, wording };
}

function countOf(word: string): number {
  if (/^\d+$/.test(word)) return Number(word);
  return counts.get(word.toLowerCase()) ?? 1;
}

const counts: ReadonlyMap<string, number> = new Map(
  Object.entries({
    two: 2,
    three: 3,
    four: 4,
    five: 5,
    six: 6,
    seven: 7,
    eight: 8,
    nine: 9,
    ten: 10,
    twelve: 12,
    zwei: 2,
    drei: 3,
    vier: 4,
    fünf: 5,
    sechs: 6,
    sieben: 7,
    acht: 8,
    zehn: 10,
    zwölf: 12,
    deux: 2,
    trois: 3,
    quatre: 4,
    cinq: 5,
    dos: 2,
    tres: 3,
    cuatro: 4,
    cinco: 5,
    seis: 6,
    二: 2,
    两: 2,
    三: 3,
    四: 4,
    五: 5,
    六: 6,
    七: 7,
    八: 8,
    九: 9,
    十: 10,
  }),
);

function unitDays(unit: string): number | null {
  if (/^(?:day|tag|jour|d[ií]a)|天|日/i.test(unit)) return 1;
  if (/^(?:week|woche|semain|semana)|周|星期|週/i.test(unit)) return 7;
  if (/^(?:month|monat|mois|mes)|月/i.test(unit)) return 30.5;
  if (/^quarter/i.test(unit)) return 91.5;
  if (/^(?:year|jahr|an|año)|年/i.test(unit)) return 365.25;
  return null;
}
