// The versions of a pipeline by day, newest first, and the names that people gave them.

import { Bookmark, BookmarkX, Pencil, Workflow } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { IconButton } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Fields.tsx';
import type { RevisionRow } from './use-revisions.ts';

/** A revision, or the graph of the run on screen. */
export type Version = number | 'run';

export interface VersionListProps {
  readonly rows: readonly RevisionRow[];
  /** A run is on screen whose graph is kept. */
  readonly run: boolean;
  readonly chosen: Version | null;
  /** The revision that is on screen as it is; null: none is. */
  readonly current: number | null;
  readonly onChoose: (version: Version) => void;
  readonly onName: (revision: number, label: string | null) => void;
}

export function VersionList({ rows, run, chosen, current, onChoose, onName }: VersionListProps) {
  const t = useWords();
  const [language] = useLanguage();
  const [naming, setNaming] = useState<number | null>(null);
  const days = [...Map.groupBy(rows, ({ at }) => new Date(at).toDateString()).values()];
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
  return (
    <div className="flex flex-col gap-3" onKeyDown={stepThrough}>
      {run && (
        <ul aria-label={t('versions.run')}>
          <li>
            <button
              type="button"
              data-version
              aria-current={chosen === 'run'}
              className={`flex min-h-8 w-full items-center gap-2 rounded-md px-2 text-left outline-offset-[-2px] ${chosen === 'run' ? 'bg-active font-medium' : 'hover:bg-hover'}`}
              onClick={() => onChoose('run')}
            >
              <Workflow size={13} aria-hidden className="shrink-0 text-run" />
              <span className="min-w-0">{t('versions.run')}</span>
            </button>
          </li>
        </ul>
      )}
      {days.map((day) => {
        const title = dayName(day[0]?.at ?? 0, language);
        return (
          <section key={title} aria-label={title}>
            <h3 className="px-2 pb-0.5 text-caption font-semibold text-dim">{title}</h3>
            <ul>
              {day.map(({ revision, at, label }) => (
                <li
                  key={revision}
                  className={`group flex items-center rounded-md pr-1 ${chosen === revision ? 'bg-active' : 'hover:bg-hover'}`}
                >
                  {naming === revision ? (
                    <TextField
                      autoFocus
                      className="m-1"
                      aria-label={t('versions.name')}
                      placeholder={t('versions.name')}
                      defaultValue={label ?? ''}
                      maxLength={200}
                      onFocus={(event) => event.target.select()}
                      onBlur={(event) => {
                        setNaming(null);
                        const text = event.target.value.trim();
                        if (text !== '' && text !== label) onName(revision, text);
                      }}
                      onKeyDown={(event) => {
                        event.stopPropagation();
                        if (event.nativeEvent.isComposing) return;
                        if (event.key === 'Escape') event.currentTarget.value = '';
                        if (event.key === 'Enter' || event.key === 'Escape') {
                          event.preventDefault();
                          event.currentTarget.blur();
                        }
                      }}
                    />
                  ) : (
                    <>
                      <button
                        type="button"
                        data-version
                        aria-current={chosen === revision}
                        className="flex min-h-8 min-w-0 flex-1 flex-col justify-center rounded-md px-2 py-1 text-left outline-offset-[-2px]"
                        onClick={() => onChoose(revision)}
                        onKeyDown={(event) => {
                          if (event.key === 'F2') setNaming(revision);
                        }}
                      >
                        {label !== null && (
                          <span className="flex w-full items-center gap-1.5 font-medium">
                            <Bookmark size={12} aria-hidden className="shrink-0 text-accent-text" />
                            <span className="truncate" title={label}>
                              {label}
                            </span>
                          </span>
                        )}
                        <span className={`truncate tabular ${label === null ? '' : 'text-caption text-dim'}`}>
                          {time.format(at)}
                          {current === revision && (
                            <span className="ml-2 text-caption text-dim">{t('versions.now')}</span>
                          )}
                        </span>
                      </button>
                      <span className="hidden group-focus-within:flex group-hover:flex">
                        <IconButton
                          name={t(label === null ? 'versions.give_name' : 'versions.rename')}
                          keys="F2"
                          className="size-6"
                          onClick={() => setNaming(revision)}
                        >
                          {label === null ? <Bookmark size={13} /> : <Pencil size={13} />}
                        </IconButton>
                        {label !== null && (
                          <IconButton
                            name={t('versions.remove_name')}
                            className="size-6"
                            onClick={() => onName(revision, null)}
                          >
                            <BookmarkX size={13} />
                          </IconButton>
                        )}
                      </span>
                    </>
                  )}
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      {rows.length > 0 && <p className="px-2 text-caption text-dim">{t('versions.kept')}</p>}
    </div>
  );
}

// Up and down go through all versions, whatever day they are of.
function stepThrough(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-version]')];
  const at = buttons.findIndex((button) => button === event.target);
  const next = buttons[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (at === -1 || next === undefined) return;
  event.preventDefault();
  next.focus();
  next.click();
}

function dayName(at: number, language: string): string {
  const midnight = (time: number) => new Date(time).setHours(0, 0, 0, 0);
  const ago = Math.round((midnight(Date.now()) - midnight(at)) / 86_400_000);
  if (ago <= 1) {
    const name = new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-ago, 'day');
    return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
  }
  const year = new Date(at).getFullYear() === new Date().getFullYear() ? {} : ({ year: 'numeric' } as const);
  return new Intl.DateTimeFormat(language, { weekday: 'short', month: 'short', day: 'numeric', ...year }).format(at);
}
