// The ports of a node on the canvas, where its shape has them: typed ones at its sides, with their names, and those of tool wires above and
// beneath. While a wire is in the hand, each shows whether it may end there.

import { Handle as PortHandle, Position } from '@xyflow/react';
import { toolPort, toolsPort } from '../../shared/pipeline/ports-of.ts';
import type { ShownPort } from '../../shared/pipeline/view/shown-ports.ts';
import { portOffset, type NodeShape } from '../../shared/pipeline/view/sizes.ts';
import type { KindCard } from '../../shared/tool/kind.ts';
import { conversionBetween } from '../../shared/tool/ports.ts';
import type { LooseEnd } from '../document/fitting-kinds.ts';
import { portTitle, portType } from '../i18n/kind-words.ts';
import { useOptionalWords, useWords } from '../i18n/words.ts';
import { PortShape } from '../ui/PortShape.tsx';
import { useCanvasState } from './canvas-state.ts';

/** All ports of a node. */
export function NodePorts({ shape }: { readonly shape: NodeShape }) {
  const t = useWords();
  const { card, plugged, collapsed, ports } = shape;
  return (
    <>
      {(plugged || card?.pluggable === true) && (
        <PortHandle
          type="source"
          id={toolPort}
          position={Position.Top}
          className={`port tool-port ${plugged ? '' : 'port-spare'}`}
          role="img"
          aria-label={t('port.tool')}
        />
      )}
      {card?.performer === 'agent' && (
        <PortHandle
          type="target"
          id={toolsPort}
          position={Position.Bottom}
          className="port tools-port"
          role="img"
          aria-label={t('port.tools')}
        />
      )}
      {!plugged &&
        (['in', 'out'] as const).map((side) =>
          ports[side].map((port, index) => (
            <DataPort
              key={`${side}${port.name}`}
              card={card}
              port={port}
              side={side}
              node={shape.node.id}
              top={portOffset(shape, side, index).y}
              bare={collapsed && index > 0}
              labelled={!collapsed}
            />
          )),
        )}
    </>
  );
}

function DataPort({
  card,
  port,
  side,
  node,
  top,
  bare,
  labelled,
}: {
  readonly card: KindCard | null;
  readonly port: ShownPort;
  readonly side: 'in' | 'out';
  readonly node: string;
  readonly top: number;
  readonly bare: boolean;
  readonly labelled: boolean;
}) {
  const fit = useCanvasState(({ wiring }) => fitOf(wiring, node, side, port));
  const t = useWords();
  const word = useOptionalWords();
  const name = portTitle(card, side, port, word);
  const type = port.missing === true ? t('port.missing') : portType(port, t, word);
  // By its own name it stands in templates, files and commands.
  const own = name === port.name ? '' : ` (${port.name})`;
  return (
    <>
      <PortHandle
        type={side === 'in' ? 'target' : 'source'}
        id={port.name}
        position={side === 'in' ? Position.Left : Position.Right}
        className={`port ${port.missing === true ? 'port-missing' : ''} ${fit === null ? '' : `port-${fit}`}`}
        style={{ top }}
        role="img"
        aria-label={`${name}: ${type}`}
        title={`${name}${own}: ${type}${port.description === undefined ? '' : `\n${port.description}`}`}
      >
        {!bare && <PortShape port={port} />}
      </PortHandle>
      {labelled && (
        <span
          className={`pointer-events-none absolute flex max-w-[48%] items-center text-caption ${port.missing === true ? 'text-fail line-through' : 'text-soft'} ${side === 'in' ? 'left-3' : 'right-3'}`}
          style={{ top: top - 8 }}
        >
          <span className="truncate">{name}</span>
          {side === 'in' && port.required === true && <span className="text-muted">*</span>}
        </span>
      )}
    </>
  );
}

// Whether the wire in the hand may end here; null when there is none in the hand.
function fitOf(wiring: LooseEnd | null, node: string, side: 'in' | 'out', port: ShownPort): 'fits' | 'refuses' | null {
  if (wiring === null || (wiring.node === node && wiring.side === side)) return null;
  if (
    port.missing === true ||
    wiring.node === node ||
    (wiring.side !== 'in' && wiring.side !== 'out') ||
    wiring.side === side
  )
    return 'refuses';
  const [from, to] = side === 'in' ? [wiring.port, port] : [port, wiring.port];
  return conversionBetween(from, to) === null ? 'refuses' : 'fits';
}
