// The ports of a node: what each takes or gives, where it is wired, and the value on it in the run on screen.

import { Cable } from 'lucide-react';
import { useMemo } from 'react';
import type { PipelineDocument, PipelineNode, Wire } from '../../shared/pipeline/document.ts';
import { nodePorts } from '../../shared/pipeline/ports-of.ts';
import type { KindCard } from '../../shared/tool/kind.ts';
import type { PortSpec } from '../../shared/tool/ports.ts';
import { useLevel, useSheet } from '../document/sheet.ts';
import { portTitle, portType, titleOfNode } from '../i18n/kind-words.ts';
import { useOptionalWords, useWords } from '../i18n/words.ts';
import { outputsOfNode } from '../run/node-status.ts';
import { Button } from '../ui/Button.tsx';
import { Keys } from '../ui/Keys.tsx';
import { PortShape } from '../ui/PortShape.tsx';
import { useRun, useWorkspace, useWorkspaceState } from '../workspace.ts';
import { valueInLine } from './run-values.ts';
import { Section } from './Section.tsx';

const mostInLine = 160;

export function PortsSection({ node }: { readonly node: PipelineNode }) {
  const t = useWords();
  const workspace = useWorkspace();
  const catalog = useWorkspaceState((state) => state.catalog);
  const document = useLevel((level) => level);
  const ports = useMemo(
    () => (catalog === null ? null : nodePorts(node, document, catalog)),
    [node, document, catalog],
  );
  const data = document.wires.filter((wire) => wire.kind === 'data');
  const tools = document.wires.filter((wire) => wire.kind === 'tool');
  const calledBy = tools.filter((wire) => wire.from.node === node.id).map((wire) => wire.to.node);
  const calls = tools.filter((wire) => wire.to.node === node.id).map((wire) => wire.from.node);
  if (ports === null || ports.in.length + ports.out.length + calledBy.length + calls.length === 0) return null;
  const plugged = calledBy.length > 0;
  return (
    <Section
      name="ports"
      title={t('ports.title')}
      note={<span className="text-caption text-dim">{ports.in.length + ports.out.length}</span>}
    >
      {calledBy.length > 0 && <Others label={t('ports.called_by')} nodes={calledBy} document={document} />}
      {calls.length > 0 && <Others label={t('ports.tools')} nodes={calls} document={document} />}
      {!plugged && ports.in.length > 0 && (
        <Side
          label={t('ports.in')}
          ports={ports.in}
          document={document}
          wiresOf={(port) => data.filter((wire) => wire.to.node === node.id && wire.to.port === port)}
          end="from"
          node={node.id}
          card={catalog?.get(node.kind)?.card ?? null}
        />
      )}
      {!plugged && ports.out.length > 0 && (
        <Side
          label={t('ports.out')}
          ports={ports.out}
          document={document}
          wiresOf={(port) => data.filter((wire) => wire.from.node === node.id && wire.from.port === port)}
          end="to"
          node={node.id}
          card={catalog?.get(node.kind)?.card ?? null}
        />
      )}
      {plugged && <p className="text-caption text-dim">{t('ports.plugged')}</p>}
      <Button className="self-start" onClick={() => workspace.set({ overlay: { of: 'palette', mode: 'wires' } })}>
        <Cable size={14} /> {t('do.wires')} <Keys keys="C" />
      </Button>
    </Section>
  );
}

interface SideProps {
  readonly label: string;
  readonly ports: readonly PortSpec[];
  readonly document: PipelineDocument;
  readonly wiresOf: (port: string) => readonly Wire[];
  /** Which end of the wires is the other node's. */
  readonly end: 'from' | 'to';
  readonly node: string;
  readonly card: KindCard | null;
}

function Side({ label, ports, document, wiresOf, end, node, card }: SideProps) {
  const t = useWords();
  const word = useOptionalWords();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <h4 className="text-caption font-medium text-dim">{label}</h4>
      <ul className="flex min-w-0 flex-col gap-1.5">
        {ports.map((port) => {
          const wires = wiresOf(port.name);
          const source = end === 'to' ? { node, port: port.name } : wires[0]?.from;
          return (
            <li key={port.name} className="flex min-w-0 flex-col">
              <div className="flex min-w-0 items-center gap-1.5 text-dense">
                <PortShape port={port} />
                <PortName
                  title={portTitle(card, end === 'from' ? 'in' : 'out', port, word)}
                  port={port}
                  required={end === 'from' && port.required === true}
                />
                <span className="shrink-0 text-caption text-dim">{portType(port, t, word)}</span>
                <span className="ml-auto flex min-w-0 flex-wrap justify-end gap-x-1.5">
                  {wires.map((wire) => (
                    <Jump
                      key={`${wire[end].node}.${wire[end].port}`}
                      node={wire[end].node}
                      document={document}
                      port={wire[end].port}
                      side={end === 'from' ? 'out' : 'in'}
                    />
                  ))}
                  {wires.length === 0 && end === 'from' && (
                    <span className={`text-caption ${port.required === true ? 'text-wait' : 'text-dim'}`}>
                      {t('ports.unwired')}
                    </span>
                  )}
                </span>
              </div>
              {source !== undefined && <Value node={source.node} port={source.port} />}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

// What it is called, and its own name, by which templates and commands know it, where that is another.
function PortName({
  title,
  port,
  required,
}: {
  readonly title: string;
  readonly port: PortSpec;
  readonly required: boolean;
}) {
  const star = required && <span className="text-fail"> *</span>;
  if (title === port.name)
    return (
      <code className="min-w-0 truncate font-mono text-ink" title={port.description}>
        {title}
        {star}
      </code>
    );
  return (
    <span className="min-w-0 truncate text-ink" title={port.description}>
      {title}
      {star} <code className="font-mono text-caption text-dim">{port.name}</code>
    </span>
  );
}

function Value({ node, port }: { readonly node: string; readonly port: string }) {
  const { levels } = useSheet();
  const value = useRun((run) => outputsOfNode(run, levels, node)?.[port]);
  const line = useMemo(() => (value === undefined ? null : valueInLine(value, mostInLine)), [value]);
  return line === null ? null : (
    <p className="truncate pl-4 text-caption text-dim" title={line}>
      {line}
    </p>
  );
}

function Others({
  label,
  nodes,
  document,
}: {
  readonly label: string;
  readonly nodes: readonly string[];
  readonly document: PipelineDocument;
}) {
  return (
    <p className="flex flex-wrap items-center gap-x-1.5 text-dense">
      <span className="text-caption font-medium text-dim">{label}</span>
      {nodes.map((id) => (
        <Jump key={id} node={id} document={document} port={null} side="in" />
      ))}
    </p>
  );
}

function Jump({
  node,
  document,
  port,
  side,
}: {
  readonly node: string;
  readonly document: PipelineDocument;
  readonly port: string | null;
  /** The side of that node on which the port is. */
  readonly side: 'in' | 'out';
}) {
  const t = useWords();
  const workspace = useWorkspace();
  const word = useOptionalWords();
  const catalog = useWorkspaceState((state) => state.catalog);
  const title = titleOfNode(document, node, catalog, word);
  const kind = document.nodes.find(({ id }) => id === node)?.kind ?? '';
  const card = catalog?.get(kind)?.card;
  const text = port === null ? title : `${title} · ${portTitle(card, side, { name: port }, word)}`;
  return (
    <button
      type="button"
      title={t('ports.jump', { node: title })}
      onClick={() => workspace.revealNode(node)}
      className="max-w-full truncate text-caption text-accent-text hover:underline"
    >
      {text}
    </button>
  );
}
