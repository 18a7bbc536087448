// A text that explains: whole where it is short, its beginning with a way to the rest where it is long.

import { useState } from 'react';
import { useWords } from '../i18n/words.ts';

export interface HelpProps {
  readonly text: string;
  /** How many lines are in sight at first. */
  readonly lines: 1 | 2;
  readonly className?: string;
}

const charactersInLine = 90;

export function Help({ text, lines, className = 'text-caption text-dim' }: HelpProps) {
  const t = useWords();
  const [whole, setWhole] = useState(false);
  const width = [...text].reduce((sum, character) => sum + (character > '\u2e80' ? 2 : 1), 0);
  if (width <= charactersInLine * lines) return <p className={className}>{text}</p>;
  return (
    <p className={`${className} ${whole ? '' : 'flex items-end gap-1'}`}>
      <span className={whole ? '' : `min-w-0 ${lines === 1 ? 'line-clamp-1 break-all' : 'line-clamp-2'}`}>{text}</span>{' '}
      <button
        type="button"
        aria-expanded={whole}
        onClick={() => setWhole(!whole)}
        className="shrink-0 text-accent-text hover:underline"
      >
        {whole ? t('field.less') : t('field.more')}
      </button>
    </p>
  );
}
