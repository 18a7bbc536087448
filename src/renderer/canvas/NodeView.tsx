// A node on the canvas: what it is, what it does here, its ports, and how it fares in the run on screen. Its size and the places of its
// ports are given by its shape; it reads its own slice of the run and nothing else. From afar layers/FarPicture.tsx draws it.

import type { NodeProps } from '@xyflow/react';
import {
  CircleAlert,
  CircleCheck,
  CirclePause,
  CircleStop,
  CircleX,
  Ellipsis,
  Hand,
  LoaderCircle,
  Pin,
  Route,
  VolumeX,
} from 'lucide-react';
import { memo } from 'react';
import { workedBetween } from '../../shared/run/panel/working-time.ts';
import type { NodeShape } from '../../shared/pipeline/view/sizes.ts';
import { setTitle } from '../document/gestures.ts';
import { useSheet } from '../document/sheet.ts';
import { nodeTitle } from '../i18n/kind-words.ts';
import { problemText } from '../i18n/said.ts';
import { useOptionalWords, useWords } from '../i18n/words.ts';
import { useInTitles } from '../inspector/in-titles.ts';
import { retriesOfNode, statusOfNode } from '../run/node-status.ts';
import { isLive } from '../run/run-life.ts';
import { clock, cost, duration, tokens } from '../ui/format.ts';
import { KindIcon } from '../ui/KindIcon.tsx';
import { useClock } from '../ui/use-clock.ts';
import { useRun } from '../workspace.ts';
import { useCanvasState, useCanvasStore } from './canvas-state.ts';
import { nameOfNode, type NodeElement } from './elements.ts';
import { NodePorts } from './NodePorts.tsx';
import { useNodeState, type NodeState } from './node-state.ts';
import { TitleField } from '../ui/TitleField.tsx';

/** The title of a node as people see it. */
export function useNodeTitle(shape: Pick<NodeShape, 'card' | 'node'>): string {
  const word = useOptionalWords();
  return nodeTitle(shape.node, shape.card, word);
}

export const NodeView = memo(function NodeView({ id, data: { shape, lines }, selected }: NodeProps<NodeElement>) {
  const t = useWords();
  const state = useNodeState(id);
  const title = useNodeTitle(shape);
  const { card, node, plugged, collapsed } = shape;
  const agent = card?.performer === 'agent';
  return (
    <div className={`node ${looks(shape, state, selected)}`} data-status={state.run ?? 'idle'}>
      <SpokenName shape={shape} title={title} state={state} />
      <div className="flex h-9 shrink-0 items-center gap-2 pr-1.5 pl-2.5">
        <span
          className={`node-icon flex size-5.5 shrink-0 items-center justify-center rounded-sm ${agent ? 'bg-accent text-on-accent' : 'bg-sunken text-soft'}`}
        >
          <KindIcon name={card?.icon ?? 'circle-help'} size={13} />
        </span>
        <NodeTitle id={id} title={title} own={node.title ?? ''} />
        <Marks state={state} mute={node.mute === true} bypass={node.bypass === true} />
        <button
          type="button"
          tabIndex={-1}
          aria-label={t('node.more', { title })}
          className="node-more nodrag flex size-5 shrink-0 items-center justify-center rounded-sm text-dim hover:bg-hover"
          onClick={(event) => {
            const { left, bottom } = event.currentTarget.getBoundingClientRect();
            event.currentTarget.dispatchEvent(
              new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: left, clientY: bottom }),
            );
          }}
        >
          <Ellipsis size={14} />
        </button>
      </div>
      {!collapsed && card === null && (
        <p className="truncate px-2.5 text-dense leading-6.5 text-dim">{t('node.unknown', { kind: node.kind })}</p>
      )}
      {!collapsed && lines.length > 0 && (
        <div className="px-2.5 text-dense text-dim">
          {(plugged ? lines.slice(0, 1) : lines).map((line, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- a line has no other name than its place
            <p key={index} className="h-4.5 truncate" title={line}>
              {line}
            </p>
          ))}
        </div>
      )}
      <NodePorts shape={shape} />
      {agent && (
        <div className="absolute inset-x-0 bottom-0">
          {!collapsed && <AgentFooter node={id} />}
          <div className="flex h-6 items-center justify-center rounded-b-lg border-t border-dashed bg-sunken text-caption text-dim">
            {t('node.tools')}
          </div>
        </div>
      )}
      {!agent && !plugged && !collapsed && <RunFooter node={id} />}
    </div>
  );
});

