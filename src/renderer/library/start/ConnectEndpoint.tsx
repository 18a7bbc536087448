// How a model is connected: the file that names endpoints, where their keys come from, and which are known now.

import { ChevronRight, Copy } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useWords } from '../../i18n/words.ts';
import { Button } from '../../ui/Button.tsx';
import { useWorkspace, useWorkspaceState } from '../../workspace.ts';
import { EndpointRows } from '../EndpointsSection.tsx';

const example = `{
  "my-box": { "url": "http://127.0.0.1:8000/v1", "model": "kimi-k2-thinking", "pricing": "free" },
  "kimi": { "url": "https://api.moonshot.ai/v1", "model": "kimi-k2.6" }
}`;
const keyExample = 'export LONGLINE_KEY_KIMI="sk-…"';

export function ConnectEndpoint() {
  const t = useWords();
  const workspace = useWorkspace();
  const endpoints = useWorkspaceState((state) => state.endpoints);
  // Who has none yet is shown how to get one.
  const [chosen, setChosen] = useState<boolean | null>(null);
  const shown = chosen ?? endpoints?.some(({ rehearsal, key }) => !rehearsal && key?.set !== false) === false;
  return (
    <section>
      <h2 className="font-semibold">{t('start.endpoints')}</h2>
      <p className="text-dense text-dim">{t('start.endpoints_text')}</p>
      <div className="mt-3 rounded-lg border bg-surface p-2 shadow-low">
        <EndpointRows roomy />
        <button
          type="button"
          aria-expanded={shown}
          className="mt-1 flex h-8 w-full items-center gap-2 rounded-md border-t px-2 text-left font-medium text-accent-text hover:bg-hover"
          onClick={() => setChosen(!shown)}
        >
          <ChevronRight
            size={14}
            aria-hidden
            className={`transition-transform duration-120 ${shown ? 'rotate-90' : ''}`}
          />
          {t('start.connect')}
        </button>
        {shown && (
          <ol className="flex list-none flex-col gap-4 px-2 pt-2 pb-1">
            <Step number={1} text={t('start.connect_file')}>
              <Example text={example} />
              <p className="mt-1 text-caption text-dim">{t('start.connect_where')}</p>
            </Step>
            <Step number={2} text={t('start.connect_key')}>
              <Example text={keyExample} />
              <p className="mt-1 text-caption text-dim">{t('start.connect_key_where')}</p>
            </Step>
            <Step number={3} text={t('start.connect_check')}>
              <Button onClick={() => void workspace.load()}>{t('start.reload')}</Button>
            </Step>
          </ol>
        )}
      </div>
    </section>
  );
}

function Step({
  number,
  text,
  children,
}: {
  readonly number: number;
  readonly text: string;
  readonly children: ReactNode;
}) {
  return (
    <li className="flex gap-3">
      <span className="flex size-5 shrink-0 items-center justify-center rounded-full bg-accent-soft text-caption font-semibold text-accent-text tabular">
        {number}
      </span>
      <div className="min-w-0 flex-1">
        <p className="mb-1.5 text-dense text-soft">{text}</p>
        {children}
      </div>
    </li>
  );
}

function Example({ text }: { readonly text: string }) {
  const t = useWords();
  const { say } = useWorkspace();
  return (
    <div className="relative">
      <pre className="overflow-auto rounded-md bg-sunken p-2.5 pr-20 font-mono text-dense select-text" tabIndex={0}>
        {text}
      </pre>
      <Button
        className="absolute top-1.5 right-1.5"
        onClick={() => {
          navigator.clipboard.writeText(text).then(
            () => say(t('start.copied')),
            () => say(t('start.not_copied'), { tone: 'fail' }),
          );
        }}
      >
        <Copy size={13} /> {t('start.copy')}
      </Button>
    </div>
  );
}
