// One step: its reasoning, streaming while it comes and folded to its first line after, its calls as cards, what it says.

import { ChevronRight, CircleAlert, RotateCw } from 'lucide-react';
import { memo, useState, type ReactNode } from 'react';
import type { CallView, StepView } from '../../shared/run/view.ts';
import { textOf } from '../../shared/tool/ports.ts';
import { useWords } from '../i18n/words.ts';
import { cost, duration, oneLine, tokens } from '../ui/format.ts';
import { visible } from '../ui/hidden-characters.ts';

export const StepRow = memo(function StepRow({ step, number }: { readonly step: StepView; readonly number: number }) {
  const t = useWords();
  const { usage } = step.ledger;
  return (
    <article className="border-b px-3 py-2.5" aria-label={t('step.name', { number })}>
      <header className="flex items-center gap-2 text-caption text-dim tabular">
        <span className="font-semibold text-soft">{t('step.name', { number })}</span>
        <span className="truncate">{step.activation}</span>
        {step.attempt > 1 && (
          <span className="flex items-center gap-1 text-wait">
            <RotateCw size={11} /> {t('step.attempt', { number: step.attempt })}
          </span>
        )}
        <span className="ml-auto shrink-0 whitespace-nowrap">
          {step.durationMs !== undefined && duration(step.durationMs)}
          {usage.promptTokens > 0 &&
            ` · ${t('step.tokens', { input: tokens(usage.promptTokens), output: tokens(usage.completionTokens) })}`}
          {step.ledger.attempts > 0 && ` · ${cost(step.ledger.cost) ?? t('cost.unknown')}`}
        </span>
      </header>
      {step.reasoning !== '' && <Reasoning text={step.reasoning} live={step.status === 'thinking'} />}
      {step.status === 'thinking' && step.reasoning === '' && step.content === '' && (
        <p className="mt-1 animate-pulse text-dense text-dim">{t('step.thinking')}</p>
      )}
      {step.calls.map((call) => (
        <CallCard key={call.index} call={call} />
      ))}
      {step.content !== '' && (step.calls.length > 0 || step.status === 'thinking') && (
        <p className="mt-1.5 whitespace-pre-wrap text-ink">{visible(step.content)}</p>
      )}
      {step.error !== undefined && (step.status === 'retrying' || step.status === 'failed') && (
        <div
          role="alert"
          className={`mt-2 flex gap-2 rounded-md p-2 text-dense ${step.status === 'failed' ? 'bg-fail-soft' : 'bg-wait-soft'}`}
        >
          <CircleAlert
            size={14}
            className={`mt-0.5 shrink-0 ${step.status === 'failed' ? 'text-fail' : 'text-wait'}`}
          />
          <span className="min-w-0 break-words">
            {step.error.message} {step.status === 'retrying' ? t('step.retrying') : step.error.action}
          </span>
        </div>
      )}
    </article>
  );
});

function Reasoning({ text, live }: { readonly text: string; readonly live: boolean }) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const shown = open || live;
  return (
    <div className="mt-1">
      <button
        type="button"
        aria-expanded={shown}
        aria-label={t('step.reasoning')}
        disabled={live}
        className="flex w-full items-start gap-1 text-left text-dense text-dim"
        onClick={() => setOpen(!open)}
      >
        <ChevronRight size={13} className={`mt-0.5 shrink-0 transition-transform ${shown ? 'rotate-90' : ''}`} />
        {shown ? (
          <span className="min-w-0 whitespace-pre-wrap break-words">{visible(text)}</span>
        ) : (
          <span className="truncate">{visible(oneLine(text, 200))}</span>
        )}
      </button>
    </div>
  );
}

const edges = {
  writing: 'border-l-line-strong',
  waiting: 'border-l-line-strong',
  running: 'border-l-run',
  asking: 'border-l-wait-mark',
  ok: 'border-l-done',
  error: 'border-l-fail',
} as const satisfies Record<CallView['status'], string>;

function CallCard({ call }: { readonly call: CallView }) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const outputs = call.outputs === undefined ? null : Object.values(call.outputs);
  const result = outputs === null ? (call.error?.message ?? '') : outputs.map(textOf).join('\n\n');
  return (
    <div className={`mt-1.5 rounded-md border border-l-3 bg-surface ${edges[call.status]}`}>
      <button
        type="button"
        aria-expanded={open}
        className="flex w-full flex-col gap-0.5 px-2 py-1 text-left"
        onClick={() => setOpen(!open)}
      >
        <span className="flex w-full items-center gap-2">
          <code className="shrink-0 font-mono text-dense font-medium">{visible(call.name)}</code>
          <span className="min-w-0 flex-1 truncate font-mono text-caption text-dim">
            {visible(oneLine(call.arguments, 160))}
          </span>
          <span className="shrink-0 text-caption text-dim tabular">
            {call.durationMs === undefined ? t(`call.${call.status}`) : duration(call.durationMs)}
          </span>
        </span>
        {!open && result !== '' && (
          <span
            className={`line-clamp-2 text-caption break-words ${call.status === 'error' ? 'text-fail' : 'text-soft'}`}
          >
            {visible(oneLine(result, 240))}
          </span>
        )}
      </button>
      {open && (
        <div className="border-t px-2 py-1.5 text-caption">
          <Labelled title={t('call.arguments')}>{visible(pretty(call.arguments))}</Labelled>
          {result !== '' && (
            <Labelled title={call.status === 'error' ? t('call.failure') : t('call.result')}>
              {visible(result.slice(0, 20_000))}
            </Labelled>
          )}
        </div>
      )}
    </div>
  );
}

function Labelled({ title, children }: { readonly title: string; readonly children: ReactNode }) {
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
