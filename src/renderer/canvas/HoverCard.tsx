// What a node gave in the run on screen, or what went through a wire, shown when the pointer rests on it.

import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { wireKey } from '../../shared/pipeline/edits.ts';
import { nodePorts } from '../../shared/pipeline/ports-of.ts';
import { workedBetween } from '../../shared/run/panel/working-time.ts';
import { conversionBetween, convert } from '../../shared/tool/ports.ts';
import type { JsonObject } from '../../shared/json/value.ts';
import { useSheet } from '../document/sheet.ts';
import { portTitle, portType } from '../i18n/kind-words.ts';
import { useOptionalWords, useWords } from '../i18n/words.ts';
import { statusOfNode, type NodeFare } from '../run/node-status.ts';
import { cost, duration, tokens } from '../ui/format.ts';
import { ValueText } from '../ui/ValueText.tsx';
import { useRun, useWorkspaceState } from '../workspace.ts';

export interface Hovered {
  readonly of: 'node' | 'wire';
  readonly id: string;
  /** Where the pointer came in, on the page. */
  readonly x: number;
  readonly y: number;
}

const restMs = 450;

export function HoverCard({
  hovered,
  pane,
}: {
  readonly hovered: Hovered;
  readonly pane: RefObject<HTMLDivElement | null>;
}) {
  const [rested, setRested] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setRested(true), restMs);
    return () => clearTimeout(timer);
  }, []);
  const card = useRef<HTMLDivElement>(null);
  const [cut, setCut] = useState(false);
  useLayoutEffect(() => {
    const element = card.current;
    setCut(element !== null && element.scrollHeight > element.clientHeight + 1);
  }, [rested]);
  const sheet = useSheet();
  const { levels, open } = sheet;
  const wire =
    hovered.of === 'wire' ? sheet.document().wires.find((other) => wireKey(other) === hovered.id) : undefined;
  const node = wire?.from.node ?? hovered.id;
  const found = useRun((run) => statusOfNode(run, node, levels));
  const key = [...sheet.within, node].join('/');
  const pinned = open.store.getState().pins[key];
  const outputs = pinned ?? found?.outputs;
  if (!rested || outputs === undefined || wire?.kind === 'tool') return null;
  return (
    <div
      ref={card}
      role="tooltip"
      className={`pointer-events-none absolute z-20 flex max-h-52 w-80 flex-col gap-1.5 overflow-hidden rounded-md border bg-surface p-2.5 text-dense shadow-float ${cut ? 'fades' : ''}`}
      style={placeOf(hovered, pane.current)}
    >
      {wire === undefined ? (
        <>
          {found !== null && <Figures run={found} />}
          <Outputs node={node} outputs={outputs} />
        </>
      ) : (
        <WireValue wire={wire} outputs={outputs} />
      )}
    </div>
  );
}

const [width, height, gap] = [320, 208, 10];

// Beside the node, not on it: to the right, to the left, or else beneath. At a wire it is where the pointer came in.
function placeOf({ of, id, x, y }: Hovered, pane: HTMLElement | null): { readonly left: number; readonly top: number } {
  const room = pane?.getBoundingClientRect() ?? new DOMRect();
  const node = of === 'node' ? pane?.querySelector(`.react-flow__node[data-id="${CSS.escape(id)}"]`) : null;
  const box = node?.getBoundingClientRect() ?? new DOMRect(x, y, 0, 0);
  const [right, left] = [box.right + gap, box.left - gap - width];
  const beside = right + width <= room.right - 8 || left >= room.left + 8;
  const at = beside
    ? { x: right + width <= room.right - 8 ? right : left, y: box.top }
    : { x: box.left, y: box.bottom + gap };
  return {
    left: Math.max(8, Math.min(at.x - room.left, room.width - width - 8)),
    top: Math.max(8, Math.min(at.y - room.top, room.height - height - 8)),
  };
}

function Figures({ run }: { readonly run: NodeFare }) {
  const t = useWords();
  const { steps, ledger, startedAt, endedAt } = run;
  const rests = useRun(({ work }) => work.rests);
  const used = ledger.usage.promptTokens + ledger.usage.completionTokens;
  const spent = cost(ledger.cost);
  return (
    <p className="flex flex-wrap gap-x-3 text-caption text-dim tabular">
      {endedAt !== undefined && startedAt > 0 && <span>{duration(workedBetween(rests, startedAt, endedAt))}</span>}
      {steps > 0 && <span>{t('node.steps', { count: steps })}</span>}
      {used > 0 && <span>{t('node.tokens', { tokens: tokens(used) })}</span>}
      {steps > 0 && <span>{spent ?? t('cost.unknown')}</span>}
    </p>
  );
}

function Outputs({ node: id, outputs }: { readonly node: string; readonly outputs: JsonObject }) {
  const word = useOptionalWords();
  const sheet = useSheet();
  const catalog = useWorkspaceState((state) => state.catalog);
  const kind = sheet.document().nodes.find((node) => node.id === id)?.kind ?? '';
  const card = catalog?.get(kind)?.card;
  return Object.entries(outputs).map(([port, value]) => (
    <div key={port} className="shrink-0">
      <p className="text-caption font-medium text-dim">{portTitle(card, 'out', { name: port }, word)}</p>
      <ValueText value={value} lines={5} />
    </div>
  ));
}

function WireValue({
  wire,
  outputs,
}: {
  readonly wire: {
    readonly from: { readonly node: string; readonly port: string };
    readonly to: { readonly node: string; readonly port: string };
  };
  readonly outputs: JsonObject;
}) {
  const t = useWords();
  const word = useOptionalWords();
  const sheet = useSheet();
  const catalog = useWorkspaceState((state) => state.catalog);
  const value = outputs[wire.from.port];
  const port = (end: 'from' | 'to', side: 'in' | 'out') => {
    const document = sheet.document();
    const node = document.nodes.find(({ id }) => id === wire[end].node);
    const ports = node === undefined || catalog === null ? null : nodePorts(node, document, catalog);
    return ports?.[side].find(({ name }) => name === wire[end].port);
  };
  const [from, to] = [port('from', 'out'), port('to', 'in')];
  const conversion = from === undefined || to === undefined ? null : conversionBetween(from, to);
  if (value === undefined) return <p className="text-dim">{t('wire.no_value')}</p>;
  return (
    <>
      <p className="text-caption text-dim">
        {from === undefined ? '' : portType(from, t, word)}
        {conversion !== null && conversion !== 'same' && to !== undefined && ` → ${portType(to, t, word)}`}
      </p>
      <ValueText value={conversion === null ? value : convert(value, conversion)} lines={8} />
    </>
  );
}
