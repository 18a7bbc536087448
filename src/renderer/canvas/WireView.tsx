// Wires: data wires are smooth and in the hue of their type, tool wires thin, dotted and vertical. One that carries work moves.

import { BaseEdge as WirePath, getBezierPath, type EdgeProps as WireProps } from '@xyflow/react';
import { memo } from 'react';
import { statusOfNode } from '../run/node-status.ts';
import { useRun } from '../workspace.ts';
import type { WireElement } from './elements.ts';

export const DataWire = memo(function DataWire(props: WireProps<WireElement>) {
  const moving = useRun((run) => statusOfNode(run, props.target)?.status === 'running');
  const [path] = getBezierPath(props);
  return (
    <WirePath
      path={path}
      interactionWidth={16}
      className={`wire wire-${props.data?.port?.type ?? 'json'} ${moving ? 'wire-moving' : ''}`}
    />
  );
});

export const ToolWire = memo(function ToolWire(props: WireProps<WireElement>) {
  const moving = useRun((run) => statusOfNode(run, props.source)?.status === 'running');
  const [path] = getBezierPath(props);
  return <WirePath path={path} interactionWidth={16} className={`wire wire-tool ${moving ? 'wire-moving' : ''}`} />;
});
