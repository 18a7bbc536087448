// Plain React Flow as its documentation teaches it: a memoised node of about nine elements, wires and options as they come, with
// background, controls and minimap. `?nodes=N` says how many; the button opens them. `&ticks=1` changes a status 50 times a second
// through the nodes' own data, the way the documentation's examples do.

import '@xyflow/react/dist/style.css';
import {
  Background,
  Controls,
  Handle,
  MiniMap,
  Position,
  ReactFlow,
  useEdgesState,
  useNodesState,
  type Edge,
  type Node,
  type NodeProps,
} from '@xyflow/react';
import { memo, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { gridPipeline } from '../grid.ts';

type Card = Node<{ title: string; summary: string; status: string; inputs: readonly string[] }, 'card'>;

const CardView = memo(function CardView({ data, selected }: NodeProps<Card>) {
  return (
    <div
      style={{
        width: 220,
        height: 112,
        border: `1px solid ${selected ? '#3d4ed8' : '#bdc5cf'}`,
        borderRadius: 10,
        background: '#fff',
        boxShadow: '0 1px 2px rgb(20 25 32 / 8%)',
        fontSize: 13,
      }}
    >
      <div style={{ display: 'flex', alignItems: 'center', gap: 8, height: 36, padding: '0 10px' }}>
        <svg width="16" height="16" viewBox="0 0 16 16">
          <circle cx="8" cy="8" r="6" fill="none" stroke="#3e4855" />
        </svg>
        <span style={{ flex: 1, overflow: 'hidden', whiteSpace: 'nowrap' }}>{data.title}</span>
        <span style={{ width: 8, height: 8, borderRadius: 4, background: data.status === 'done' ? 'green' : 'gray' }} />
      </div>
      <p style={{ margin: 0, padding: '0 10px', height: 24, overflow: 'hidden', whiteSpace: 'nowrap' }}>
        {data.summary}
      </p>
      {data.inputs.map((name, index) => (
        <Handle key={name} type="target" id={name} position={Position.Left} style={{ top: 71 + index * 22 }} />
      ))}
      <Handle type="source" position={Position.Right} style={{ top: 71 }} />
    </div>
  );
});

const nodeTypes = { card: CardView };

function elements(count: number): { nodes: Card[]; edges: Edge[] } {
  const { nodes, wires, view } = gridPipeline(count);
  const inputs = new Map<string, string[]>();
  for (const { to } of wires) inputs.set(to.node, [...new Set([...(inputs.get(to.node) ?? []), to.port])]);
  return {
    nodes: nodes.map(({ id, kind, params }) => ({
      id,
      type: 'card',
      position: view?.positions?.[id] ?? { x: 0, y: 0 },
      data: { title: kind, summary: JSON.stringify(params), status: 'idle', inputs: inputs.get(id) ?? [] },
    })),
    edges: wires.map(({ from, to }, index) => ({
      id: `wire-${index}`,
      source: from.node,
      target: to.node,
      targetHandle: to.port,
    })),
  };
}

const query = new URLSearchParams(location.search);

function Flow() {
  const [first] = useState(() => elements(Number(query.get('nodes'))));
  const [nodes, setNodes, onNodesChange] = useNodesState(first.nodes);
  const [edges, , onEdgesChange] = useEdgesState(first.edges);
  useEffect(() => {
    if (query.get('ticks') === null) return;
    let turn = 0;
    const timer = setInterval(() => {
      turn += 1;
      setNodes((before) =>
        before.map((node, index) =>
          index === turn % before.length
            ? { ...node, data: { ...node.data, status: node.data.status === 'done' ? 'idle' : 'done' } }
            : node,
        ),
      );
    }, 20);
    return () => clearInterval(timer);
  }, [setNodes]);
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      minZoom={0.1}
      maxZoom={4}
      fitView
      fitViewOptions={{ maxZoom: 1 }}
    >
      <Background />
      <Controls />
      <MiniMap />
    </ReactFlow>
  );
}

function Page() {
  const [open, setOpen] = useState(false);
  return (
    <div style={{ position: 'fixed', inset: 0 }}>
      {open ? (
        <Flow />
      ) : (
        <button type="button" id="open" onClick={() => setOpen(true)}>
          Open
        </button>
      )}
    </div>
  );
}

const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<Page />);
