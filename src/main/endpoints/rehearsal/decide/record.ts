// One document put into the form of a record: each place of the form is filled with what the document states under that name, else with
// the sentence that speaks of it, and stays empty where it says nothing. Answers drawn from many sources are json-answer.ts's.

import type { JsonValue } from '../../../../shared/json/value.ts';
import { datesOf } from './dates.ts';
import type { Place, Supplier } from './fill-schema.ts';
import { labelledIn, labelWords, markIn, numberFor, valueFor, type Labelled } from './labelled.ts';
import type { Passage } from './passages.ts';
import type { Situation } from './situation.ts';
import { spaced } from './tools.ts';

/** Whether one document is to be put into a form, rather than a question answered from sources. */
export function asksForRecord({ question, reading }: Situation): boolean {
  if (!recordWish.test(question.wishes)) return false;
  const sources = new Set(reading.passages.filter((passage) => passage.text.length > 0).map(sourceOf));
  return sources.size === 1;
}

const recordWish =
  /\b(?:extract\w*|fill\w*|record|row|fields?|columns?|take (?:the |one )?\w+ from|transcribe|extrahier\w*|entnimm|datensatz|zeile|felder)\b|提取|抽取|填写|字段/i;

/** What may stand in the places of a record of the document that has been read. */
export function recordSupplier({ reading, question }: Situation): Supplier {
  const passages = reading.passages;
  const text = passages.map((passage) => passage.text).join('\n\n');
  const values = labelledIn(text);
  const [first] = passages;
  const title = first === undefined ? '' : titleOf(first);
  const sentences = passages.flatMap((passage) => passage.sentences.map((sentence) => sentence.text));
  const cites = [...new Set(passages.map((passage) => passage.cite).filter((cite) => cite !== null))];
  const stated = (place: Place, fits?: (value: string) => boolean) =>
    valueFor(values, spaced(place.name), place.description, fits);
  return {
    variant: 0,
    texts(place) {
      const name = spaced(place.name);
      const about = `${name} ${place.description}`;
      if (citePlace.test(name) || /\bid of\b.{0,20}\bpassage\b/i.test(place.description))
        return cites.slice(place.item);
      if (markPlace.test(about)) {
        const mark =
          stated(place, (value) => /\d/.test(value) && value.split(/\s+/).length <= 3)?.value ??
          markOf(title, text, about);
        if (mark !== null) return [mark];
      }
      const own = stated(place);
      if (datePlace.test(about))
        return [...datesOf(own?.value ?? ''), ...passages.flatMap((passage) => passage.date ?? []), ...datesOf(text)];
      if (own !== null) return listed(own, text, place);
      if (titlePlace.test(about) && title !== '') return [title];
      return [...speaking(sentences, about), ...(allowsNull(place) ? [] : [unstatedWord(question.wishes)])];
    },
    numbers(place) {
      const name = spaced(place.name);
      const unit = unitOf(name, place.description);
      const own = stated(place);
      if (own !== null) {
        const number = numberFor(own.value, unit);
        return number === null ? [] : [number];
      }
      if (/\byear\b|\bjahr\b|年/i.test(name)) {
        const date = first?.date ?? datesOf(text)[0];
        return date === undefined ? [] : [Number(date.slice(0, 4))];
      }
      const [sentence] = speaking(sentences, `${name} ${place.description}`).filter((one) => /\d/.test(one));
      const number = sentence === undefined ? null : numberFor(sentence, unit);
      return number === null ? [] : [number];
    },
    choice(place, options) {
      const said = `${stated(place)?.value ?? ''}\n${text}`.toLowerCase();
      return options.find((option) => said.includes(String(option).toLowerCase())) ?? options[0] ?? null;
    },
    flag(place) {
      const value = stated(place)?.value ?? speaking(sentences, `${spaced(place.name)} ${place.description}`)[0] ?? '';
      return value !== '' && !denies.test(value);
    },
    wants: () => true,
    itemCount: (place) => {
      if (citePlace.test(spaced(place.name))) return cites.length;
      const own = stated(place);
      return own === null ? 0 : listed(own, text, place).length;
    },
    mayInvent: () => false,
    mayLeaveNull: () => true,
  };
}

const citePlace = /^(?:source|citation|cite|passage|evidence|id|passage id|source id|quelle|beleg|出处|来源)s?$/i;
const datePlace = /\b(?:date|day|datum|tag)\b|YYYY-MM-DD|日期/i;
const titlePlace = /\b(?:title|titel|headline)\b|标题|题目/i;
const markPlace = /\b(?:number|no|nr|id|code|reference|nummer|kennung)\b|编号/i;
const denies =
  /\b(?:no|not|none|never|without|refused|rejected|denied|failed|nein|nicht|kein\w*|abgelehnt)\b|不|否|无|拒/i;

function sourceOf(passage: Passage): string {
  return String(passage.fields['file'] ?? passage.fields['title'] ?? passage.cite);
}

// The line above a passage names its title, its heading and its date.
function titleOf(passage: Passage): string {
  return String(passage.fields['title'] ?? '').split(' · ')[0] ?? '';
}

function markOf(title: string, text: string, about: string): string | null {
  const wanted = labelWords(about);
  for (const line of [title, ...text.split('\n').slice(0, 6)]) {
    if ([...labelWords(line)].some((word) => wanted.has(word))) {
      const mark = markIn(line);
      if (mark !== null) return mark;
    }
  }
  return null;
}

// For a list the items of the value, one by one; else the value as it stands.
function listed(own: Labelled, text: string, place: Place): string[] {
  if (place.schema['type'] !== 'array' && place.item === 0) return [own.value];
  const at = text.indexOf(own.value);
  const items = [
    ...(text
      .slice(at)
      .split(/\n#{1,6}\s/)[0]
      ?.matchAll(/^\s*(?:[-*•]|\d{1,2}[.)])\s+(\S.*)$/gm) ?? []),
  ].map((match) => match[1] ?? '');
  const parts = items.length > 1 ? items : own.value.split(/;\s+|,\s+(?=\p{Ll})/u);
  return parts.slice(place.item);
}

// The sentences that share at least two words with what is wanted, the best first.
function speaking(sentences: readonly string[], about: string): string[] {
  const wanted = labelWords(about);
  return sentences
    .map((sentence) => ({ sentence, shared: [...labelWords(sentence)].filter((word) => wanted.has(word)).length }))
    .filter(({ shared }) => shared >= 2)
    .toSorted((a, b) => b.shared - a.shared)
    .map(({ sentence }) => sentence);
}

function unitOf(name: string, description: string): string | null {
  const told = /\bin (?:°\s?)?(\p{L}{1,12})\b/iu.exec(description)?.[1];
  return told ?? /\s(kg|g|t|km|m|cm|mm|h|min|s|c|eur|usd|percent|mwh|kwh|mw|kw)$/i.exec(name)?.[1] ?? null;
}

function allowsNull(place: Place): boolean {
  const type: JsonValue | undefined = place.schema['type'];
  return Array.isArray(type) && type.includes('null');
}

function unstatedWord(wishes: string): string {
  return (
    /["“'](not (?:stated|given|reported|known)|unknown|none|n\/a|nicht angegeben|未说明)["”']/i.exec(wishes)?.[1] ??
    'not stated'
  );
}
