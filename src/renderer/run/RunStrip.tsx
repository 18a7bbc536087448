// The whole run as one strip: a mark for each step, coloured by what it was about and as high as what it cost. A click goes there; beside
// it are the ways to the next trouble, the dearest and the slowest step, and the search.

import { ChevronDown, CircleDollarSign, Search, Timer, TriangleAlert, X } from 'lucide-react';
import { useMemo, useState, type ReactNode } from 'react';
import {
  dearest,
  markOf,
  nextOf,
  nextTrouble,
  slowest,
  stepsWith,
  type StepMark,
} from '../../shared/run/panel/find.ts';
import type { StepView } from '../../shared/run/view.ts';
import { useWords } from '../i18n/words.ts';
import { IconButton } from '../ui/Button.tsx';
import { TextField } from '../ui/Fields.tsx';
import { useRun } from '../workspace.ts';
import { showRow } from './panel-state.ts';
import { courseOf } from './run-life.ts';

/** `at`: the key of the row that was gone to last. */
export function RunStrip({ at }: { readonly at: string | null }) {
  const t = useWords();
  const steps = useRun((run) => run.view.steps);
  const [searching, setSearching] = useState(false);
  const here = at === null ? -1 : steps.findIndex(({ key }) => key === at);
  const go = (position: number | null) => {
    const step = position === null ? undefined : steps[position];
    if (step !== undefined) showRow(step.key);
  };
  if (steps.length < 3) return null;
  const trouble = nextTrouble(steps, here);
  return (
    <div className="shrink-0 border-b">
      <div className="flex items-center gap-0.5 px-2 py-1">
        <Marks steps={steps} here={here} onGo={go} />
        <Go name={t('strip.trouble')} to={trouble} onGo={go}>
          <TriangleAlert size={13} />
        </Go>
        <Go name={t('strip.dearest')} to={dearest(steps)} onGo={go}>
          <CircleDollarSign size={13} />
        </Go>
        <Go name={t('strip.slowest')} to={slowest(steps)} onGo={go}>
          <Timer size={13} />
        </Go>
        <IconButton
          name={t('strip.search')}
          className="size-6!"
          aria-expanded={searching}
          onClick={() => setSearching(!searching)}
        >
          <Search size={13} />
        </IconButton>
      </div>
      {searching && <SearchBar steps={steps} here={here} onGo={go} onClose={() => setSearching(false)} />}
    </div>
  );
}

interface GoProps {
  readonly name: string;
  readonly to: number | null;
  readonly onGo: (position: number | null) => void;
  readonly children: ReactNode;
}

function Go({ name, to, onGo, children }: GoProps) {
  return (
    <IconButton name={name} className="size-6!" disabled={to === null} onClick={() => onGo(to)}>
      {children}
    </IconButton>
  );
}

const colours = {
  failed: 'bg-fail',
  troubled: 'bg-wait-mark',
  asking: 'bg-wait',
  summary: 'bg-accent',
  calls: 'bg-faint',
  answer: 'bg-done',
  live: 'bg-run',
  stopped: 'bg-line-strong',
} as const satisfies Record<Mark, string>;

/** `stopped`: it was under way, or asked, when the run was stopped. */
type Mark = StepMark | 'stopped';
const gravest: readonly Mark[] = ['failed', 'asking', 'troubled', 'stopped', 'summary', 'live', 'answer', 'calls'];
const most = 80;

function Marks({
  steps,
  here,
  onGo,
}: {
  readonly steps: readonly StepView[];
  readonly here: number;
  readonly onGo: (position: number) => void;
}) {
  const t = useWords();
  const over = useRun((run) => courseOf(run) === 'over');
  const bars = useMemo(() => barsOf(steps, over), [steps, over]);
  const words = useMemo(() => Object.fromEntries(gravest.map((mark) => [mark, t(`mark.${mark}`)])), [t]);
  return (
    <div
      className="flex h-6 min-w-0 flex-1 items-end gap-px"
      role="slider"
      tabIndex={0}
      aria-label={t('strip.name')}
      aria-valuemin={1}
      aria-valuemax={steps.length}
      aria-valuenow={Math.max(1, here + 1)}
      aria-valuetext={here < 0 ? '' : t('step.name', { number: here + 1 })}
      onKeyDown={(event) => {
        const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
        const to =
          event.key === 'Home' ? 0 : event.key === 'End' ? steps.length - 1 : step === undefined ? null : here + step;
        if (to === null) return;
        event.preventDefault();
        onGo(Math.max(0, Math.min(steps.length - 1, to)));
      }}
    >
      {bars.map((bar) => (
        <span
          key={bar.from}
          className={`flex h-full min-w-px flex-1 items-end ${here >= bar.from && here < bar.until ? 'bg-active' : 'hover:bg-hover'}`}
          title={`${bar.from + 1} · ${words[bar.mark]}`}
          onClick={() => onGo(bar.from)}
        >
          <span className={`block w-full rounded-t-[1px] ${colours[bar.mark]}`} style={{ height: `${bar.height}%` }} />
        </span>
      ))}
    </div>
  );
}

interface Bar {
  readonly from: number;
  readonly until: number;
  readonly mark: Mark;
  /** Percent. */
  readonly height: number;
}

// Many steps share a bar, which shows the gravest of them.
function barsOf(steps: readonly StepView[], over: boolean): readonly Bar[] {
  const width = Math.max(1, Math.ceil(steps.length / most));
  const weights = steps.map(
    ({ ledger }) => ledger.cost?.high || ledger.usage.promptTokens + ledger.usage.completionTokens,
  );
  const greatest = weights.reduce((high, weight) => Math.max(high, weight), 1);
  const bars: Bar[] = [];
  for (let from = 0; from < steps.length; from += width) {
    const part = steps.slice(from, from + width);
    const marks = new Set<Mark>(
      part.map(markOf).map((mark) => (over && (mark === 'live' || mark === 'asking') ? 'stopped' : mark)),
    );
    const mark = gravest.find((candidate) => marks.has(candidate)) ?? 'calls';
    const weight = weights.slice(from, from + width).reduce((high, value) => Math.max(high, value), 0);
    bars.push({ from, until: from + width, mark, height: 25 + Math.round((weight / greatest) * 75) });
  }
  return bars;
}

function SearchBar({
  steps,
  here,
  onGo,
  onClose,
}: {
  readonly steps: readonly StepView[];
  readonly here: number;
  readonly onGo: (position: number | null) => void;
  readonly onClose: () => void;
}) {
  const t = useWords();
  const [text, setText] = useState('');
  const found = useMemo(() => stepsWith(steps, text), [steps, text]);
  const current = found.indexOf(here);
  return (
    <form
      className="flex items-center gap-1 px-2 pb-1"
      onSubmit={(event) => {
        event.preventDefault();
        onGo(nextOf(found, here));
      }}
    >
      <TextField
        autoFocus
        type="search"
        aria-label={t('strip.search')}
        placeholder={t('strip.search')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose();
        }}
      />
      <span className="shrink-0 text-caption text-dim tabular" role="status">
        {text.trim() === '' ? '' : t('strip.found', { at: current + 1, count: found.length })}
      </span>
      <IconButton name={t('strip.next')} keys="Enter" type="submit" className="size-6!" disabled={found.length === 0}>
        <ChevronDown size={13} />
      </IconButton>
      <IconButton name={t('common.close')} keys="Escape" className="size-6!" onClick={onClose}>
        <X size={13} />
      </IconButton>
    </form>
  );
}
