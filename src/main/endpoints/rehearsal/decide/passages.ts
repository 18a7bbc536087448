// What a tool's result shows: passages that can be quoted and cited, references to follow, an error, a date. Results come in any
// shape (JSON under any key, lists in words, plain text), so nothing here knows a tool.

import { isJsonObject, type JsonObject, type JsonValue } from '../../../../shared/json/value.ts';
import { datesOf } from './dates.ts';
import { sentencesOf, stemsOf } from './words.ts';

export interface Passage {
  /** What stands in the brackets of a citation; null when the source gave nothing to cite it by. */
  readonly cite: string | null;
  /** The citation is an id of the passage itself, not just the name of its source. */
  readonly hasOwnId: boolean;
  readonly text: string;
  readonly title: string;
  readonly date: string | null;
  /** All plain values that stood with the text, its parents' included. */
  readonly fields: Readonly<Record<string, string | number>>;
  readonly sentences: readonly PassageSentence[];
  readonly stems: ReadonlySet<string>;
}

export interface PassageSentence {
  readonly text: string;
  readonly stems: ReadonlySet<string>;
  readonly position: number;
}

export interface Shown {
  readonly passages: readonly Passage[];
  /** Plain values by key, in the order seen; what later arguments of the same name can be filled from. */
  readonly values: readonly (readonly [key: string, value: string | number])[];
  /** What went wrong, when the result is an error. */
  readonly error: string | null;
  /** The result is empty: no passages and no values. */
  readonly isEmpty: boolean;
  readonly json: JsonValue | undefined;
}

/** What a text shows. `source` names it where it does not name itself: a file that was asked for, or the tool. */
export function shownBy(text: string, source: string | null): Shown {
  const trimmed = text.trim();
  const json = jsonOf(trimmed);
  const pieces = json === undefined ? objectsWithin(trimmed) : [json];
  const error = errorOf(trimmed, json);
  if (error !== null) return { passages: [], values: [], error, isEmpty: true, json };
  const passages: Passage[] = [];
  const values: (readonly [string, string | number])[] = [];
  for (const piece of pieces) collect(piece, {}, 0, source, passages, values);
  if (pieces.length === 0 && trimmed !== '' && !nothing.test(trimmed)) {
    passages.push(...passagesOfText(trimmed, source));
    for (const match of trimmed.matchAll(fileName)) values.push(['file', match[0]]);
  }
  return {
    passages,
    values,
    error: null,
    isEmpty: passages.length === 0 && values.length === 0 && typeof json !== 'number',
    json,
  };
}

