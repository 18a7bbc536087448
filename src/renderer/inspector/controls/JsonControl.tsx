// A value as JSON text. What is not JSON yet stays in the field, is marked and not given on; a bare word counts as a text.

import { useEffect, useState } from 'react';
import { documentJsonLimits, readJson } from '../../../shared/json/read.ts';
import type { JsonValue } from '../../../shared/json/value.ts';
import { useWords } from '../../i18n/words.ts';
import { TextArea } from '../../ui/Fields.tsx';
import type { ControlProps } from './index.tsx';

export function JsonControl({ id, value, invalid, onChange }: ControlProps) {
  const t = useWords();
  const [text, setText] = useState(() => textFor(value));
  useEffect(() => setText((before) => (textFor(parse(before)) === textFor(value) ? before : textFor(value))), [value]);
  const wrong = parse(text) === null && text.trim() !== 'null';
  return (
    <>
      <TextArea
        id={id}
        aria-invalid={invalid || wrong}
        className="font-mono text-dense"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          const next = parse(event.target.value);
          if (next !== null || event.target.value.trim() === 'null') onChange(next);
        }}
      />
      {wrong && <p className="text-caption text-fail">{t('field.not_json')}</p>}
    </>
  );
}

function textFor(value: JsonValue | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' && parse(value) === value ? value : JSON.stringify(value, null, 2);
}

// Undefined for the empty text, null for what is not JSON.
function parse(text: string): JsonValue | undefined {
  if (text.trim() === '') return undefined;
  try {
    return readJson(text, documentJsonLimits);
  } catch {
    return /^[\s"[{]/.test(text) ? null : text;
  }
}
