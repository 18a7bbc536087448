// Two things that anybody can ask of a run that has ended, with their results in words: whether its journal is whole, and whether the
// journal alone leads to the same end again.

import { CircleCheck, CircleX, History, ShieldCheck } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { toEnvelope, type ErrorEnvelope } from '../../shared/errors.ts';
import { useLanguage, useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { count } from '../ui/format.ts';
import { Failure, Loading } from '../ui/Notice.tsx';
import { useRun, useWorkspace } from '../workspace.ts';

type Result =
  | { readonly of: 'busy' }
  | { readonly of: 'failed'; readonly error: ErrorEnvelope }
  | { readonly of: 'said'; readonly good: boolean; readonly text: string };

export function RunChecks() {
  const t = useWords();
  const [language] = useLanguage();
  const { host } = useWorkspace();
  const runId = useRun((run) => run.runId);
  const [result, setResult] = useState<Result | null>(null);
  const said = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (result !== null) said.current?.scrollIntoView({ block: 'nearest' });
  }, [result]);
  if (runId === null) return null;
  const ask = (question: Promise<Result>) => {
    setResult({ of: 'busy' });
    question.then(setResult, (thrown: unknown) => setResult({ of: 'failed', error: toEnvelope(thrown) }));
  };
  const verify = async (): Promise<Result> => {
    const { events, head } = await host['runs.verify']({ runId });
    return {
      of: 'said',
      good: true,
      text: t('verify.whole', { events: count(events, language), head: head.slice(0, 12) }),
    };
  };
  const replay = async (): Promise<Result> => {
    const { events, stateHash, recorded } = await host['runs.replay']({ runId });
    const figures = { events: count(events, language), hash: stateHash.slice(0, 12) };
    if (recorded === null) return { of: 'said', good: true, text: t('replay.so_far', figures) };
    const same = recorded === stateHash;
    return { of: 'said', good: same, text: same ? t('replay.same', figures) : t('replay.other', figures) };
  };
  return (
    <section className="flex flex-col gap-2 border-t pt-3" aria-label={t('checks.name')}>
      <div className="flex flex-wrap gap-2">
        <Check icon={<ShieldCheck size={14} />} onClick={() => ask(verify())}>
          {t('verify.do')}
        </Check>
        <Check icon={<History size={14} />} onClick={() => ask(replay())}>
          {t('replay.do')}
        </Check>
      </div>
      <div ref={said} aria-live="polite">
        {result !== null && <Said result={result} />}
      </div>
    </section>
  );
}

function Check({
  icon,
  onClick,
  children,
}: {
  readonly icon: ReactNode;
  readonly onClick: () => void;
  readonly children: string;
}) {
  return (
    <Button onClick={onClick}>
      {icon} {children}
    </Button>
  );
}

function Said({ result }: { readonly result: Result }) {
  const t = useWords();
  switch (result.of) {
    case 'busy':
      return <Loading text={t('checks.busy')} />;
    case 'failed':
      return <Failure error={result.error} />;
    case 'said':
      return (
        <p
          className={`flex items-start gap-2 rounded-md p-2 text-dense ${result.good ? 'bg-done-soft' : 'bg-fail-soft'}`}
        >
          {result.good ? (
            <CircleCheck size={14} className="mt-0.5 shrink-0 text-done" />
          ) : (
            <CircleX size={14} className="mt-0.5 shrink-0 text-fail" />
          )}
          <span className="min-w-0 break-words">{result.text}</span>
        </p>
      );
  }
}