/** A passage from its parts; `fields` may name file, title, heading and date. */
export function passageOf(
  text: string,
  cite: string | null,
  hasOwnId: boolean,
  fields: Readonly<Record<string, string | number>>,
): Passage {
  const title = [fieldNamed(fields, titleKey), fieldNamed(fields, headingKey)].filter(Boolean).join(' · ');
  const sentences = sentencesOf(text)
    .filter((sentence) => !frontMatter.test(sentence))
    .map((sentence, position) => ({
      text: sentence.replace(/^#+\s*/, ''),
      isHeading: sentence.startsWith('#'),
      position,
    }))
    .filter((sentence) => !sentence.isHeading)
    .map((sentence) => ({ text: sentence.text, stems: stemsOf(sentence.text), position: sentence.position }));
  return {
    cite,
    hasOwnId,
    text,
    title,
    date: dateOf(fields, text),
    fields,
    sentences,
    stems: stemsOf(`${title} ${text}`),
  };
}

/** A key without case, underscores and hyphens, as keys are compared. */
export function plainKey(key: string): string {
  return key.toLowerCase().replace(/[\s_-]/g, '');
}

const textKeys =
  /^(?:text|content|snippet|passage|body|excerpt|quote|abstract|chunk|paragraph|sentence|fragment|extract|description|summary|inhalt|auszug|absatz|textstelle|stelle|texte|contenu|extrait|texto|contenido|extracto|内容|正文|文本|原文|摘录|段落|本文)$/i;
const idKeys = [
  /^(?:id|passage_?id|chunk_?id|fragment_?id|segment_?id|citation_?id|uid|ref|reference|cite|citation|anchor|kennung|fundstelle|编号|标识|番号)$/i,
  /(?:^|[a-z_])(?:id|ID|Id|ref|Ref|key|nr|Nr)$/,
];
const sourceKeys =
  /^(?:file|filename|path|doc|document|url|uri|source|title|name|handle|slug|datei|pfad|quelle|dokument|fichier|archivo|文件|文件名|文档|来源|路径)$/i;
const titleKey = /^(?:title|headline|name|subject|titel|titre|título|标题|题目)$/i;
const headingKey = /^(?:heading|section|chapter|überschrift|abschnitt|章节|小节)$/i;
const dateKey =
  /^(?:date|day|published|published_?at|publication_?date|created|created_?at|updated|timestamp|time|datum|stand|tag|fecha|日期|时间|发布日期)$/i;
const errorKey = /^(?:error|errors|err|fehler|erreur|错误|exception)$/i;
const frontMatter =
  /^(?:date|source|authors?|published by|publisher|institution|from|to|datum|quelle|autor\w*|stand|von|an|日期|来源|作者)\s*[:：][^.]{0,80}$/i;
const errorText =
  /^\W*(?:error|err|fehler\w*|erreur|exception|traceback|invalid|failed|failure|unknown (?:argument|field|tool|parameter|property|file)|bad request|not found|permission denied|ungültig\w*|unbekannt\w*|错误|失败|无效|エラー)(?![\p{L}-])/iu;
const nothing =
  /^(?:no (?:results?|match(?:es)?|passages?|documents?|hits?)[^.]{0,80}|nothing found[^.]{0,60}|none|null|\[\]|\{\}|keine (?:treffer|ergebnisse)[^.]{0,60}|没有(?:找到)?(?:结果|匹配)?|无结果)\.?$/i;
const hidden = /^\[(?:result hidden|hidden)/i;
const fileName = /(?<![\w/])[\w/-]+\.(?:md|txt|html?|pdf|csv|json|docx?)\b/g;

function jsonOf(text: string): JsonValue | undefined {
  if (!/^[[{"\d-]|^(?:true|false|null)$/.test(text)) return undefined;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

// A result that was shortened on its way is no longer JSON, but most of the objects in it are whole.
function objectsWithin(text: string): JsonObject[] {
  const objects: JsonObject[] = [];
  if (!text.includes('{"') && !text.includes('{ "')) return objects;
  const starts: number[] = [];
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const c = text[at];
    if (inString) {
      if (c === '\\') at += 1;
      else if (c === '"' || c === '\n') inString = false;
    } else if (c === '"') inString = starts.length > 0;
    else if (c === '{') starts.push(at);
    else if (c === '}') {
      const start = starts.pop();
      const value = start === undefined || starts.length > 12 ? undefined : jsonOf(text.slice(start, at + 1));
      if (isJsonObject(value)) objects.push(value);
    }
  }
  return objects;
}

function errorOf(text: string, json: JsonValue | undefined): string | null {
  if (isJsonObject(json)) {
    for (const [key, value] of Object.entries(json)) {
      if (!errorKey.test(key) || value === null || value === false) continue;
      return typeof value === 'string' ? withAdvice(value, json) : JSON.stringify(value);
    }
    const failed =
      json['isError'] === true || json['is_error'] === true || json['ok'] === false || json['success'] === false;
    if (failed || /^(?:error|failed|failure|fehler|错误)$/i.test(String(json['status'] ?? json['state'] ?? '')))
      return text;
    return null;
  }
  const plain = typeof json === 'string' ? json : text;
  return json === undefined || typeof json === 'string'
    ? errorText.test(plain) && plain.length < 1500
      ? plain
      : null
    : null;
}

function withAdvice(message: string, json: JsonObject): string {
  const advice = ['message', 'action', 'hint', 'detail']
    .map((key) => json[key])
    .filter((value) => typeof value === 'string');
  return [message, ...advice].join(' ');
}

function collect(
  value: JsonValue,
  inherited: Readonly<Record<string, string | number>>,
  depth: number,
  source: string | null,
  passages: Passage[],
  values: (readonly [string, string | number])[],
): void {
  if (depth > 12 || passages.length > 400) return;
  if (typeof value === 'string' && depth > 0) {
    if (wordsLike(value)) passages.push(passageOf(value, citeOf(inherited) ?? source, false, inherited));
    return;
  }
  if (typeof value === 'string') {
    passages.push(...passagesOfText(value, source));
    return;
  }
  if (Array.isArray(value)) {
    for (const item of value) collect(item, inherited, depth + 1, source, passages, values);
    return;
  }
  if (!isJsonObject(value)) return;
  const own: Record<string, string | number> = {};
  for (const [key, member] of Object.entries(value)) {
    if (typeof member === 'string' || typeof member === 'number') own[key] = member;
  }
  const textKey = textKeyOf(own);
  const fields: Record<string, string | number> = { ...inherited };
  for (const [key, member] of Object.entries(own)) {
    if (key === textKey) continue;
    fields[key] = member;
    if (typeof member === 'number' || member.length <= 300) values.push([key, member]);
  }
  if (textKey !== null) {
    const text = String(own[textKey]);
    const id = idOf(own) ?? null;
    if (id === null && text.length > 300) passages.push(...passagesOfText(text, citeOf(fields) ?? source, fields));
    else passages.push(passageOf(text, id ?? citeOf(fields) ?? source, id !== null, fields));
  }
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null) collect(member, fields, depth + 1, source, passages, values);
  }
}

function textKeyOf(own: Readonly<Record<string, string | number>>): string | null {
  const strings = Object.entries(own).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const named = strings.filter(([key, text]) => textKeys.test(key) && text.length > 0 && !/^https?:/.test(text));
  const candidates =
    named.length > 0
      ? named
      : strings.filter(([key, text]) => !titleKey.test(key) && text.length >= 40 && wordsLike(text));
  return candidates.toSorted((a, b) => b[1].length - a[1].length)[0]?.[0] ?? null;
}

function idOf(own: Readonly<Record<string, string | number>>): string | undefined {
  for (const pattern of idKeys) {
    const key = Object.keys(own).find((name) => pattern.test(name));
    if (key !== undefined) return String(own[key]);
  }
  return undefined;
}

function citeOf(fields: Readonly<Record<string, string | number>>): string | null {
  const id = idOf(fields);
  if (id !== undefined) return id;
  const key = Object.keys(fields).find((name) => sourceKeys.test(name));
  return key === undefined ? null : String(fields[key]).slice(0, 120);
}

function passagesOfText(
  text: string,
  source: string | null,
  fields: Readonly<Record<string, string | number>> = {},
): Passage[] {
  if (hidden.test(text)) return [];
  const marked = [...text.matchAll(/^[ \t]*(?:[-*]\s*|\d+[.)]\s*)?[[(【]([^\])】\s]{1,80})[\])】][ \t]*(.*)$/gm)];
  if (marked.length > 0) {
    return marked.map((match, index) => {
      const end = marked[index + 1]?.index ?? text.length;
      const rest = text.slice(match.index + match[0].length, end).trim();
      const heading = match[2] ?? '';
      const headed = { ...fields, title: heading };
      return rest === ''
        ? passageOf(heading, match[1] ?? null, true, fields)
        : passageOf(rest, match[1] ?? null, true, headed);
    });
  }
  const date = datesOf(text.slice(0, 400))[0];
  const dated = date === undefined ? fields : { date, ...fields };
  const paragraphs = text.split(/\n\s*\n/).filter((paragraph) => paragraph.trim() !== '');
  return paragraphs.map((paragraph) => passageOf(paragraph.trim(), source, false, dated));
}

function wordsLike(text: string): boolean {
  return text.length >= 20 && (/\s\S+\s/.test(text) || /[\u2e80-\u9fff]{6}/.test(text)) && !/^https?:\S+$/.test(text);
}

function fieldNamed(fields: Readonly<Record<string, string | number>>, pattern: RegExp): string {
  const key = Object.keys(fields).find((name) => pattern.test(name));
  return key === undefined ? '' : String(fields[key]);
}

function dateOf(fields: Readonly<Record<string, string | number>>, text: string): string | null {
  for (const [key, value] of Object.entries(fields))
    if (dateKey.test(key)) for (const date of datesOf(String(value))) return date;
  for (const value of Object.values(fields))
    if (typeof value === 'string') for (const date of datesOf(value.slice(0, 200))) return date;
  const stated = /(?:^|\n)(?:Date|Datum|Stand|日期)\s*[:：]\s*([^\n]{6,30})/i.exec(text.slice(0, 500));
  return stated === null ? null : (datesOf(stated[1] ?? '')[0] ?? null);
}