// What a screen reader calls the node: its title, what it is, and how it fares. The element around it points here.
function SpokenName({
  shape: { card, node },
  title,
  state: { run, pinned, changed, problem },
}: {
  readonly shape: NodeShape;
  readonly title: string;
  readonly state: NodeState;
}) {
  const t = useWords();
  const word = useOptionalWords();
  const titled = useInTitles();
  const kind = word(`kind.${node.kind}`, card?.title ?? node.kind);
  const said = [
    title,
    ...(kind === title ? [] : [kind]),
    ...(run === null ? [] : [t(`status.${wordOf[run]}`)]),
    ...(node.mute === true ? [t('node.muted')] : []),
    ...(node.bypass === true ? [t('node.bypassed')] : []),
    ...(pinned ? [t('node.pinned')] : []),
    ...(changed ? [t('node.changed')] : []),
    ...(problem === null ? [] : [problemText(titled(problem), true)]),
  ];
  return (
    <span id={nameOfNode(node.id)} hidden>
      {said.join(', ')}
    </span>
  );
}

const wordOf = {
  running: 'running',
  asking: 'waiting',
  paused: 'paused',
  stopped: 'interrupted',
  done: 'done',
  failed: 'failed',
} as const satisfies Record<NonNullable<NodeState['run']>, string>;

// Eight states that look different: see canvas.css.
function looks(shape: NodeShape, { run, pinned, changed }: NodeState, selected: boolean): string {
  return [
    run === null ? '' : `is-${run}`,
    selected ? 'is-selected' : '',
    pinned ? 'is-pinned' : '',
    changed ? 'is-changed' : '',
    shape.node.mute === true ? 'is-muted' : '',
    shape.node.bypass === true ? 'is-bypassed' : '',
    shape.card === null ? 'is-unknown' : '',
    shape.card?.performer === 'agent' ? 'is-agent' : '',
  ].join(' ');
}

function NodeTitle({ id, title, own }: { readonly id: string; readonly title: string; readonly own: string }) {
  const t = useWords();
  const sheet = useSheet();
  const canvas = useCanvasStore();
  const typing = useCanvasState((state) => state.typing === id);
  if (typing) {
    return (
      <TitleField
        name={t('inspector.title')}
        value={own}
        placeholder={title}
        onDone={(next) => {
          canvas.setState({ typing: null });
          if (next !== null && next !== own) sheet.edit(setTitle(sheet.document(), id, next));
        }}
      />
    );
  }
  return (
    <span
      className="node-title min-w-0 flex-1 truncate font-medium"
      title={title}
      onDoubleClick={() => canvas.setState({ typing: id })}
    >
      {title}
    </span>
  );
}

function Marks({
  state,
  mute,
  bypass,
}: {
  readonly state: NodeState;
  readonly mute: boolean;
  readonly bypass: boolean;
}) {
  const t = useWords();
  const { run, pinned, changed, problem } = state;
  const titled = useInTitles();
  const wrong = problem === null ? '' : problemText(titled(problem), true);
  return (
    <>
      {changed && (
        <span
          className="size-2 shrink-0 rounded-full bg-wait-mark"
          role="img"
          title={t('node.changed')}
          aria-label={t('node.changed')}
        />
      )}
      {mute && <VolumeX size={14} className="shrink-0 text-dim" aria-label={t('node.muted')} />}
      {bypass && <Route size={14} className="shrink-0 text-dim" aria-label={t('node.bypassed')} />}
      {pinned && <Pin size={14} className="shrink-0 fill-current text-accent-text" aria-label={t('node.pinned')} />}
      {problem !== null && (
        <span title={wrong} className="shrink-0">
          <CircleAlert size={14} className="text-fail" aria-label={wrong} />
        </span>
      )}
      <StatusMark status={run} />
    </>
  );
}

