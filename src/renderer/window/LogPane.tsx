// What happened in the run on screen, one line for each recorded event, newest at the end. Drawn only where it is looked at; follows the
// tail until somebody scrolls up or chooses a line.

import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, CircleAlert, Copy } from 'lucide-react';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { LogEntry } from '../../shared/run/panel/log.ts';
import type { OpenDocument } from '../document/open-document.ts';
import { useOptionalWords, useWords } from '../i18n/words.ts';
import { showRow } from '../run/panel-state.ts';
import { placeOfEntry } from '../run/place-of-activation.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Empty, Failure, Loading } from '../ui/Notice.tsx';
import { useStable } from '../ui/use-stable.ts';
import { useRun, useWorkspace, useWorkspaceState } from '../workspace.ts';
import { placeAfter } from './list-keys.ts';
import { lineText, logLines, type LogLine } from './log-line.ts';
import { FilterField, PaneTools } from './PaneParts.tsx';

const linePx = 22;

export function LogPane({ open }: { readonly open: OpenDocument }) {
  const t = useWords();
  const { say } = useWorkspace();
  const [text, setText] = useState('');
  const [errorsOnly, setErrorsOnly] = useState(false);
  const runId = useRun((run) => run.runId);
  const phase = useRun((run) => run.phase);
  const failure = useRun((run) => run.failure);
  const log = useRun((run) => run.log.entries);
  const lineOf = useLines();
  const entries = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const all = log.backing;
    if (words.length === 0 && !errorsOnly) return { length: log.length, at: (index: number) => all[index] };
    const found = log.from(0).filter((entry) => {
      if (errorsOnly && entry.trouble !== 'error') return false;
      if (words.length === 0) return true;
      const hay = lineText(entry, lineOf(entry)).toLowerCase();
      return words.every((word) => hay.includes(word));
    });
    return { length: found.length, at: (index: number) => found[index] };
  }, [log, text, errorsOnly, lineOf]);
  const copy = async () => {
    const lines = Array.from({ length: entries.length }, (_, index) => entries.at(index)).flatMap((entry) =>
      entry === undefined ? [] : [lineText(entry, lineOf(entry))],
    );
    try {
      await navigator.clipboard.writeText(lines.join('\n'));
      say(t('log.copied', { count: lines.length }));
    } catch {
      say(t('log.not_copied'), { tone: 'fail' });
    }
  };

  return (
    <div className="flex h-full min-h-0 flex-col">
      <PaneTools>
        <FilterField name={t('log.filter')} value={text} onChange={setText} />
        <button
          type="button"
          aria-pressed={errorsOnly}
          aria-label={t('log.errors_only')}
          title={t('log.errors_only')}
          className={`flex h-6 shrink-0 items-center gap-1.5 rounded-md px-1.5 text-dense whitespace-nowrap hover:bg-hover ${errorsOnly ? 'bg-active text-ink' : 'text-soft'}`}
          onClick={() => setErrorsOnly(!errorsOnly)}
        >
          <CircleAlert size={13} className="shrink-0" />
          <span className="@max-lg:hidden">{t('log.errors_only')}</span>
        </button>
        <span
          role="status"
          className="ml-auto shrink-0 px-1 text-caption whitespace-nowrap text-dim tabular @max-md:sr-only"
        >
          {t('log.count', { count: entries.length })}
        </span>
        <IconButton name={t('log.copy')} disabled={entries.length === 0} onClick={() => void copy()}>
          <Copy size={14} />
        </IconButton>
      </PaneTools>
      {runId === null ? (
        <Empty title={t('log.no_run')}>{t('log.no_run_hint')}</Empty>
      ) : phase === 'failed' && failure !== null && log.length === 0 ? (
        <div className="p-3">
          <Failure error={failure} />
        </div>
      ) : log.length === 0 ? (
        <Loading text={t('common.loading')} />
      ) : entries.length === 0 ? (
        <Empty title={text.trim() === '' ? t('log.no_errors') : t('command.nothing', { text: text.trim() })} />
      ) : (
        <List key={runId} open={open} entries={entries} lineOf={lineOf} />
      )}
    </div>
  );
}

interface Entries {
  readonly length: number;
  at(index: number): LogEntry | undefined;
}

