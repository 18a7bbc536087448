// What runs of a pipeline when only a part of it does.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/shared/json/value.ts';
import { check } from '../../../src/shared/pipeline/check.ts';
import type { PipelineDocument, PipelineNode, Wire } from '../../../src/shared/pipeline/document.ts';
import { computeOf } from '../../../src/shared/pipeline/kinds/index.ts';
import { givenPaths, isWhole, partOf, type RunPart } from '../../../src/shared/pipeline/part.ts';
import { compiled, node, pipeline, plug, testCatalog, wire } from '../../kit/pipelines.ts';

const part = (more: Partial<RunPart>): RunPart => ({ from: null, to: null, given: {}, ...more });
const of = (document: PipelineDocument, more: Partial<RunPart>) => partOf(document, part(more), testCatalog);
const ids = (document: PipelineDocument) => document.nodes.map(({ id }) => id);
const kinds = (document: PipelineDocument) =>
  Object.fromEntries(
    document.nodes.filter(({ kind }) => kind === 'given').map(({ id, params }) => [id, params['values']]),
  );

/** question → plan → agent (with a tool) → text → answer; find → agent's context; a second output from find. */
const document = pipeline(
  [
    node('question', 'input', { name: 'question' }),
    node('extra', 'input', { name: 'extra' }),
    node('plan', 'text', { template: '{{q}} {{extra}}' }, { title: 'Plan it' }),
    node('find', 'find'),
    node('agent', 'agent'),
    node('tool', 'look'),
    node('shape', 'text', { template: '{{said}}' }),
    node('answer', 'output', { name: 'answer' }),
    node('sources', 'output', { name: 'sources', type: 'passages' }),
  ],
  [
    wire('question.value', 'plan.q'),
    wire('extra.value', 'plan.extra'),
    wire('question.value', 'find.query'),
    wire('plan.text', 'agent.task'),
    wire('find.passages', 'agent.context'),
    plug('tool', 'agent'),
    wire('agent.answer', 'shape.said'),
    wire('shape.text', 'answer.value'),
    wire('find.passages', 'sources.value'),
  ],
  {
    handles: { docs: { kind: 'folder', title: 'Docs' } },
    view: { positions: { agent: { x: 1, y: 2 } } },
  },
);

