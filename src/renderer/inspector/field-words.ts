// The words of fields in the language that is chosen. English ones are the schema's own; a catalogue may have others, under
// `param.KIND.NAME`, `param.KIND.NAME.help`, `param.KIND.NAME.placeholder`, `choice.KIND.NAME.VALUE` or `option.VALUE`, `section.NAME` and `unit.NAME`.

import { useMemo } from 'react';
import type { JsonObject } from '../../shared/json/value.ts';
import { useLanguage, useOptionalWords } from '../i18n/words.ts';
import { fieldsOf, type FieldSpec } from './fields-of.ts';

type Word = (key: string, otherwise: string) => string;

/** Fields of a kind's params with the words that a catalogue has for them. */
export function fieldsInWords(kind: string, schema: JsonObject, word: Word): readonly FieldSpec[] {
  return fieldsOf(schema).map((field) => fieldInWords(field, kind, word));
}

/** A field of a kind's params with the words that a catalogue has for it. */
export function fieldInWords(field: FieldSpec, kind: string, word: Word): FieldSpec {
  return inWords(field, `${kind}.${field.name}`, word);
}

/** As fieldsInWords, in the language of the window; the same list for the same schema. */
export function useFields(kind: string, schema: JsonObject | null): readonly FieldSpec[] {
  const word = useOptionalWords();
  const [language] = useLanguage();
  return useMemo(
    () => (schema === null ? [] : fieldsInWords(kind, schema, word)),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the words change with the language alone
    [kind, schema, language],
  );
}

function inWords(field: FieldSpec, path: string, word: Word): FieldSpec {
  const { description, placeholder, section, unit, item } = field;
  return {
    ...field,
    title: word(`param.${path}`, field.title),
    description: description === null ? null : word(`param.${path}.help`, description),
    placeholder: placeholder === null ? null : word(`param.${path}.placeholder`, placeholder),
    section: section === null ? null : word(`section.${section.toLowerCase()}`, section),
    unit: unit === null || field.control !== 'number' ? unit : word(`unit.${unit}`, unit),
    choices: field.choices.map(({ value, title }) => ({
      value,
      title: word(`choice.${path}.${String(value)}`, word(`option.${String(value)}`, title)),
    })),
    item: item === null ? null : inWords(item, `${path}.item`, word),
    fields: field.fields.map((inner) => inWords(inner, `${path}.${inner.name}`, word)),
  };
}
