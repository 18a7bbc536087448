// A node on the canvas: what it is, what it does here, its ports, and how it fares in the run on screen. Its size is given by
// elements.ts; it reads its own slice of the run and nothing else.

import { Handle, Position, useStore as useCanvas, type NodeProps } from '@xyflow/react';
import { CircleAlert, CircleCheck, CircleX, Hand, LoaderCircle } from 'lucide-react';
import { memo } from 'react';
import { toolPort, toolsPort } from '../../shared/pipeline/ports-of.ts';
import { portRow } from '../../shared/pipeline/view/sizes.ts';
import { summaryOf } from '../../shared/pipeline/view/summary.ts';
import type { PortSpec } from '../../shared/tool/ports.ts';
import { useOptionalWords, useWords } from '../i18n/words.ts';
import { useProblems } from '../inspector/problems.ts';
import { statusOfNode } from '../run/node-status.ts';
import { cost, duration, tokens } from '../ui/format.ts';
import { KindIcon } from '../ui/KindIcon.tsx';
import { PortShape } from '../ui/PortShape.tsx';
import { useRun, useWorkspace } from '../workspace.ts';
import type { NodeElement } from './elements.ts';

export const NodeView = memo(function NodeView({ id, data, selected }: NodeProps<NodeElement>) {
  const { node, card, ports, plugged } = data;
  const t = useWords();
  const word = useOptionalWords();
  const workspace = useWorkspace();
  const far = useCanvas((state) => state.transform[2] < 0.5);
  const status = useRun((run) => statusOfNode(run, node.id)?.status ?? null);
  const problem = useProblems().find((candidate) => candidate.node === id && candidate.severity === 'error');
  const agent = card?.performer === 'agent';
  const title = node.title ?? word(`kind.${node.kind}`, card?.title ?? node.kind);
  const ring =
    status === 'running'
      ? 'border-run ring-2 ring-run/25'
      : status === 'asking'
        ? 'border-wait-mark ring-2 ring-wait-mark/30'
        : status === 'failed'
          ? 'border-fail ring-2 ring-fail/20'
          : selected
            ? 'border-accent ring-2 ring-accent/30'
            : 'border-line-strong/80';
  return (
    <div
      className={`relative flex h-full flex-col rounded-lg border bg-surface text-base shadow-low transition-[border-color,box-shadow] duration-150 ${ring} ${card === null ? 'border-dashed' : ''} ${node.mute === true ? 'opacity-50' : ''}`}
      data-status={status ?? 'idle'}
    >
      {(plugged || card?.pluggable === true) && (
        <Handle
          type="source"
          id={toolPort}
          position={Position.Top}
          className={`port tool-port ${plugged ? '' : 'port-spare'}`}
          aria-label={t('port.tool')}
        />
      )}
      <div className="flex h-9 shrink-0 items-center gap-2 px-2.5">
        <span
          className={`flex size-5.5 shrink-0 items-center justify-center rounded-sm ${agent ? 'bg-accent text-on-accent' : 'bg-sunken text-soft'}`}
        >
          <KindIcon name={card?.icon ?? 'circle-help'} size={13} />
        </span>
        <span className="min-w-0 flex-1 truncate font-medium" title={title}>
          {title}
        </span>
        {problem !== undefined && (
          <button
            type="button"
            className="nodrag"
            aria-label={problem.message}
            title={problem.message}
            onClick={() => workspace.revealNode(id)}
          >
            <CircleAlert size={14} className="text-fail" />
          </button>
        )}
        <StatusMark status={status} />
      </div>
      {!far && (
        <>
          <p
            className="h-6 shrink-0 truncate px-2.5 text-dense text-dim"
            title={card === null ? node.kind : summaryOf(card, node)}
          >
            {card === null
              ? t('node.unknown', { kind: node.kind })
              : summaryOf(card, node) || word(`kind.${node.kind}`, card.title)}
          </p>
        </>
      )}
      {!plugged && <DataPorts ports={ports.in} side="in" agent={far ? false : true} top={60} />}
      {!plugged && <DataPorts ports={ports.out} side="out" agent={far ? false : true} top={60} />}
      {agent && (
        <div className="absolute inset-x-0 bottom-0 border-t border-dashed">
          <AgentFooter node={id} />
          <div className="flex h-6 items-center justify-center rounded-b-lg bg-sunken text-caption text-dim">
            {t('node.tools')}
          </div>
          <Handle
            type="target"
            id={toolsPort}
            position={Position.Bottom}
            className="port tools-port"
            aria-label={t('port.tools')}
          />
        </div>
      )}
      {!agent && status === 'asking' && (
        <span className="absolute -bottom-2.5 left-2 rounded-sm bg-wait-soft px-1 text-caption text-wait">
          {t('node.asking')}
        </span>
      )}
    </div>
  );
});

function DataPorts({
  ports,
  side,
  agent,
  top,
}: {
  readonly ports: readonly PortSpec[];
  readonly side: 'in' | 'out';
  readonly agent: boolean;
  readonly top: number;
}) {
  return (
    <ul
      className={`absolute ${side === 'in' ? 'left-0 items-start' : 'right-0 items-end'} flex max-w-[55%] flex-col`}
      style={{ top }}
    >
      {ports.map((port) => (
        <li
          key={port.name}
          className="relative flex items-center px-3 text-caption text-soft"
          style={{ height: portRow }}
        >
          <Handle
            type={side === 'in' ? 'target' : 'source'}
            id={port.name}
            position={side === 'in' ? Position.Left : Position.Right}
            className="port"
            aria-label={`${port.title ?? port.name}: ${port.type}`}
            title={`${port.title ?? port.name}: ${port.list === true ? `${port.type}[]` : port.type}${port.description === undefined ? '' : `\n${port.description}`}`}
          >
            <PortShape port={port} />
          </Handle>
          {agent && (
            <span className="truncate">
              {port.title ?? port.name}
              {side === 'in' && port.required === true && <span className="text-muted">*</span>}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function AgentFooter({ node }: { readonly node: string }) {
  const t = useWords();
  const found = useRun((run) => statusOfNode(run, node));
  if (found === null)
    return <div className="flex h-7 items-center px-2.5 text-caption text-muted">{t('node.not_run')}</div>;
  const { steps, ledger, startedAt, endedAt } = found;
  const spent = cost(ledger.cost);
  return (
    <div className="flex h-7 items-center gap-3 overflow-hidden px-2.5 text-caption whitespace-nowrap text-dim tabular">
      <span>{t('node.steps', { count: steps })}</span>
      <span>{t('node.tokens', { tokens: tokens(ledger.usage.promptTokens + ledger.usage.completionTokens) })}</span>
      <span>{spent ?? t('cost.unknown')}</span>
      {endedAt !== undefined && <span>{duration(endedAt - startedAt)}</span>}
    </div>
  );
}

function StatusMark({ status }: { readonly status: 'running' | 'asking' | 'done' | 'failed' | null }) {
  const t = useWords();
  switch (status) {
    case null:
      return null;
    case 'running':
      return <LoaderCircle size={14} className="shrink-0 animate-spin text-run" aria-label={t('status.running')} />;
    case 'asking':
      return <Hand size={14} className="shrink-0 text-wait" aria-label={t('status.waiting')} />;
    case 'done':
      return <CircleCheck size={14} className="shrink-0 text-done" aria-label={t('status.done')} />;
    case 'failed':
      return <CircleX size={14} className="shrink-0 text-fail" aria-label={t('status.failed')} />;
  }
}
