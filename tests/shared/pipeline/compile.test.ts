// From document to plan: order, what the hash covers, functions for the model, conversions and embedded pipelines.

import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../src/shared/json/canonical.ts';
import { functionOf } from '../../../src/shared/pipeline/compile.ts';
import {
  agentPipeline,
  compiled,
  node,
  pipeline,
  plug,
  sha256,
  testCatalog as catalog,
  wire,
} from '../../kit/pipelines.ts';

const chain = pipeline(
  [
    node('out', 'output', { name: 'y' }),
    node('b', 'text', { template: '{{v}}' }),
    node('a', 'text', { template: '{{v}}' }),
    node('in', 'input', { name: 'x' }),
  ],
  [wire('b.text', 'out.value'), wire('a.text', 'b.v'), wire('in.value', 'a.v')],
);

describe('compile', () => {
  test('puts sources before what reads them, the same way every time (P18)', () => {
    const { plan, hash } = compiled(chain);
    expect(plan.nodes.map((step) => step.id)).toEqual(['in', 'a', 'b', 'out']);
    expect(plan.nodes[1]?.inputs).toEqual([
      { port: 'v', required: true, list: false, sources: [{ node: 0, port: 'value', conversion: 'to-json' }] },
    ]);
    expect(compiled(chain).hash).toBe(hash);
    expect(sha256(canonicalJson(plan))).toBe(hash);
  });

  test('gives a moved node the same plan, and a changed param another (P19)', () => {
    const { hash } = compiled(chain);
    expect(compiled({ ...chain, view: { positions: { a: { x: 9, y: 9 } }, notes: [] } }).hash).toBe(hash);
    expect(compiled({ ...chain, meta: { title: 'Test', description: 'Other words', author: 'B' } }).hash).toBe(hash);
    const changed = chain.nodes.map((each) => (each.id === 'a' ? { ...each, params: { template: '{{v}}!' } } : each));
    expect(compiled({ ...chain, nodes: changed }).hash).not.toBe(hash);
    expect(compiled({ ...chain, nodes: chain.nodes.map((each) => ({ ...each, title: 'T' })) }).hash).not.toBe(hash);
  });

  test('fills in the presets of params, so that a preset written out is the same plan (P19)', () => {
    const implied = compiled(agentPipeline([]));
    expect(implied.plan.nodes[1]?.params).toEqual({
      instructions: 'Be brief.',
      maxSteps: 300,
      maxOutputTokens: 32_768,
      context: 'auto',
      contextTokens: 96_000,
      trajectories: 1,
      approval: 'outside',
      repairArguments: false,
      onRepeat: 'remind',
      onAlternation: 'remind',
      onNoEvidence: 'remind',
      onMismatch: 'remind',
    });
    expect(compiled(agentPipeline([], { maxSteps: 300, maxOutputTokens: 32_768 })).hash).toBe(implied.hash);
  });

  test('names functions as every server takes them, each once, in document order (P20)', () => {
    const ids = ['a-b', 'a_b', '9lives', 'tool_9lives', 'x'.repeat(64)];
    const { plan } = compiled(
      agentPipeline(ids.map((id) => node(id, 'look', {}, id === 'a-b' ? { title: 'First' } : {}))),
    );
    const tools = plan.nodes.find((step) => step.id === 'agent')?.tools ?? [];
    expect(tools.map(({ node: id, name }) => [id, name])).toEqual([
      ['a-b', 'a_b'],
      ['a_b', 'a_b_2'],
      ['9lives', 'tool_9lives'],
      ['tool_9lives', 'tool_9lives_2'],
      ['x'.repeat(64), 'x'.repeat(60)],
    ]);
    expect(tools.map((tool) => tool.description).slice(0, 2)).toEqual(['The tool look. (First)', 'The tool look.']);
    for (const { name } of tools) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_]{0,63}$/);
  });

  test('leaves muted tools out and keeps tools out of the steps (P20)', () => {
    const { plan } = compiled(agentPipeline([node('on', 'look'), node('off', 'look', {}, { mute: true })]));
    expect(plan.nodes.map((step) => step.id)).toEqual(['question', 'agent', 'answer']);
    expect(plan.nodes[1]?.tools?.map((tool) => tool.name)).toEqual(['on']);
  });

  test('tells of each tool alone what the plan tells of all of them (P20)', () => {
    const ids = ['a-b', 'a_b', 'off', '9lives', 'tool_9lives'];
    const document = agentPipeline(ids.map((id) => node(id, 'look', {}, id === 'off' ? { mute: true } : {})));
    const tools = compiled(document).plan.nodes.find((step) => step.id === 'agent')?.tools ?? [];
    for (const { node: id, name, description, parameters } of tools)
      expect(functionOf(document, catalog, id)).toEqual({ name, description, parameters });
    expect(tools.map(({ name }) => name)).toEqual(['a_b', 'a_b_2', 'tool_9lives', 'tool_9lives_2']);
    expect(functionOf(document, catalog, 'off')?.name).toBe('off');
    expect(functionOf({ ...document, wires: [] }, catalog, 'a_b')?.name).toBe('a_b');
    expect(functionOf(document, catalog, 'agent')).toBeNull();
    expect(functionOf(document, catalog, 'nobody')).toBeNull();
  });

  test('tells of an inner pipeline its inputs as parameters (P20, P21)', () => {
    const inner = pipeline([node('q', 'input', { name: 'question', description: 'What to find' })], []);
    const document = {
      ...pipeline([node('find', 'subpipeline', { pipeline: 'in' })], []),
      pipelines: { in: { ...inner, meta: { title: 'Find', description: 'Finds things.' } } },
    };
    expect(functionOf(document, catalog, 'find')).toEqual({
      name: 'find',
      description: 'Finds things.',
      parameters: {
        type: 'object',
        properties: { question: { type: 'string', description: 'What to find' } },
        required: ['question'],
        additionalProperties: false,
      },
    });
  });

  test('embeds inner pipelines of all levels by hash, each once (P21)', () => {
    const leaf = pipeline(
      [
        node('in', 'input', { name: 'q', description: 'What.' }),
        node('n', 'input', { name: 'n', type: 'number', list: true, required: false }),
        node('out', 'output', { name: 'a' }),
      ],
      [wire('in.value', 'out.value')],
      { meta: { title: 'Leaf' } },
    );
    const middle = pipeline(
      [
        node('in', 'input', { name: 'q' }),
        node('leaf', 'subpipeline', { pipeline: 'leaf' }),
        node('out', 'output', { name: 'a' }),
      ],
      [wire('in.value', 'leaf.q'), wire('leaf.a', 'out.value')],
      { pipelines: { leaf } },
    );
    const { plan } = compiled(
      agentPipeline(
        [node('one', 'subpipeline', { pipeline: 'leaf' }), node('two', 'subpipeline', { pipeline: 'middle' })],
        {},
        { pipelines: { leaf, middle } },
      ),
    );
    const hashes = Object.keys(plan.plans);
    expect(hashes).toHaveLength(2);
    for (const hash of hashes) expect(sha256(canonicalJson(plan.plans[hash]))).toBe(hash);
    const [one, two] = plan.nodes.find((step) => step.id === 'agent')?.tools ?? [];
    expect([one?.plan, two?.plan].every((hash) => hash !== undefined && hashes.includes(hash))).toBe(true);
    expect(one?.description).toBe('Leaf');
    expect(one?.parameters).toEqual({
      type: 'object',
      properties: { q: { type: 'string', description: 'What.' }, n: { type: 'array', items: { type: 'number' } } },
      required: ['q'],
      additionalProperties: false,
    });
    expect(plan.plans[two?.plan ?? '']?.nodes.find((step) => step.id === 'leaf')?.plan).toBe(one?.plan);
  });

  test('lists the inputs, outputs and handles that a run needs (P18)', () => {
    const { plan } = compiled(
      pipeline(
        [
          node('in', 'input', { name: 'x', preset: 'p', description: 'D' }),
          node('out', 'output', { name: 'y', list: true }),
        ],
        [wire('in.value', 'out.value')],
        { handles: { docs: { kind: 'folder', title: 'Docs', description: 'long' } } },
      ),
    );
    expect(plan.inputs).toEqual([
      { name: 'x', type: 'text', list: false, node: 0, required: false, description: 'D', preset: 'p' },
    ]);
    expect(plan.outputs).toEqual([{ name: 'y', type: 'text', list: true, node: 1 }]);
    expect(plan.handles).toEqual({ docs: { kind: 'folder', title: 'Docs' } });
    expect(plan.nodes[1]?.inputs[0]?.sources).toEqual([{ node: 0, port: 'value', conversion: 'wrap' }]);
  });

  test('refuses a document with errors and tells all of them (P16)', () => {
    const broken = pipeline([node('a', 'look'), node('b', 'warp')], [plug('a', 'b')]);
    expect(() => compiled(broken)).toThrowError(
      expect.objectContaining({
        code: 'document.problems',
        message: expect.stringMatching(/^\/nodes\/1\/kind: "b" is of the kind "warp"/),
      }),
    );
  });
});
