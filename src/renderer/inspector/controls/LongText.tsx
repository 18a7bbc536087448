// A text of many lines in an editor that grows and, for long ones, opens over the window; beneath it about how many tokens it is.

import { Maximize2 } from 'lucide-react';
import { useState } from 'react';
import { estimateTokens } from '../../../shared/run/context/tokens.ts';
import { useWords } from '../../i18n/words.ts';
import { IconButton } from '../../ui/Button.tsx';
import { CodeEditor, type CodeEditorProps } from '../../ui/CodeEditor.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { tokens } from '../../ui/format.ts';
import { textOrNothing, textValue, type ControlProps } from './control.ts';

export interface LongTextProps
  extends ControlProps,
    Pick<CodeEditorProps, 'language' | 'mistakes' | 'completions' | 'lines'> {}

export function LongText(props: LongTextProps) {
  const { field, id, value, invalid, mixed, describedBy, onChange, language, mistakes, completions, lines } = props;
  const t = useWords();
  const [large, setLarge] = useState(false);
  const text = textValue(value);
  const editor = (own: string, size: readonly [number, number]) => (
    <CodeEditor
      id={own}
      name={field.title}
      value={text}
      lines={size}
      invalid={invalid}
      {...(language === undefined ? {} : { language })}
      {...(describedBy === undefined ? {} : { describedBy })}
      {...(mistakes === undefined ? {} : { mistakes })}
      {...(completions === undefined ? {} : { completions })}
      placeholder={mixed ? t('field.mixed') : (field.placeholder ?? '')}
      onChange={(next) => onChange(textOrNothing(next, field.required, field.preset))}
    />
  );
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      {editor(id, lines ?? [4, 16])}
      <div className="flex h-6 items-center justify-between gap-2">
        <span className="truncate text-caption text-dim tabular">
          {text === '' ? '' : t('field.tokens', { tokens: tokens(estimateTokens(text)) })}
        </span>
        <IconButton
          name={t('field.enlarge')}
          aria-describedby={`${id}-label`}
          className="size-6"
          onClick={() => setLarge(true)}
        >
          <Maximize2 size={12} />
        </IconButton>
      </div>
      <Dialog large open={large} onClose={() => setLarge(false)} title={field.title}>
        {large && editor(`${id}-large`, [24, 32])}
      </Dialog>
    </div>
  );
}