describe('a part of a pipeline', () => {
  test('is a whole one with nothing given, without what nothing needs (P45)', () => {
    expect(isWhole(part({}))).toBe(true);
    const { handles: _, ...rest } = document;
    expect(of(document, {})).toEqual(rest);
  });

  test('does not run what is given, nor what only that needed: tools, nodes before it and their inputs (P46)', () => {
    const runs = of(document, { given: { agent: { answer: 'Yes.', evidence: [] } } });
    expect(ids(runs)).toEqual(['question', 'find', 'agent', 'shape', 'answer', 'sources']);
    expect(kinds(runs)).toEqual({ agent: { answer: 'Yes.', evidence: [] } });
    expect(runs.wires).toEqual([
      wire('question.value', 'find.query'),
      wire('agent.answer', 'shape.said'),
      wire('shape.text', 'answer.value'),
      wire('find.passages', 'sources.value'),
    ]);
    expect(runs.view).toEqual(document.view);
    const { plan } = compiled(runs);
    expect(plan.inputs.map(({ name }) => name)).toEqual(['question']);
    const made = plan.nodes.find(({ id }) => id === 'agent');
    expect(made).toMatchObject({ performer: 'value', outputs: [{ name: 'answer' }, { name: 'evidence' }] });
    expect(computeOf('given')(made?.params ?? {}, {})).toEqual({ answer: 'Yes.', evidence: [] });
    expect(of(document, { given: { plan: { text: 'Do.' } } }).nodes.find(({ id }) => id === 'plan')?.title).toBe(
      'Plan it',
    );
  });

  test('up to a node is that node with all that it needs (P45)', () => {
    expect(ids(of(document, { to: 'find' }))).toEqual(['question', 'find']);
    expect(ids(of(document, { to: 'shape' }))).toEqual(['question', 'extra', 'plan', 'find', 'agent', 'tool', 'shape']);
    const known = of(document, { to: 'shape', given: { plan: { text: 'x' }, find: { passages: [] } } });
    expect(ids(known)).toEqual(['plan', 'find', 'agent', 'tool', 'shape']);
    expect(ids(of(document, { to: 'agent', given: { agent: { answer: 'x' } } }))).toEqual(['agent']);
  });

  test('from a node on is that node with all that follows, and what is known of the rest (P45)', () => {
    const given = { plan: { text: 'x' }, find: { passages: [] } };
    expect(ids(of(document, { from: 'agent', given }))).toEqual(['plan', 'find', 'agent', 'tool', 'shape', 'answer']);
    expect(ids(of(document, { from: 'plan', given: { find: { passages: [] } } }))).toEqual([
      ...['question', 'extra', 'plan', 'find', 'agent', 'tool', 'shape', 'answer'],
    ]);
    expect(ids(of(document, { from: 'agent', to: 'shape', given }))).toEqual([
      'plan',
      'find',
      'agent',
      'tool',
      'shape',
    ]);
    const around = of(document, { from: 'find', given: { agent: { answer: 'x' } } });
    expect(ids(around)).toEqual(['question', 'find', 'agent', 'shape', 'answer', 'sources']);
  });

  test('says which value it needs and nobody knows, and which does not fit (P45)', () => {
    const failure = (more: Partial<RunPart>) => {
      try {
        of(document, more);
      } catch (thrown) {
        return thrown;
      }
      return null;
    };
    expect(failure({ from: 'agent', given: { find: { passages: [] } } })).toMatchObject({
      code: 'part.missing_value',
      details: { node: 'plan', port: 'text' },
      action: expect.stringMatching(/\w/),
    });
    expect(failure({ given: { find: { passages: [{ id: 1 }] } } })).toMatchObject({
      code: 'part.bad_value',
      details: { node: 'find', port: 'passages' },
    });
    expect(failure({ to: 'nosuch' })).toMatchObject({ code: 'part.no_node' });
    expect(failure({ from: 'tool' })).toMatchObject({ code: 'part.no_node' });
    expect(failure({ from: 'agent', to: 'find' })).toMatchObject({ code: 'part.no_way' });
    expect(failure({ from: 'plan', to: 'shape', given: { agent: {} } })).toMatchObject({ code: 'part.no_way' });
  });

  test('takes no notice of given values that say nothing (P46)', () => {
    const muted = {
      ...document,
      nodes: document.nodes.map((one) => (one.id === 'find' ? { ...one, mute: true as const } : one)),
    };
    const given = { nosuch: { x: 1 }, tool: { text: 'x' }, answer: { value: 'x' }, find: { passages: 5 } };
    const { handles: _, ...rest } = muted;
    expect(of(muted, { given })).toEqual(rest);
    const extra = of(document, { given: { plan: { text: 'x', gone: 1 } } });
    expect(kinds(extra)).toEqual({ plan: { text: 'x' } });
  });

  test('takes what a muted node gives as nothing, and what a dead port gives too (P5)', () => {
    const muted = {
      ...document,
      nodes: document.nodes.map((one) => (one.id === 'find' ? { ...one, mute: true as const } : one)),
    };
    const runs = of(muted, { from: 'agent', given: { plan: { text: 'x' } } });
    expect(kinds(runs)).toEqual({ plan: { text: 'x' }, find: {} });
    expect(check(runs, testCatalog).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('reaches into inner pipelines, whose inputs stay, and leaves out those that nothing runs any more (P46)', () => {
    const inner = pipeline(
      [
        node('topic', 'input', { name: 'topic' }),
        node('first', 'look'),
        node('second', 'look'),
        node('out', 'output', { name: 'out' }),
      ],
      [wire('topic.value', 'first.query'), wire('first.text', 'second.query'), wire('second.text', 'out.value')],
    );
    const outer = pipeline(
      [
        node('question', 'input', { name: 'question' }),
        node('run', 'subpipeline', { pipeline: 'inner' }),
        node('out', 'output', { name: 'out' }),
      ],
      [wire('question.value', 'run.topic'), wire('run.out', 'out.value')],
      { pipelines: { inner: { ...inner, pipelines: { deep: inner } }, other: inner } },
    );
    const given = {
      'inner/second': { text: 'known' },
      'inner/topic': { value: 'passed over' },
      'other/first': { text: 'x' },
    };
    const runs = of(outer, { given });
    expect(Object.keys(runs.pipelines ?? {})).toEqual(['inner']);
    const left = runs.pipelines?.['inner'];
    expect(left && ids(left)).toEqual(['topic', 'second', 'out']);
    expect(left?.pipelines).toBeUndefined();
    expect(compiled(runs).plan.inputs.map(({ name }) => name)).toEqual(['question']);
    expect(givenPaths(runs, part({ given }))).toEqual(['inner/second']);
    expect(of(outer, { given: { run: { out: 'all' } } }).pipelines).toBeUndefined();
    expect(() => of(outer, { given: { 'inner/second': { text: 1 } } })).toThrow(
      expect.objectContaining({
        code: 'part.bad_value',
        details: { node: 'inner/second', port: 'text', wantedType: 'text' },
      }),
    );
  });

  test('of any pipeline without problems has none, whatever is given (P45)', () => {
    let count = 0;
    fc.assert(
      fc.property(randomPipeline, fc.infiniteStream(fc.nat()), (whole, numbers) => {
        const pick = (count: number) => Number(numbers.next().value) % count;
        compiled(whole);
        const steps = whole.nodes.filter(
          ({ id }) => !whole.wires.some((one) => one.kind === 'tool' && one.from.node === id),
        );
        const target = () => (pick(2) === 0 ? null : (steps[pick(steps.length)]?.id ?? null));
        const known: Record<string, JsonObject> = {};
        for (const { id, kind } of whole.nodes) if (pick(3) > 0) known[id] = valuesOf(kind, pick(4) === 0);
        const targets = [target(), target()];
        let runs: PipelineDocument;
        try {
          runs = of(whole, { from: targets[0] ?? null, to: targets[1] ?? null, given: known });
        } catch (thrown) {
          expect(['part.missing_value', 'part.no_way']).toContain((thrown as { code: string }).code);
          return;
        }
        expect(check(runs, testCatalog).filter(({ severity }) => severity === 'error')).toEqual([]);
        expect(compiled(runs).plan.nodes.length).toBeLessThanOrEqual(whole.nodes.length);
        // What runs reads what it would read in the whole.
        const into = (one: PipelineDocument, id: string) => one.wires.filter(({ to }) => to.node === id);
        for (const { id, kind } of runs.nodes) expect(into(runs, id)).toEqual(kind === 'given' ? [] : into(whole, id));
        const read = new Set(runs.wires.map(({ from }) => from.node));
        for (const { id, kind } of runs.nodes)
          if (kind === 'input') expect(read.has(id) || targets.includes(id)).toBe(true);
        count += 1;
      }),
      { numRuns: 400 },
    );
    expect(count).toBeGreaterThan(100);
  });
});

function valuesOf(kind: string, isDead: boolean): JsonObject {
  if (isDead) return {};
  switch (kind) {
    case 'find':
      return { passages: [] };
    case 'agent':
      return { answer: 'x', evidence: [] };
    case 'branch':
      return { then: 1 };
    case 'input':
      return { value: 'x' };
    default:
      return { text: 'x' };
  }
}

const outOf: Readonly<Record<string, string>> = {
  find: 'passages',
  agent: 'answer',
  branch: 'then',
  input: 'value',
  text: 'text',
  look: 'text',
};
const intoOf: Readonly<Record<string, string>> = {
  find: 'query',
  agent: 'task',
  branch: 'value',
  text: 'x',
  look: 'query',
  output: 'value',
};

/** Nodes of all kinds, each wired to earlier ones, agents with tools, some muted. */
const randomPipeline = fc
  .array(
    fc.record({
      kind: fc.constantFrom('input', 'text', 'look', 'find', 'agent', 'branch', 'output'),
      mute: fc.boolean(),
      sources: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
      tools: fc.nat({ max: 2 }),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((drawn): PipelineDocument => {
    const nodes: PipelineNode[] = [node('n-in', 'input', { name: 'first' })];
    const wires: Wire[] = [];
    const sources = [...nodes];
    drawn.forEach(({ kind, mute, sources: chosen, tools }, index) => {
      const id = `n${index}`;
      const params =
        kind === 'input' || kind === 'output' ? { name: `p${index}` } : kind === 'text' ? { template: '{{x}}' } : {};
      nodes.push(node(id, kind, params, mute && index % 3 === 0 ? { mute: true } : {}));
      const into = intoOf[kind];
      if (into !== undefined) {
        const from = new Set(chosen.map((number) => sources[number % sources.length] as PipelineNode));
        for (const source of from) wires.push(wire(`${source.id}.${outOf[source.kind]}`, `${id}.${into}`));
      }
      if (kind === 'agent')
        for (let tool = 0; tool < tools; tool += 1) {
          nodes.push(node(`${id}-t${tool}`, 'look'));
          wires.push(plug(`${id}-t${tool}`, id));
        }
      if (kind !== 'output') sources.push(nodes.find((one) => one.id === id) as PipelineNode);
    });
    return pipeline(nodes, wires);
  });
