// One field: its title with what is to know about it at a glance, its control, what is wrong with it, and help.

import { CircleAlert, RotateCcw, TriangleAlert } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { useWords } from '../i18n/words.ts';
import { IconButton } from '../ui/Button.tsx';
import type { FieldSpec } from './fields-of.ts';

export interface FieldRowProps {
  readonly id: string;
  readonly field: Pick<FieldSpec, 'title' | 'description' | 'required' | 'control'>;
  readonly changed: boolean;
  readonly mixed: boolean;
  readonly problems: readonly { readonly severity: 'error' | 'warning'; readonly sentence: string }[];
  /** null: there is nothing to go back to. */
  readonly onReset: (() => void) | null;
  readonly children: (describedBy: string | undefined) => ReactNode;
}

const shortHelp = 90;

export function FieldRow({ id, field, changed, mixed, problems, onReset, children }: FieldRowProps) {
  const t = useWords();
  const own = useId();
  const [whole, setWhole] = useState(false);
  const { title, description, required, control } = field;
  const beside = control === 'switch';
  const long = description !== null && description.length > shortHelp;
  const describedBy = description !== null || problems.length > 0 ? own : undefined;
  return (
    <div className="group/field flex min-w-0 flex-col gap-1">
      <div className="flex min-h-6 items-center gap-1.5">
        <label
          htmlFor={id}
          // What takes the text may be no element that labels know.
          onClick={() => document.getElementById(id)?.focus()}
          className="min-w-0 text-dense font-medium break-words text-soft"
        >
          {title}
          {required && (
            <span className="text-fail" title={t('field.required')} aria-label={t('field.required')}>
              {' *'}
            </span>
          )}
        </label>
        {mixed && <span className="rounded-sm bg-sunken px-1 text-caption text-dim">{t('field.mixed')}</span>}
        {changed && !mixed && (
          <span
            role="img"
            aria-label={t('field.changed')}
            title={t('field.changed')}
            className="size-1.5 shrink-0 rounded-full bg-accent"
          />
        )}
        <span className="ml-auto flex shrink-0 items-center gap-1">
          {onReset !== null && (
            <IconButton
              name={t('field.reset', { title })}
              className="size-6 opacity-0 group-focus-within/field:opacity-100 group-hover/field:opacity-100"
              onClick={onReset}
            >
              <RotateCcw size={12} />
            </IconButton>
          )}
          {beside && children(describedBy)}
        </span>
      </div>
      {!beside && children(describedBy)}
      {describedBy !== undefined && (
        <div id={describedBy} className="flex flex-col gap-0.5">
          {problems.map(({ severity, sentence }) => (
            <p
              key={sentence}
              className={`flex items-start gap-1 text-caption break-words ${severity === 'error' ? 'text-fail' : 'text-wait'}`}
            >
              {severity === 'error' ? (
                <CircleAlert size={12} className="mt-0.5 shrink-0" />
              ) : (
                <TriangleAlert size={12} className="mt-0.5 shrink-0" />
              )}
              <span className="min-w-0">{sentence}</span>
            </p>
          ))}
          {description !== null && (
            <p className="text-caption text-dim">
              <span className={long && !whole ? 'line-clamp-1' : ''}>{description}</span>
              {long && (
                <button
                  type="button"
                  aria-expanded={whole}
                  onClick={() => setWhole(!whole)}
                  className="text-accent-text hover:underline"
                >
                  {whole ? t('field.less') : t('field.more')}
                </button>
              )}
            </p>
          )}
        </div>
      )}
    </div>
  );
}
