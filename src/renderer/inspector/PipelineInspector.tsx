// The pipeline of the level on screen: what it is called and for, what goes in and out, the files and folders that it names, and the
// pipelines inside it.

import { ArrowRightToLine, Trash2 } from 'lucide-react';
import { useId, useMemo, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { references } from '../../shared/pipeline/references.ts';
import type { PipelineDocument } from '../../shared/pipeline/document.ts';
import { pipelinePorts } from '../../shared/pipeline/ports-of.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import type { PortSpec } from '../../shared/tool/ports.ts';
import { setMeta } from '../document/gestures.ts';
import { useLevel, useSheet } from '../document/sheet.ts';
import { portType } from '../i18n/kind-words.ts';
import { useOptionalWords, useWords } from '../i18n/words.ts';
import { IconButton } from '../ui/Button.tsx';
import { Chips } from '../ui/Chips.tsx';
import { TextArea, TextField } from '../ui/Fields.tsx';
import { Labelled } from '../ui/Labelled.tsx';
import { PortShape } from '../ui/PortShape.tsx';
import { useWorkspace, useWorkspaceState } from '../workspace.ts';
import { Binding } from './Binding.tsx';
import { changeHandle, isHandleUsed, removeHandle } from './handles.ts';
import { Section } from './Section.tsx';

export function PipelineInspector() {
  const t = useWords();
  const id = useId();
  const sheet = useSheet();
  const document = useLevel((level) => level);
  const catalog = useWorkspaceState((state) => state.catalog);
  const level = sheet.within.join(' ');
  const ports = useMemo(
    () => (catalog === null ? { in: [], out: [] } : pipelinePorts(document, catalog)),
    [document, catalog],
  );
  return (
    <>
      <div className="flex flex-col gap-3 p-3">
        <h2 className="text-title font-semibold">
          {sheet.within.length === 0 ? t('inspector.pipeline') : t('inspector.inner_pipeline')}
        </h2>
        <Labelled id={`${id}title`} title={t('inspector.title')}>
          <TextField
            id={`${id}title`}
            value={document.meta.title}
            onChange={(event) =>
              sheet.edit(setMeta(sheet.document(), 'title', event.target.value), `meta title ${level}`)
            }
          />
        </Labelled>
        <Labelled id={`${id}description`} title={t('inspector.description')}>
          <TextArea
            id={`${id}description`}
            className="max-h-44 text-dense"
            placeholder={t('inspector.description_hint')}
            value={document.meta.description ?? ''}
            onChange={(event) =>
              sheet.edit(setMeta(sheet.document(), 'description', event.target.value), `meta description ${level}`)
            }
          />
        </Labelled>
        <Labelled id={`${id}tags`} title={t('inspector.tags')}>
          <Chips
            id={`${id}tags`}
            name={t('inspector.tags')}
            placeholder={t('inspector.tags_hint')}
            values={document.meta.tags ?? []}
            removeName={(tag) => t('inspector.remove_tag', { tag })}
            onChange={(tags) => {
              const before = sheet.document().meta.tags ?? null;
              const after = tags.length === 0 ? null : tags;
              sheet.edit({ label: 'edit.meta', changes: [{ of: 'meta', key: 'tags', before, after }] });
            }}
          />
        </Labelled>
        <p className="text-caption text-dim">
          {t('inspector.counts', { nodes: document.nodes.length, wires: document.wires.length })} {t('inspector.hint')}
        </p>
      </div>
      <Section name="pipeline ports" title={t('inspector.inputs_outputs')}>
        <PortList
          label={t('ports.in')}
          empty={t('inspector.no_inputs')}
          ports={ports.in}
          nodeOf={portNode(document, catalog, 'input')}
        />
        <PortList
          label={t('ports.out')}
          empty={t('inspector.no_outputs')}
          ports={ports.out}
          nodeOf={portNode(document, catalog, 'output')}
        />
      </Section>
      <Handles document={document} catalog={catalog} />
      <InnerPipelines document={document} catalog={catalog} />
    </>
  );
}

// The node that a port of the pipeline is, by the port's name.
function portNode(document: PipelineDocument, catalog: Catalog | null, performer: 'input' | 'output') {
  return (name: string) =>
    document.nodes.find((node) => catalog?.get(node.kind)?.card.performer === performer && node.params['name'] === name)
      ?.id ?? null;
}

function PortList({
  label,
  empty,
  ports,
  nodeOf,
}: {
  readonly label: string;
  readonly empty: string;
  readonly ports: readonly PortSpec[];
  readonly nodeOf: (port: string) => string | null;
}) {
  const t = useWords();
  const word = useOptionalWords();
  const workspace = useWorkspace();
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <h4 className="text-caption font-medium text-dim">{label}</h4>
      {ports.length === 0 && <p className="text-dense text-dim">{empty}</p>}
      <ul className="-mx-1 flex min-w-0 flex-col">
        {ports.map((port) => (
          <li key={port.name}>
            <button
              type="button"
              title={port.description}
              onClick={() => {
                const node = nodeOf(port.name);
                if (node !== null) workspace.revealNode(node);
              }}
              className="flex h-6 w-full min-w-0 items-center gap-1.5 rounded-md px-1 text-left text-dense hover:bg-hover"
            >
              <PortShape port={port} />
              <code className="min-w-0 truncate font-mono">
                {port.name}
                {port.required === true && <span className="text-fail"> *</span>}
              </code>
              <span className="ml-auto shrink-0 text-caption text-dim">{portType(port, t, word)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Handles({ document, catalog }: { readonly document: PipelineDocument; readonly catalog: Catalog | null }) {
  const t = useWords();
  const id = useId();
  const sheet = useSheet();
  const outermost = useStore(sheet.open.store, (state) => state.document);
  const handles = Object.entries(document.handles ?? {});
  if (handles.length === 0) return null;
  const place = () => ({
    outermost: sheet.open.store.getState().document,
    level: sheet.document(),
    within: sheet.within,
  });
  return (
    <Section name="handles" title={t('inspector.handles')} note={<Count>{handles.length}</Count>}>
      {handles.map(([name, handle]) => {
        const used = catalog === null || isHandleUsed(document, catalog, name);
        const change = (what: 'title' | 'description', text: string) =>
          sheet.open.edit(
            changeHandle(place(), name, { [what]: text }),
            `handle ${sheet.within.join(' ')} ${name} ${what}`,
          );
        return (
          <div
            key={name}
            role="group"
            aria-label={handle.title}
            className="flex min-w-0 flex-col gap-1.5 rounded-md border bg-surface p-2"
          >
            <div className="flex min-w-0 items-center gap-1">
              <TextField
                id={`${id}${name}`}
                aria-label={t('inspector.handle_title', { name })}
                value={handle.title}
                onChange={(event) => change('title', event.target.value)}
              />
              <IconButton
                name={used ? t('inspector.handle_used') : t('inspector.handle_remove', { name: handle.title })}
                aria-disabled={used}
                className={used ? 'opacity-40' : ''}
                onClick={() => {
                  if (!used) sheet.edit(removeHandle(sheet.document(), name));
                }}
              >
                <Trash2 size={14} />
              </IconButton>
            </div>
            <TextArea
              aria-label={t('inspector.handle_description', { name })}
              placeholder={t('inspector.handle_description_hint')}
              className="max-h-44 min-h-7 text-dense"
              value={handle.description ?? ''}
              onChange={(event) => change('description', event.target.value)}
            />
            {Object.hasOwn(outermost.handles ?? {}, name) && <Binding handle={name} kind={handle.kind} />}
          </div>
        );
      })}
    </Section>
  );
}

function InnerPipelines({
  document,
  catalog,
}: {
  readonly document: PipelineDocument;
  readonly catalog: Catalog | null;
}) {
  const t = useWords();
  const { enter } = useWorkspace();
  const inner = Object.entries(document.pipelines ?? {});
  if (inner.length === 0) return null;
  return (
    <Section name="inner pipelines" title={t('inspector.inner_pipelines')} note={<Count>{inner.length}</Count>}>
      <ul className="flex min-w-0 flex-col gap-1">
        {inner.map(([name, pipeline]) => {
          const runs = document.nodes.filter((node) =>
            references(catalog?.get(node.kind)?.card.params ?? {}, node.params).some(
              ({ widget, value }) => widget === 'pipeline' && value === name,
            ),
          );
          const [node] = runs;
          return (
            <li key={name} className="flex min-h-7 min-w-0 items-center gap-2">
              <span className="min-w-0 flex-1">
                <span className="block truncate text-base">{pipeline.meta.title}</span>
                <span className="block truncate text-caption text-dim">
                  {runs.length === 0
                    ? t('inspector.unused')
                    : t('inspector.counts', { nodes: pipeline.nodes.length, wires: pipeline.wires.length })}
                </span>
              </span>
              {node !== undefined && (
                <IconButton
                  name={t('inspector.open_named', { title: pipeline.meta.title })}
                  onClick={() => enter({ node: node.id, pipeline: name })}
                >
                  <ArrowRightToLine size={14} />
                </IconButton>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function Count({ children }: { readonly children: ReactNode }) {
  return <span className="text-caption text-dim">{children}</span>;
}
