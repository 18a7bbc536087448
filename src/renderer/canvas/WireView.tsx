// Wires: data wires are smooth and in the hue of their type, tool wires thin, dotted and vertical. One that carries work moves; one that
// would take in the node in the hand is marked.

import { BaseEdge as WirePath, getBezierPath, type EdgeProps as WireProps } from '@xyflow/react';
import { memo } from 'react';
import { useSheet } from '../document/sheet.ts';
import { useOptionalWords, useWords } from '../i18n/words.ts';
import { statusOfNode } from '../run/node-status.ts';
import { useRun, useWorkspaceState } from '../workspace.ts';
import { useCanvasState } from './canvas-state.ts';
import { nameOfWire, type WireElement } from './elements.ts';

export const DataWire = memo(function DataWire(props: WireProps<WireElement>) {
  const { levels } = useSheet();
  const moving = useRun((run) => statusOfNode(run, props.target, levels)?.status === 'running');
  const splicing = useCanvasState((state) => state.splicing === props.id);
  const [path] = getBezierPath(props);
  const type = props.data?.port?.type ?? 'json';
  return (
    <>
      <SpokenName wire={props} />
      <WirePath
        path={path}
        interactionWidth={16}
        className={`wire wire-${type} ${props.data?.port?.list === true ? 'wire-list' : ''} ${moving ? 'wire-moving' : ''} ${splicing ? 'wire-splicing' : ''}`}
      />
    </>
  );
});

export const ToolWire = memo(function ToolWire(props: WireProps<WireElement>) {
  const { levels } = useSheet();
  const moving = useRun((run) => statusOfNode(run, props.source, levels)?.status === 'running');
  const [path] = getBezierPath(props);
  return (
    <>
      <SpokenName wire={props} />
      <WirePath path={path} interactionWidth={16} className={`wire wire-tool ${moving ? 'wire-moving' : ''}`} />
    </>
  );
});

// What a screen reader calls a wire: from where to where.
function SpokenName({ wire: { id, data } }: { readonly wire: WireProps<WireElement> }) {
  const t = useWords();
  const word = useOptionalWords();
  const catalog = useWorkspaceState((state) => state.catalog);
  const [from = '', to = ''] = (data?.ends ?? []).map(
    ({ title, kind }) => title ?? word(`kind.${kind}`, catalog?.get(kind)?.card.title ?? kind),
  );
  return (
    <desc id={nameOfWire(id)}>{t(data?.wire.kind === 'tool' ? 'wire.tool_name' : 'wire.data_name', { from, to })}</desc>
  );
}
