// Why a value does not fit its schema, as a code with a figure, so that it can be said in another language. The sentences are those of the
// validator behind schema.ts; one that is not known here is shown as it is.

export type ReasonCode =
  | 'missing'
  | 'type'
  | 'choice'
  | 'least'
  | 'most'
  | 'step'
  | 'pattern'
  | 'short'
  | 'long'
  | 'few'
  | 'many'
  | 'unique'
  | 'unknown'
  | 'same'
  | 'none'
  /** The following are said by the kinds themselves. */
  | 'place'
  | 'columns'
  | 'path'
  | 'port';

export interface Reason {
  readonly code: ReasonCode;
  readonly value: string;
}

/** What a sentence of the validator says; null for one that has no words here. */
export function reasonOf(sentence: string): Reason | null {
  for (const [code, pattern] of sentences) {
    const match = pattern.exec(sentence);
    if (match !== null) return { code, value: match[1] ?? '' };
  }
  return null;
}

const sentences: readonly (readonly [ReasonCode, RegExp])[] = [
  ['missing', /^Instance does not have required property "([^"]+)"\.$/],
  ['type', /^Instance type "[^"]+" is invalid\. Expected (.+)\.$/],
  ['none', /^Instance does not match (?:any subschemas|exactly one subschema .*)\.$/],
  ['choice', /^Instance does not match any of (.+)\.$/s],
  ['least', /^\S+ is less than (?:or equal to +)?(\S+)\.$/],
  ['most', /^\S+ is greater than (?:or equal to +)?(\S+)\.$/],
  ['step', /^\S+ is not a multiple of (\S+)\.$/],
  ['pattern', /^String does not match (?:pattern|format "[^"]+")\.$/],
  ['short', /^String is too short \(\d+ < (\d+)\)\.$/],
  ['long', /^String is too long \(\d+ > (\d+)\)\.$/],
  ['few', /^Array has too few items \(\d+ < (\d+)\)\.$/],
  ['many', /^Array has too many items \(\d+ > (\d+)\)\.$/],
  ['unique', /^Duplicate items at indexes \d+ and (\d+)\.$/],
  ['unknown', /^False boolean schema\.$/],
  ['same', /^Instance does not match (?!every |"(?:then|else)" schema)(.+)\.$/s],
];
