// What the model sees of a node that is, or can be, its tool: the function as it is told, how a call looks, and what the last one gave.

import { Copy } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import type { JsonValue } from '../../shared/json/value.ts';
import { canonicalJson } from '../../shared/json/canonical.ts';
import { functionOf } from '../../shared/pipeline/compile.ts';
import type { PipelineNode } from '../../shared/pipeline/document.ts';
import { estimateTokens } from '../../shared/run/context/tokens.ts';
import type { KindCard } from '../../shared/tool/kind.ts';
import { useLevel } from '../document/sheet.ts';
import { useWords } from '../i18n/words.ts';
import { IconButton } from '../ui/Button.tsx';
import { tokens } from '../ui/format.ts';
import { useRun, useWorkspaceState } from '../workspace.ts';
import { Section } from './Section.tsx';

export function ModelView({ node, card }: { readonly node: PipelineNode; readonly card: KindCard }) {
  const t = useWords();
  const catalog = useWorkspaceState((state) => state.catalog);
  const document = useLevel((level) => level);
  const told = useMemo(
    () => (catalog === null ? null : functionOf(document, catalog, node.id)),
    [document, catalog, node.id],
  );
  const outputs = useRun((run) => lastOutputs(run.view.steps, told?.name ?? ''));
  const result = useMemo(() => (outputs === null ? null : resultOf(outputs)), [outputs]);
  if (told === null) return null;
  const plugged = document.wires.some((wire) => wire.kind === 'tool' && wire.from.node === node.id);
  const whole = JSON.stringify({ type: 'function', function: told }, null, 2);
  const example = card.examples?.[0];
  return (
    <Section
      name="model"
      title={t('model_view.title')}
      startsOpen={plugged}
      note={
        <span className="text-caption text-dim tabular">
          {t('field.tokens', { tokens: tokens(estimateTokens(canonicalJson(told))) })}
        </span>
      }
    >
      {!plugged && <p className="text-caption text-dim">{t('model_view.not_plugged')}</p>}
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <code className="font-mono text-dense font-semibold break-all text-ink">{told.name}</code>
          <p className="mt-0.5 text-dense text-soft">{told.description}</p>
        </div>
        <IconButton name={t('model_view.copy')} onClick={() => void navigator.clipboard.writeText(whole)}>
          <Copy size={13} />
        </IconButton>
      </div>
      <Part title={t('model_view.parameters')}>{JSON.stringify(told.parameters, null, 2)}</Part>
      {example !== undefined && (
        <Part title={t('model_view.call', { title: example.title })}>
          {`${told.name}(${JSON.stringify(example.input, null, 2)})`}
        </Part>
      )}
      {result !== null && <Part title={t('model_view.result')}>{result}</Part>}
    </Section>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <h4 className="text-caption font-medium text-dim">{title}</h4>
      <pre
        // What scrolls must be reached by keys.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        aria-label={title}
        className="nowheel max-h-64 overflow-auto rounded-md bg-sunken p-2 font-mono text-caption break-words whitespace-pre-wrap text-ink"
      >
        {children}
      </pre>
    </div>
  );
}

const mostOfResult = 4000;

interface Called {
  readonly calls: readonly {
    readonly name: string;
    readonly outputs?: Readonly<Record<string, JsonValue>>;
  }[];
}

function lastOutputs(steps: readonly Called[], name: string): Readonly<Record<string, JsonValue>> | null {
  for (let at = steps.length - 1; at >= 0; at -= 1) {
    const outputs = steps[at]?.calls.findLast((call) => call.name === name && call.outputs !== undefined)?.outputs;
    if (outputs !== undefined) return outputs;
  }
  return null;
}

// As the model got it, but for line breaks: a single text verbatim, everything else as JSON.
function resultOf(outputs: Readonly<Record<string, JsonValue>>): string {
  const values = Object.values(outputs);
  const [only] = values;
  const value = values.length === 1 && only !== undefined ? only : outputs;
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return text.length > mostOfResult ? `${text.slice(0, mostOfResult)}…` : text;
}
