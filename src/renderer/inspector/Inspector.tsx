// The right pane beside the canvas: what the selected node is and the params that its author sets, drawn from the kind's JSON Schema;
// with nothing selected, the pipeline itself.

import { useId, type ReactNode } from 'react';
import type { PipelineNode } from '../../shared/pipeline/document.ts';
import type { KindCard } from '../../shared/tool/kind.ts';
import { setMeta, setParam, setTitle } from '../document/gestures.ts';
import type { OpenDocument } from '../document/open-document.ts';
import { useInsights } from '../document/use-insights.ts';
import { useOptionalWords, useWords } from '../i18n/words.ts';
import { TextArea, TextField } from '../ui/Fields.tsx';
import { KindIcon } from '../ui/KindIcon.tsx';
import { Empty } from '../ui/Notice.tsx';
import { useDocument, useWorkspaceState } from '../workspace.ts';
import { controls } from './controls/index.tsx';
import { fieldsOf, type FieldSpec } from './fields-of.ts';

export function Inspector({ open }: { readonly open: OpenDocument }) {
  const t = useWords();
  const selected = useWorkspaceState((state) => state.selected);
  const node = useDocument(open, (state) =>
    selected.length === 1 ? state.document.nodes.find(({ id }) => id === selected[0]) : undefined,
  );
  const card = useWorkspaceState((state) => (node === undefined ? undefined : state.catalog?.get(node.kind)?.card));
  if (selected.length > 1)
    return <Empty title={t('inspector.many', { count: selected.length })}>{t('inspector.many_hint')}</Empty>;
  if (node === undefined) return <PipelineInspector open={open} />;
  return <NodeInspector key={node.id} open={open} node={node} card={card ?? null} />;
}

function NodeInspector({
  open,
  node,
  card,
}: {
  readonly open: OpenDocument;
  readonly node: PipelineNode;
  readonly card: KindCard | null;
}) {
  const t = useWords();
  const word = useOptionalWords();
  const id = useId();
  const problems = useInsights(({ problems: all }) => all).filter((problem) => problem.node === node.id);
  const fields = card === null ? [] : fieldsOf(card.params);
  const general = problems.filter((problem) => !fields.some(({ name }) => problem.pointer.includes(`/params/${name}`)));
  return (
    <div className="h-full overflow-auto p-3">
      <div className="flex items-center gap-2">
        <KindIcon name={card?.icon ?? 'circle-help'} size={16} className="shrink-0 text-dim" />
        <h2 className="min-w-0 truncate text-title font-semibold">
          {word(`kind.${node.kind}`, card?.title ?? node.kind)}
        </h2>
        <code className="ml-auto truncate font-mono text-caption text-dim" title={t('inspector.id')}>
          {node.id}
        </code>
      </div>
      <p className="mt-1 text-dense text-dim">
        {card === null ? t('node.unknown', { kind: node.kind }) : card.description}
      </p>
      {general.map((problem) => (
        <p
          key={`${problem.code}${problem.pointer}`}
          role="alert"
          className="mt-2 rounded-md bg-fail-soft px-2 py-1.5 text-dense text-ink"
        >
          {problem.message}
        </p>
      ))}
      <div className="mt-4 flex flex-col gap-4">
        <Row id={`${id}title`} title={t('inspector.title')}>
          <TextField
            id={`${id}title`}
            placeholder={card?.title ?? node.kind}
            value={node.title ?? ''}
            onChange={(event) =>
              open.edit(setTitle(open.store.getState().document, node.id, event.target.value), `title ${node.id}`)
            }
          />
        </Row>
        {fields.map((field) => (
          <Field
            key={field.name}
            open={open}
            node={node}
            field={field}
            problems={problems
              .filter(({ pointer }) => pointer.includes(`/params/${field.name}`))
              .map(({ message }) => message)}
          />
        ))}
        {card === null && (
          <pre className="overflow-auto rounded-md bg-sunken p-2 font-mono text-caption">
            {JSON.stringify(node.params, null, 2)}
          </pre>
        )}
      </div>
    </div>
  );
}

function Field({
  open,
  node,
  field,
  problems,
}: {
  readonly open: OpenDocument;
  readonly node: PipelineNode;
  readonly field: FieldSpec;
  readonly problems: readonly string[];
}) {
  const id = useId();
  const Control = controls[field.control];
  return (
    <Row
      id={id}
      title={field.title}
      required={field.required}
      description={field.description}
      problems={problems}
      beside={field.control === 'switch'}
    >
      <Control
        open={open}
        node={node.id}
        field={field}
        id={id}
        value={node.params[field.name] ?? field.preset}
        invalid={problems.length > 0}
        onChange={(value) =>
          open.edit(
            setParam(open.store.getState().document, node.id, field.name, value),
            `param ${node.id} ${field.name}`,
          )
        }
      />
    </Row>
  );
}

interface RowProps {
  readonly id: string;
  readonly title: string;
  readonly required?: boolean;
  readonly description?: string | null;
  readonly problems?: readonly string[];
  readonly beside?: boolean;
  readonly children: ReactNode;
}

function Row({ id, title, required = false, description = null, problems = [], beside = false, children }: RowProps) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <div className={beside ? 'flex items-center justify-between gap-2' : 'contents'}>
        <label htmlFor={id} className="text-dense font-medium text-soft">
          {title}
          {required && <span className="text-muted"> *</span>}
        </label>
        {children}
      </div>
      {problems.map((problem) => (
        <p key={problem} className="text-caption text-fail">
          {problem}
        </p>
      ))}
      {description !== null && <p className="text-caption text-dim">{description}</p>}
    </div>
  );
}

function PipelineInspector({ open }: { readonly open: OpenDocument }) {
  const t = useWords();
  const id = useId();
  const document = useDocument(open, (state) => state.document);
  return (
    <div className="flex h-full flex-col gap-4 overflow-auto p-3">
      <h2 className="text-title font-semibold">{t('inspector.pipeline')}</h2>
      <Row id={`${id}title`} title={t('inspector.title')}>
        <TextField
          id={`${id}title`}
          value={document.meta.title}
          onChange={(event) => open.edit(setMeta(document, 'title', event.target.value), 'meta title')}
        />
      </Row>
      <Row id={`${id}description`} title={t('inspector.description')}>
        <TextArea
          id={`${id}description`}
          value={document.meta.description ?? ''}
          onChange={(event) => open.edit(setMeta(document, 'description', event.target.value), 'meta description')}
        />
      </Row>
      <p className="text-dense text-dim">
        {t('inspector.counts', { nodes: document.nodes.length, wires: document.wires.length })}
      </p>
      <p className="text-dense text-dim">{t('inspector.hint')}</p>
    </div>
  );
}
