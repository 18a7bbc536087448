// Large pipelines for the canvas, the same every time: groups of 20 nodes and 30 wires (chains, two agents with two tools each), laid out
// in a block about as wide as high.

import type { PipelineDocument, PipelineNode, Wire } from '../../../src/shared/pipeline/document.ts';
import { node, pipeline, plug, wire } from '../../kit/pipelines.ts';

const slot = { width: 250, height: 140 };
const group = { width: 12 * slot.width, height: 2 * slot.height, nodes: 20 };

/** A pipeline of about so many nodes, a multiple of 20, and 1.5 wires for each. */
export function gridPipeline(nodes: number): PipelineDocument {
  const groups = Math.max(1, Math.round(nodes / group.nodes));
  const columns = Math.max(1, Math.round(Math.sqrt((groups * group.height) / group.width)));
  const all: PipelineNode[] = [];
  const wires: Wire[] = [];
  const positions: Record<string, { x: number; y: number }> = {};
  for (let index = 0; index < groups; index += 1) {
    const left = (index % columns) * group.width;
    const top = Math.floor(index / columns) * group.height;
    const made = groupOf(`g${index}`);
    all.push(...made.nodes.map(({ node: one }) => one));
    wires.push(...made.wires);
    for (const { node: one, column, row } of made.nodes)
      positions[one.id] = { x: left + column * slot.width, y: top + row * slot.height };
  }
  return pipeline(all, wires, { meta: { title: titleOf(nodes) }, view: { positions } });
}

/** The title under which a pipeline of so many nodes is in the library. */
export const titleOf = (nodes: number): string => `Grid of ${nodes} nodes`;

interface Placed {
  readonly node: PipelineNode;
  readonly column: number;
  readonly row: number;
}

// Row a: input, texts and agents one after another, output. Row b: texts that take from row a and give back to it, and the agents' tools.
function groupOf(name: string): { readonly nodes: readonly Placed[]; readonly wires: readonly Wire[] } {
  const id = (part: string) => `${name}-${part}`;
  const text = (part: string, column: number, row: number, names: readonly string[]): Placed => ({
    node: node(id(part), 'text', { template: names.map((one) => `{{${one}}}`).join(' and ') }),
    column,
    row,
  });
  const nodes: readonly Placed[] = [
    {
      node: node(id('a0'), 'input', { name: id('question'), type: 'text', required: false, preset: 'What is new?' }),
      column: 0,
      row: 0,
    },
    text('a1', 1, 0, ['first']),
    text('a2', 2, 0, ['first', 'second']),
    { node: node(id('a3'), 'agent', { instructions: 'Be brief.' }), column: 3, row: 0 },
    text('a5', 5, 0, ['first', 'second']),
    text('a6', 6, 0, ['first', 'second']),
    text('a7', 7, 0, ['first', 'second']),
    { node: node(id('a8'), 'agent', { instructions: 'Be exact.' }), column: 8, row: 0 },
    text('a10', 10, 0, ['first', 'second']),
    { node: node(id('a11'), 'output', { name: id('answer') }), column: 11, row: 0 },
    text('b0', 0, 1, ['first']),
    text('b1', 1, 1, ['first', 'second']),
    text('b2', 2, 1, ['first', 'second']),
    { node: node(id('b3'), 'clock'), column: 3, row: 1.2 },
    { node: node(id('b4'), 'calculate'), column: 4, row: 1.2 },
    text('b5', 5, 1, ['first', 'second']),
    text('b6', 6, 1, ['first', 'second']),
    text('b7', 7, 1, ['first', 'second']),
    { node: node(id('b8'), 'clock'), column: 8, row: 1.2 },
    { node: node(id('b9'), 'calculate'), column: 9, row: 1.2 },
  ];
  const join = (from: string, to: string) => wire(`${name}-${from}`, `${name}-${to}`);
  const wires = [
    join('a0.value', 'a1.first'),
    join('a1.text', 'a2.first'),
    join('a2.text', 'a3.task'),
    join('a3.answer', 'a5.first'),
    join('a5.text', 'a6.first'),
    join('a6.text', 'a7.first'),
    join('a7.text', 'a8.task'),
    join('a8.answer', 'a10.first'),
    join('a10.text', 'a11.value'),
    join('a0.value', 'b0.first'),
    join('a1.text', 'b1.first'),
    join('b0.text', 'b1.second'),
    join('a2.text', 'b2.first'),
    join('b1.text', 'b2.second'),
    join('a5.text', 'b5.first'),
    join('b2.text', 'b5.second'),
    join('a6.text', 'b6.first'),
    join('b5.text', 'b6.second'),
    join('a7.text', 'b7.first'),
    join('b6.text', 'b7.second'),
    join('a0.value', 'a2.second'),
    join('b2.text', 'a5.second'),
    join('b5.text', 'a6.second'),
    join('b6.text', 'a7.second'),
    join('b7.text', 'a10.second'),
    join('a3.evidence', 'a8.context'),
    plug(id('b3'), id('a3')),
    plug(id('b4'), id('a3')),
    plug(id('b8'), id('a8')),
    plug(id('b9'), id('a8')),
  ];
  return { nodes, wires };
}
