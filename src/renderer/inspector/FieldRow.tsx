// One field: its title with what is to know about it at a glance, its control, what is wrong with it, and help.

import { CircleAlert, RotateCcw, TriangleAlert } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { useWords } from '../i18n/words.ts';
import { IconButton } from '../ui/Button.tsx';
import { Help } from './Help.tsx';
import type { ControlName, FieldSpec } from './fields-of.ts';

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

// Controls that want the whole width, however wide the pane is.
const tall: ReadonlySet<ControlName> = new Set([
  'prompt',
  'template',
  'code',
  'json',
  'schema',
  'list',
  'group',
  'switch',
]);

export function FieldRow({ id, field, changed, mixed, problems, onReset, children }: FieldRowProps) {
  const t = useWords();
  const own = useId();
  const { title, description, required, control } = field;
  const beside = control === 'switch';
  const describedBy = description !== null || problems.length > 0 ? own : undefined;
  return (
    <div
      className={`group/field flex min-w-0 flex-col gap-1 ${tall.has(control) ? '' : '@xl:grid @xl:grid-cols-[220px_1fr] @xl:gap-x-4'}`}
    >
      <div className="flex min-h-6 items-center gap-1.5 self-stretch @xl:min-h-7 @xl:self-start">
        <label
          id={`${id}-label`}
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
              name={t('field.reset')}
              aria-describedby={`${id}-label`}
              className="size-6 opacity-0 group-focus-within/field:opacity-100 group-hover/field:opacity-100"
              onClick={onReset}
            >
              <RotateCcw size={12} />
            </IconButton>
          )}
          {beside && children(describedBy)}
        </span>
      </div>
      {!beside && <div className="min-w-0">{children(describedBy)}</div>}
      {describedBy !== undefined && (
        <div id={describedBy} className={`flex min-w-0 flex-col gap-0.5 ${beside ? '' : '@xl:col-start-2'}`}>
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
          {description !== null && <Help text={description} lines={1} />}
        </div>
      )}
    </div>
  );
}
