// One smallest document for every problem that a check can find, with its exact place and sentence.

import { describe, expect, test } from 'vitest';
import { check } from '../../../src/shared/pipeline/check.ts';
import { compile } from '../../../src/shared/pipeline/compile.ts';
import type { PipelineDocument, PipelineNode, Wire } from '../../../src/shared/pipeline/document.ts';
import { catalogWithTools } from '../../../src/shared/pipeline/kinds/index.ts';
import { agentPipeline, node, pipeline, plug, sha256, testCatalog, wire } from '../../kit/pipelines.ts';

const look = testCatalog.get('look')?.card;
const folderTool = {
  ...(look as NonNullable<typeof look>),
  kind: 'read',
  params: {
    type: 'object',
    properties: {
      folder: { type: 'string', widget: 'folder' },
      files: { type: 'array', items: { type: 'string', widget: 'file' } },
      rules: { type: 'array', items: { type: 'object', properties: { file: { type: 'string', widget: 'file' } } } },
    },
  },
};
const catalog = catalogWithTools([
  ...[...testCatalog.values()]
    .map((entry) => entry.card)
    .filter((card) => card.performer === 'tool' || card.performer === 'person'),
  folderTool,
]);

/** question → answer, which is right, with more in it. */
const and = (
  nodes: readonly PipelineNode[],
  wires: readonly Wire[] = [],
  more: Partial<PipelineDocument> = {},
): PipelineDocument =>
  pipeline(
    [node('in', 'input', { name: 'x' }), node('out', 'output', { name: 'y' }), ...nodes],
    [wire('in.value', 'out.value'), ...wires],
    more,
  );
const toolWire = (from: string, to: string): Wire => ({ ...wire(from, to), kind: 'tool' });

const table: readonly (readonly [code: string, pointer: string, message: string, document: PipelineDocument])[] = [
  ['node.duplicate', '/nodes/2/id', 'Two nodes have the id "in".', and([node('in', 'input', { name: 'z' })])],
  [
    'kind.unknown',
    '/nodes/2/kind',
    '"a" is of the kind "warp", which this Longline does not know.',
    and([node('a', 'warp')]),
  ],
  [
    'kind.version',
    '/nodes/2/version',
    '"a" needs version 2 of "text"; this Longline has 1.',
    and([node('a', 'text', {}, { version: 2 })]),
  ],
  [
    'params.invalid',
    '/nodes/2/params/template',
    '"a": Instance type "number" is invalid. Expected "string".',
    and([node('a', 'text', { template: 1 })]),
  ],
  [
    'params.invalid',
    '/nodes/2/params/template',
    '"a": {{1+1}} is not a path. A place holds names joined by dots, such as {{question}} or {{items.0.title}}.',
    and([node('a', 'text', { template: '{{1+1}}' })]),
  ],
  [
    'handle.unknown',
    '/nodes/2/params/folder',
    '"a" names the folder "docs", which the document does not declare under "handles".',
    and([node('a', 'read', { folder: 'docs' })], [wire('in.value', 'a.query')]),
  ],
  [
    'handle.unknown',
    '/nodes/2/params/files/1',
    '"a" names the file "gone", which the document does not declare under "handles".',
    and([node('a', 'read', { files: ['table', 'gone'] })], [wire('in.value', 'a.query')], {
      handles: { table: { kind: 'file', title: 'Table' } },
    }),
  ],
  [
    'handle.unknown',
    '/nodes/2/params/rules/0/file',
    '"a" names the file "gone", which the document does not declare under "handles".',
    and([node('a', 'read', { rules: [{ file: 'gone' }] })], [wire('in.value', 'a.query')]),
  ],
  [
    'pipeline.unknown',
    '/nodes/2/params/pipeline',
    '"a" runs the pipeline "inner", which the document does not define under "pipelines".',
    and([node('a', 'subpipeline', { pipeline: 'inner' })]),
  ],
  [
    'node.bypass',
    '/nodes/2/bypass',
    '"a" cannot be bypassed: none of its inputs fits its outputs.',
    and([node('a', 'text', {}, { bypass: true })]),
  ],
  [
    'input.duplicate',
    '/nodes/2/params/name',
    'Two inputs have the name "x".',
    and([node('a', 'input', { name: 'x' })]),
  ],
  [
    'output.duplicate',
    '/nodes/2/params/name',
    'Two outputs have the name "y".',
    and([node('a', 'output', { name: 'y' })], [wire('in.value', 'a.value')]),
  ],
  ['graph.no_output', '/nodes', 'The pipeline has no output, so a run gives nothing back.', pipeline([], [])],
  [
    'wire.node',
    '/wires/1/from/node',
    'The data wire from gone.value to out.value names a node "gone" that is not in the pipeline.',
    and([], [wire('gone.value', 'out.value')]),
  ],
  [
    'wire.node',
    '/wires/1/to/node',
    'The data wire from in.value to gone.value names a node "gone" that is not in the pipeline.',
    and([], [wire('in.value', 'gone.value')]),
  ],
  [
    'wire.port',
    '/wires/1/from/port',
    'The data wire from in.text to out.value names a port "text" that "in" does not have; it has "value".',
    and([], [wire('in.text', 'out.value')]),
  ],
  [
    'wire.port',
    '/wires/1/to/port',
    'The data wire from in.value to in.value names a port "value" that "in" does not have; it has none on that side.',
    and([], [wire('in.value', 'in.value')]),
  ],
  [
    'wire.duplicate',
    '/wires/1',
    'The data wire from in.value to out.value is there twice.',
    and([], [wire('in.value', 'out.value')]),
  ],
  [
    'wire.type',
    '/wires/1',
    'The data wire from in.value to a.value does not fit: "value" gives text, "value" takes a list of number.',
    and([node('a', 'output', { name: 'z', type: 'number', list: true })], [wire('in.value', 'a.value')]),
  ],
  [
    'wire.tool',
    '/wires/2/from',
    '"a" is of the kind "text", which cannot be an agent\'s tool.',
    agentAnd([node('a', 'text')], [plug('a', 'agent')]),
  ],
  [
    'wire.tool',
    '/wires/1/to',
    '"out" is not an agent, so it takes no tools.',
    and([node('a', 'look')], [plug('a', 'out')]),
  ],
  [
    'wire.port',
    '/wires/2/from/port',
    'The tool wire from a.text to agent.tools names a port "text" that "a" does not have; it has "tool".',
    agentAnd([node('a', 'look')], [toolWire('a.text', 'agent.tools')]),
  ],
  [
    'wire.port',
    '/wires/2/to/port',
    'The tool wire from a.tool to agent.task names a port "task" that "agent" does not have; it has "tools".',
    agentAnd([node('a', 'look')], [toolWire('a.tool', 'agent.task')]),
  ],
  [
    'wire.plugged',
    '/wires/3',
    '"a" is a tool of an agent; it cannot have data wires as well.',
    agentAnd([node('a', 'look')], [plug('a', 'agent'), wire('question.value', 'a.query')]),
  ],
  ['port.unwired', '/nodes/2', '"a" needs a wire to its port "query".', and([node('a', 'look')])],
  [
    'graph.cycle',
    '/nodes/4',
    'The wires run in a circle: c → a → b → c.',
    and(
      ['a', 'b', 'c'].map((id) => node(id, 'text', { template: '{{v}}' })),
      [wire('a.text', 'b.v'), wire('b.text', 'c.v'), wire('c.text', 'a.v')],
    ),
  ],
];

