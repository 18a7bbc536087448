// Wires: data wires are smooth and in the hue of their type, tool wires thin, dotted and vertical. One that carries work moves; one that
// would take in the node in the hand is marked.

import { BaseEdge as WirePath, getBezierPath, type EdgeProps as WireProps } from '@xyflow/react';
import { memo } from 'react';
import { useSheet } from '../document/sheet.ts';
import { statusOfNode } from '../run/node-status.ts';
import { useRun } from '../workspace.ts';
import { useCanvasState } from './canvas-state.ts';
import type { WireElement } from './elements.ts';

export const DataWire = memo(function DataWire(props: WireProps<WireElement>) {
  const { levels } = useSheet();
  const moving = useRun((run) => statusOfNode(run, props.target, levels)?.status === 'running');
  const splicing = useCanvasState((state) => state.splicing === props.id);
  const [path] = getBezierPath(props);
  const type = props.data?.port?.type ?? 'json';
  return (
    <WirePath
      path={path}
      interactionWidth={16}
      className={`wire wire-${type} ${props.data?.port?.list === true ? 'wire-list' : ''} ${moving ? 'wire-moving' : ''} ${splicing ? 'wire-splicing' : ''}`}
    />
  );
});

export const ToolWire = memo(function ToolWire(props: WireProps<WireElement>) {
  const { levels } = useSheet();
  const moving = useRun((run) => statusOfNode(run, props.source, levels)?.status === 'running');
  const [path] = getBezierPath(props);
  return <WirePath path={path} interactionWidth={16} className={`wire wire-tool ${moving ? 'wire-moving' : ''}`} />;
});
