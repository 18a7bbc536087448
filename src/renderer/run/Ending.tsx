// How a run ended: the reason when it failed, its outputs with citations, the passages that they cite, and what can be checked of it.

import { PreviewCard } from '@base-ui/react/preview-card';
import { OctagonMinus } from 'lucide-react';
import { useMemo } from 'react';
import type { RecordedError } from '../../shared/run/events.ts';
import { resolveCitations } from '../../shared/run/evidence.ts';
import { answerText } from '../../shared/run/view.ts';
import type { Passage } from '../../shared/tool/ports.ts';
import { actionText, errorText } from '../i18n/said.ts';
import { useWords } from '../i18n/words.ts';
import { oneLine } from '../ui/format.ts';
import { visible } from '../ui/hidden-characters.ts';
import { Markdown } from '../ui/markdown/Markdown.tsx';
import { Failure } from '../ui/Notice.tsx';
import { useRun, useWorkspace } from '../workspace.ts';
import { RunChecks } from './RunChecks.tsx';

export function Ending() {
  const t = useWords();
  const reason = useRun((run) => run.view.reason);
  const limited = useRun((run) => run.view.status === 'limited');
  const outputs = useRun((run) => run.view.outputs);
  const evidence = useRun((run) => run.view.evidence);
  const text = answerText(outputs);
  const { cited, unknown } = useMemo(() => resolveCitations(text, (id) => evidence[id]), [text, evidence]);
  const numbers = useMemo(() => new Map(cited.map((passage, index) => [passage.id, index + 1])), [cited]);
  const others = Object.entries(outputs).filter(
    ([, value]) =>
      typeof value !== 'string' &&
      !(Array.isArray(value) && value.length > 0 && value.every((item) => isCited(item, evidence))),
  );
  return (
    <div className="flex flex-col gap-4 p-3" data-testid="ending">
      {reason !== null && (limited ? <Limited reason={reason} /> : <Failure error={reason} />)}
      {Object.entries(outputs).map(([name, value]) =>
        typeof value === 'string' ? (
          <section key={name} aria-label={name}>
            <h3 className="mb-1.5 text-caption font-semibold text-dim">{name}</h3>
            <Markdown
              text={value}
              cite={(ids) =>
                ids.map((id) => <Citation key={id} id={id} number={numbers.get(id)} passage={evidence[id]} />)
              }
            />
          </section>
        ) : null,
      )}
      {others.map(([name, value]) => (
        <section key={name} aria-label={name}>
          <h3 className="mb-1.5 text-caption font-semibold text-dim">{name}</h3>
          <pre className="max-h-72 overflow-auto rounded-md bg-sunken p-2 font-mono text-caption whitespace-pre-wrap break-words">
            {JSON.stringify(value, null, 2)}
          </pre>
        </section>
      ))}
      {unknown.length > 0 && (
        <p className="rounded-md bg-wait-soft p-2 text-dense text-ink">
          {t('answer.unknown', { ids: unknown.join(', ') })}
        </p>
      )}
      {cited.length > 0 && (
        <section aria-label={t('answer.evidence')}>
          <h3 className="mb-1 text-caption font-semibold text-dim">{t('answer.evidence')}</h3>
          <ol className="flex flex-col">
            {cited.map((passage, index) => (
              <EvidenceRow key={passage.id} passage={passage} number={index + 1} />
            ))}
          </ol>
        </section>
      )}
      <RunChecks />
    </div>
  );
}

// To end at a limit is what was asked for, and no failure.
function Limited({ reason }: { readonly reason: RecordedError }) {
  return (
    <p role="note" className="flex gap-2 rounded-md bg-wait-soft p-2.5 text-dense">
      <OctagonMinus size={14} className="mt-0.5 shrink-0 text-wait" />
      <span className="min-w-0 break-words">
        {errorText(reason)} {actionText(reason)}
      </span>
    </p>
  );
}

function isCited(value: unknown, evidence: Readonly<Record<string, Passage>>): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    typeof value.id === 'string' &&
    evidence[value.id] !== undefined
  );
}

function useOpenSource(): (passage: Passage) => void {
  const { set } = useWorkspace();
  return ({ folder, file, start, end }) => set({ source: { folder, file, start, end } });
}

function Citation({
  id,
  number,
  passage,
}: {
  readonly id: string;
  readonly number: number | undefined;
  readonly passage: Passage | undefined;
}) {
  const t = useWords();
  const openSource = useOpenSource();
  if (passage === undefined) return <span className="text-wait" title={t('answer.not_found')}>{`[${id}?]`}</span>;
  return (
    <PreviewCard.Root>
      <PreviewCard.Trigger
        delay={150}
        render={
          <button
            type="button"
            className="mx-0.5 inline-flex h-4 min-w-4 items-center justify-center rounded-sm bg-accent-soft px-1 align-text-top text-caption font-medium text-accent-text tabular hover:bg-accent hover:text-on-accent"
            aria-label={t('answer.citation', { number: number ?? 0, title: passage.title ?? passage.file })}
            onClick={() => openSource(passage)}
          >
            {number}
          </button>
        }
      />
      <PreviewCard.Portal>
        <PreviewCard.Positioner sideOffset={6} className="z-50">
          <PreviewCard.Popup className="flex max-h-72 w-84 flex-col gap-1 overflow-auto rounded-md border bg-surface p-3 text-dense shadow-float">
            <p className="font-medium break-words">{visible(passage.title ?? passage.file)}</p>
            <p className="text-caption text-dim">
              {[passage.heading, passage.date, passage.file].filter(Boolean).join(' · ')}
            </p>
            <p className="whitespace-pre-wrap break-words text-soft">{visible(passage.text.slice(0, 1200))}</p>
          </PreviewCard.Popup>
        </PreviewCard.Positioner>
      </PreviewCard.Portal>
    </PreviewCard.Root>
  );
}

function EvidenceRow({ passage, number }: { readonly passage: Passage; readonly number: number }) {
  const openSource = useOpenSource();
  return (
    <li>
      <button
        type="button"
        className="flex w-full gap-2 rounded-md p-1.5 text-left hover:bg-hover"
        onClick={() => openSource(passage)}
      >
        <span className="w-5 shrink-0 text-right text-caption text-dim tabular">{number}</span>
        <span className="min-w-0 flex-1">
          <span className="block truncate text-dense font-medium">{visible(passage.title ?? passage.file)}</span>
          <span className="block truncate text-caption text-dim">
            {[passage.date, passage.file].filter(Boolean).join(' · ')}
          </span>
          <span className="line-clamp-2 text-caption text-soft">{visible(oneLine(passage.text, 240))}</span>
        </span>
      </button>
    </li>
  );
}