function List({
  open,
  entries,
  lineOf,
}: {
  readonly open: OpenDocument;
  readonly entries: Entries;
  readonly lineOf: (entry: LogEntry) => LogLine;
}) {
  const t = useWords();
  const workspace = useWorkspace();
  const scroller = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const [active, setActive] = useState<number | null>(null);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => linePx,
    overscan: 12,
    getItemKey: (index) => entries.at(index)?.seq ?? index,
  });
  useEffect(() => {
    const element = scroller.current;
    if (following && element !== null) element.scrollTop = element.scrollHeight;
  }, [following, entries]);
  // The active entry stays the same one while lines come and are filtered away.
  const place = active === null ? -1 : placeOf(entries, active);
  const show = (entry: LogEntry) => {
    const { catalog } = workspace.store.getState();
    const { plan } = workspace.run.store.getState();
    const found = catalog === null ? null : placeOfEntry(open.store.getState().document, catalog, plan, entry);
    // The timeline shows only what it is asked for while it is there.
    flushSync(() => {
      if (found !== null) workspace.revealNode(found.node, null, found.levels);
      if (entry.step !== null) workspace.set({ right: 'run', focus: false });
    });
    if (entry.step !== null) showRow(`${entry.activation}@${entry.step}`);
  };
  const choose = useStable((entry: LogEntry) => {
    setActive(entry.seq);
    setFollowing(false);
    show(entry);
  });
  return (
    <div className="@container relative min-h-0 flex-1">
      <div
        ref={scroller}
        role="listbox"
        tabIndex={0}
        aria-label={t('bottom.log')}
        aria-activedescendant={place < 0 ? undefined : `log-${active}`}
        className="h-full overflow-auto overflow-x-hidden -outline-offset-2"
        onWheel={(event) => {
          if (event.deltaY < 0) setFollowing(false);
        }}
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          const below = scrollHeight - scrollTop - clientHeight;
          if (below < 4 && active === null) setFollowing(true);
          else if (below > 8 * linePx && following) setFollowing(false);
        }}
        onKeyDown={(event) => {
          const next = placeAfter(event.key, place < 0 ? entries.length : place, entries.length, 10);
          const entry = entries.at(event.key === 'Enter' ? place : (next ?? -1));
          if (entry === undefined) return;
          event.preventDefault();
          event.stopPropagation();
          if (event.key === 'Enter') return show(entry);
          setActive(entry.seq);
          setFollowing(false);
          virtual.scrollToIndex(next ?? 0, { align: 'auto' });
        }}
      >
        <div role="presentation" className="relative w-full" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const entry = entries.at(index);
            return entry === undefined ? null : (
              <Line
                key={key}
                entry={entry}
                line={lineOf(entry)}
                top={start}
                place={index}
                active={index === place}
                onChoose={choose}
              />
            );
          })}
        </div>
      </div>
      {!following && (
        <Button
          className="absolute right-4 bottom-2 shadow-float"
          onClick={() => {
            setActive(null);
            setFollowing(true);
          }}
        >
          <ArrowDown size={14} /> {t('log.follow')}
        </Button>
      )}
    </div>
  );
}

const Line = memo(function Line({
  entry,
  line,
  top,
  place,
  active,
  onChoose,
}: {
  readonly entry: LogEntry;
  readonly line: LogLine;
  readonly top: number;
  readonly place: number;
  readonly active: boolean;
  readonly onChoose: (entry: LogEntry) => void;
}) {
  const { trouble } = entry;
  const look = trouble === 'error' ? 'text-fail' : trouble === 'warning' ? 'text-wait' : 'text-ink';
  return (
    <div
      id={`log-${entry.seq}`}
      role="option"
      aria-selected={active}
      aria-posinset={place + 1}
      title={line.said}
      className={`absolute top-0 left-0 flex h-5.5 w-full items-center gap-3 px-3 text-dense whitespace-nowrap hover:bg-hover ${active ? 'bg-active' : ''}`}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onChoose(entry)}
    >
      <span className="w-12 shrink-0 text-right text-dim tabular">{line.time}</span>
      <span className="hidden w-11 shrink-0 text-right text-caption text-dim tabular @2xl:inline">{entry.seq}</span>
      <span className={`w-27 shrink-0 truncate ${look}`}>{line.event}</span>
      <span className="w-24 shrink-0 truncate text-soft @max-lg:hidden @3xl:w-40">{line.node}</span>
      <span className="w-8 shrink-0 text-right text-dim tabular @max-xl:hidden">{line.step}</span>
      <span className={`min-w-0 flex-1 truncate ${trouble === 'error' ? 'text-fail' : 'text-soft'}`}>{line.said}</span>
      <span className="shrink-0 text-dim tabular @max-md:hidden">{line.figures}</span>
    </div>
  );
});

// By halves: entries stand in the order of their numbers.
function placeOf(entries: Entries, seq: number): number {
  let from = 0;
  let to = entries.length - 1;
  while (from <= to) {
    const middle = (from + to) >> 1;
    const found = entries.at(middle)?.seq ?? 0;
    if (found === seq) return middle;
    if (found < seq) from = middle + 1;
    else to = middle - 1;
  }
  return -1;
}

function useLines(): (entry: LogEntry) => LogLine {
  const t = useWords();
  const word = useOptionalWords();
  const startedAt = useRun((run) => run.view.startedAt);
  const plan = useRun((run) => run.plan);
  const models = useRun((run) => run.view.models);
  const catalog = useWorkspaceState((state) => state.catalog);
  const latestWord = useStable(word);
  return useMemo(
    () => logLines({ t, word: latestWord, startedAt, plan, catalog, models }),
    [t, latestWord, startedAt, plan, catalog, models],
  );
}
