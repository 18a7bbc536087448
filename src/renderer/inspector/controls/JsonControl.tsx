// A value as JSON text. What is not JSON yet stays in the field, is marked and not given on.

import type { ReactNode } from 'react';
import { Braces } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import type { JsonValue } from '../../../shared/json/value.ts';
import { canonicalJson } from '../../../shared/json/canonical.ts';
import { useWords } from '../../i18n/words.ts';
import { Button } from '../../ui/Button.tsx';
import { CodeEditor } from '../../ui/CodeEditor.tsx';
import { readJsonText, writeJsonText } from '../json-text.ts';
import type { ControlProps } from './control.ts';

export function JsonControl(props: ControlProps) {
  return <JsonText {...props} bareWords />;
}

export interface JsonTextProps extends ControlProps {
  /** Whether a text without quotes counts as a text. */
  readonly bareWords: boolean;
  readonly beside?: ReactNode;
}

/** JSON in an editor, with a button that formats it. */
export function JsonText({
  field,
  id,
  value,
  invalid,
  mixed,
  describedBy,
  bareWords,
  beside,
  onChange,
}: JsonTextProps) {
  const t = useWords();
  const [text, setText] = useState(() => writeJsonText(value, bareWords));
  useEffect(
    () => setText((typed) => (means(typed, value, bareWords) ? typed : writeJsonText(value, bareWords))),
    [value, bareWords],
  );
  const read = readJsonText(text, bareWords);
  const formatted = read.is === 'value' ? writeJsonText(read.value, bareWords) : text;
  const mistakes = useCallback(
    (now: string) => {
      const found = readJsonText(now, bareWords);
      return found.is === 'wrong' ? [found.mistake] : [];
    },
    [bareWords],
  );
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <CodeEditor
        id={id}
        name={field.title}
        language="json"
        lines={[2, 16]}
        value={text}
        invalid={invalid || read.is === 'wrong'}
        placeholder={mixed ? t('field.mixed') : (field.placeholder ?? '')}
        {...(describedBy === undefined ? {} : { describedBy })}
        mistakes={mistakes}
        onChange={(typed) => {
          setText(typed);
          const next = readJsonText(typed, bareWords);
          if (next.is === 'value') onChange(next.value);
          else if (next.is === 'empty') onChange(undefined);
        }}
      />
      {read.is === 'wrong' && (
        <p role="status" className="text-caption text-fail">
          {t('field.not_json')} {read.mistake.message}
        </p>
      )}
      {(beside !== undefined || formatted !== text) && (
        <div className="flex items-center gap-2">
          {beside}
          {formatted !== text && (
            <Button look="quiet" className="h-6 px-1.5 text-dense" onClick={() => setText(formatted)}>
              <Braces size={12} />
              {t('field.format')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

function means(text: string, value: JsonValue | undefined, bareWords: boolean): boolean {
  const read = readJsonText(text, bareWords);
  if (read.is !== 'value') return read.is === 'empty' && value === undefined;
  return value !== undefined && canonicalJson(read.value) === canonicalJson(value);
}