function agentAnd(nodes: readonly PipelineNode[], wires: readonly Wire[]): PipelineDocument {
  const document = agentPipeline([]);
  return { ...document, nodes: [...document.nodes, ...nodes], wires: [...document.wires, ...wires] };
}

describe('check', () => {
  test('has nothing to say about documents that are right (P16)', () => {
    for (const document of [and([]), agentPipeline([node('look', 'look')])])
      expect(check(document, catalog)).toEqual([]);
  });

  test.each(table)('finds %s at %s: %s (P16)', (code, pointer, message, document) => {
    const found = check(document, catalog).filter(
      (problem) => problem.code !== 'graph.cycle' || code === 'graph.cycle',
    );
    expect(found.map((problem) => [problem.code, problem.pointer, problem.message])).toEqual([
      [code, pointer, message],
    ]);
    expect(found[0]?.severity).toBe(code === 'graph.no_output' ? 'warning' : 'error');
  });

  test('asks no wire of a node that does not run (P5, P16)', () => {
    const document = and([node('a', 'look', {}, { mute: true })]);
    expect(check(document, catalog)).toEqual([]);
    expect(compile(document, catalog, sha256).plan.nodes.map(({ id }) => id)).toContain('a');
    expect(check(and([node('a', 'look')]), catalog).map(({ code }) => code)).toEqual(['port.unwired']);
  });

  test('points into a pipeline inside a pipeline (P16)', () => {
    const inner = and([node('a', 'look')]);
    const document = and([], [], { pipelines: { outer: and([], [], { pipelines: { 'in-ner': inner } }) } });
    expect(check(document, catalog).map((problem) => problem.pointer)).toEqual([
      '/pipelines/outer/pipelines/in-ner/nodes/2',
    ]);
  });

  test('names a long circle by twelve of its nodes (P16)', () => {
    const ids = Array.from({ length: 40 }, (_, i) => `n${i}`);
    const found = check(
      and(
        ids.map((id) => node(id, 'text', { template: '{{v}}' })),
        ids.map((id, i) => wire(`${id}.text`, `${ids[(i + 1) % 40]}.v`)),
      ),
      catalog,
    );
    expect(found.map((problem) => problem.message)).toEqual([
      `The wires run in a circle: ${ids.slice(2, 14).join(' → ')} → … → n2.`,
    ]);
  });

  test('takes 10,000 nodes in well under two seconds (P17)', () => {
    const ids = Array.from({ length: 9998 }, (_, i) => `n${i}`);
    const document = and(
      ids.map((id) => node(id, 'text', { template: '{{v}}' })),
      ids.map((id, i) => wire(i === 0 ? 'in.value' : `n${i - 1}.text`, `${id}.v`)),
    );
    const started = performance.now();
    expect(check(document, catalog)).toEqual([]);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