function StatusMark({ status }: { readonly status: NodeState['run'] }) {
  const t = useWords();
  switch (status) {
    case null:
      return null;
    case 'running':
      return <LoaderCircle size={14} className="shrink-0 animate-spin text-run" aria-label={t('status.running')} />;
    case 'asking':
      return <Hand size={14} className="shrink-0 text-wait" aria-label={t('status.waiting')} />;
    case 'paused':
      return <CirclePause size={14} className="shrink-0 text-wait" aria-label={t('status.paused')} />;
    case 'stopped':
      return <CircleStop size={14} className="shrink-0 text-dim" aria-label={t('status.interrupted')} />;
    case 'done':
      return <CircleCheck size={14} className="shrink-0 text-done" aria-label={t('status.done')} />;
    case 'failed':
      return <CircleX size={14} className="shrink-0 text-fail" aria-label={t('status.failed')} />;
  }
}

function AgentFooter({ node }: { readonly node: string }) {
  const t = useWords();
  const { levels } = useSheet();
  const found = useRun((run) => statusOfNode(run, node, levels));
  const retries = useRun((run) => retriesOfNode(run, node, levels));
  if (found === null)
    return <div className="flex h-7 items-center border-t px-2.5 text-caption text-dim">{t('node.not_run')}</div>;
  const { steps, ledger, startedAt, endedAt } = found;
  const spent = cost(ledger.cost);
  return (
    <div className="flex h-7 items-center gap-2.5 overflow-hidden border-t px-2.5 text-caption whitespace-nowrap text-dim tabular">
      <span>{t('node.steps', { count: steps })}</span>
      <span>{t('node.tokens', { tokens: tokens(ledger.usage.promptTokens + ledger.usage.completionTokens) })}</span>
      <span>{spent ?? t('cost.unknown')}</span>
      {retries > 0 && <span className="text-wait">{t('node.retries', { count: retries })}</span>}
      <Took from={startedAt} to={endedAt} />
    </div>
  );
}

// By itself, so that the clock of a node that runs redraws nothing else.
function Took({ from, to }: { readonly from: number; readonly to: number | undefined }) {
  const t = useWords();
  const ticking = useRun((run) => to === undefined && isLive(run) && run.work.since !== null);
  const rests = useRun((run) => run.work.rests);
  const until = useRun((run) => to ?? (ticking ? null : run.view.updatedAt));
  const now = useClock(ticking);
  if (from === 0) return null;
  const worked = workedBetween(rests, from, until ?? now);
  return <span title={t('figure.elapsed_hint')}>{ticking ? clock(worked) : duration(worked)}</span>;
}

// Nodes that are no agents say how long they took, beneath their frame, once they have run.
function RunFooter({ node }: { readonly node: string }) {
  const t = useWords();
  const { levels } = useSheet();
  const status = useRun((run) => statusOfNode(run, node, levels)?.status ?? null);
  const took = useRun((run) => {
    const found = statusOfNode(run, node, levels);
    if (found?.endedAt === undefined || found.startedAt === 0) return null;
    return workedBetween(run.work.rests, found.startedAt, found.endedAt);
  });
  if (status === 'asking')
    return (
      <span className="absolute top-full left-0 mt-1.5 rounded-sm bg-wait-soft px-1.5 text-caption whitespace-nowrap text-wait">
        {t('node.asking')}
      </span>
    );
  if (took === null || took < 1) return null;
  return <span className="absolute top-full left-1 mt-1 text-caption text-dim tabular">{duration(took)}</span>;
}
