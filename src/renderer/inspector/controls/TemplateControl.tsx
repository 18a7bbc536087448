// A text with places: mistakes are marked where they stand, and the paths that are known complete after "{{".

import { useCallback } from 'react';
import { useWords } from '../../i18n/words.ts';
import { completePath, mistakesIn } from '../template-text.ts';
import { useKnownPaths } from '../known-paths.ts';
import { LongText } from './LongText.tsx';
import type { ControlProps } from './control.ts';

export function TemplateControl(props: ControlProps) {
  const t = useWords();
  const paths = useKnownPaths(props.node);
  const message = t('field.not_path', { example: '{{question}}' });
  const mistakes = useCallback((text: string) => mistakesIn(text).map((span) => ({ ...span, message })), [message]);
  const completions = useCallback((text: string, at: number) => completePath(text, at, paths), [paths]);
  return <LongText {...props} language="template" mistakes={mistakes} completions={completions} />;
}
