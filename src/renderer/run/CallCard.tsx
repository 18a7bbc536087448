// One call of a step as a card: what was called with what, how it went, and opened, its arguments and result in full.

import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleStop,
  Copy,
  Hand,
  LoaderCircle,
  PencilLine,
  type LucideIcon,
} from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { CallView } from '../../shared/run/view.ts';
import { textOf } from '../../shared/tool/ports.ts';
import { errorText } from '../i18n/said.ts';
import { useWords } from '../i18n/words.ts';
import { duration, oneLine } from '../ui/format.ts';
import { visible } from '../ui/hidden-characters.ts';

/** `stopped`: it had not ended when its run was stopped. */
type Standing = CallView['status'] | 'stopped';

const edges = {
  writing: 'border-l-line-strong',
  waiting: 'border-l-line-strong',
  running: 'border-l-run',
  asking: 'border-l-wait-mark',
  ok: 'border-l-done',
  error: 'border-l-fail',
  stopped: 'border-l-line-strong',
} as const satisfies Record<Standing, string>;

const marks = {
  writing: PencilLine,
  waiting: CircleDashed,
  running: LoaderCircle,
  asking: Hand,
  ok: CircleCheck,
  error: CircleAlert,
  stopped: CircleStop,
} as const satisfies Record<Standing, LucideIcon>;

const colours = {
  writing: 'text-dim',
  waiting: 'text-dim',
  running: 'text-run animate-spin',
  asking: 'text-wait',
  ok: 'text-done',
  error: 'text-fail',
  stopped: 'text-dim',
} as const satisfies Record<Standing, string>;

/** `over`: nothing of the run goes on any more. */
export function CallCard({ call, over }: { readonly call: CallView; readonly over: boolean }) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const outputs = call.outputs === undefined ? null : Object.values(call.outputs);
  const result =
    outputs === null ? (call.error === undefined ? '' : errorText(call.error)) : outputs.map(textOf).join('\n\n');
  const standing: Standing = over && call.status !== 'ok' && call.status !== 'error' ? 'stopped' : call.status;
  const Mark = marks[standing];
  return (
    <div className={`mt-1.5 rounded-md border border-l-3 bg-surface ${edges[standing]}`}>
      <button
        type="button"
        aria-expanded={open}
        className="flex w-full flex-col gap-0.5 px-2 py-1 text-left"
        onClick={() => setOpen(!open)}
      >
        <span className="flex w-full items-center gap-1.5">
          <Mark size={12} className={`shrink-0 ${colours[standing]}`} aria-label={t(`call.${standing}`)} />
          <code className="max-w-[60%] shrink-0 truncate font-mono text-dense font-medium">{visible(call.name)}</code>
          <span className="min-w-0 flex-1 truncate font-mono text-caption text-dim">
            {visible(oneLine(call.arguments, 160))}
          </span>
          <span className="shrink-0 text-caption text-dim tabular">
            {call.durationMs === undefined || call.sharedWith !== undefined
              ? call.sharedWith === undefined && t(`call.${standing}`)
              : duration(call.durationMs)}
          </span>
        </span>
        {call.sharedWith !== undefined && (
          <span className="flex items-center gap-1 text-caption text-dim">
            <Copy size={11} /> {t('call.shared', { number: call.sharedWith + 1 })}
          </span>
        )}
        {!open && result !== '' && call.sharedWith === undefined && (
          <span
            className={`line-clamp-2 text-caption break-words ${call.status === 'error' ? 'text-fail' : 'text-soft'}`}
          >
            {visible(oneLine(result, 240))}
          </span>
        )}
      </button>
      {open && (
        <div className="border-t px-2 py-1.5 text-caption">
          <Part title={t('call.arguments')}>{visible(pretty(call.arguments))}</Part>
          {result !== '' && (
            <Part title={call.status === 'error' ? t('call.failure') : t('call.result')}>
              {visible(result.slice(0, 20_000))}
            </Part>
          )}
        </div>
      )}
    </div>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <>
      <p className="mt-1 font-medium text-dim first:mt-0">{title}</p>
      <pre className="max-h-72 overflow-auto font-mono whitespace-pre-wrap break-words text-ink">{children}</pre>
    </>
  );
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
