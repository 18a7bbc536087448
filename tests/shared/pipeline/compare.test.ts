// Two versions of a pipeline: the edit between them, the list of what is different, and the nodes that compute something else.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../src/shared/json/canonical.ts';
import { changedNodes, differences, editBetween } from '../../../src/shared/pipeline/compare.ts';
import type { PipelineDocument, Wire } from '../../../src/shared/pipeline/document.ts';
import { applyEdit, editSchema, invertEdit } from '../../../src/shared/pipeline/edits.ts';
import { agentPipeline, compiled, node, pipeline, wire } from '../../kit/pipelines.ts';
import { anyDocument, tidyDocument } from '../../kit/random-pipelines.ts';

describe('the edit between two documents', () => {
  test('makes the one of the other and can be taken back, whatever they are', () => {
    fc.assert(
      fc.property(anyDocument(), anyDocument(), (before, after) => {
        const edit = editBetween(before, after, 'edit.restore');
        expect(editSchema.safeParse(edit).success).toBe(true);
        expect(applyEdit(before, edit)).toEqual(after);
        expect(applyEdit(after, invertEdit(edit))).toEqual(before);
      }),
      { numRuns: 1000 },
    );
  });

  test('is empty between a document and itself', () => {
    fc.assert(
      fc.property(anyDocument(), (document) => {
        expect(editBetween(document, structuredClone(document), 'x').changes).toEqual([]);
      }),
    );
  });

  test('touches only what is different', () => {
    const before = pipeline(
      Array.from({ length: 50 }, (_, i) => node(`n${i}`, 'text')),
      [wire('n0.text', 'n1.x'), wire('n2.text', 'n1.x')],
      { view: { positions: { n0: { x: 0, y: 0 }, n1: { x: 9, y: 9 } } } },
    );
    const after: PipelineDocument = {
      ...before,
      nodes: [...before.nodes.slice(1), ...before.nodes.slice(0, 1)],
      wires: before.wires.toReversed(),
      view: { positions: { n0: { x: 0, y: 0 }, n1: { x: 9, y: 10 } } },
    };
    expect(editBetween(before, after, 'x').changes.map(({ of, key }) => `${of} ${key}`)).toEqual([
      'node n0',
      'node n0',
      'wire data:n0.text>n1.x',
      'wire data:n0.text>n1.x',
      'position n1',
    ]);
  });

  test('changes an inner pipeline where it is, and adds or removes it whole', () => {
    const inner = pipeline([node('i', 'text', { template: 'a' })], []);
    const before = pipeline([], [], { pipelines: { p: inner, gone: inner } });
    const after = pipeline([], [], {
      pipelines: { p: pipeline([node('i', 'text', { template: 'b' })], []), come: inner },
    });
    const edit = editBetween(before, after, 'x');
    expect(edit.changes.map(({ of, key, within = [] }) => [of, key, within])).toEqual([
      ['node', 'i', ['p']],
      ['pipelines', 'gone', []],
      ['pipelines', 'come', []],
    ]);
  });

  test('leads even to records that are there but empty', () => {
    const empties: readonly Partial<PipelineDocument>[] = [
      {},
      { handles: {}, view: {} },
      { view: { positions: {} }, pipelines: {} },
      { view: { positions: { a: { x: 1, y: 1 } } }, handles: { h: { kind: 'folder', title: 'H' } } },
    ];
    const versions = empties.flatMap((more) => [
      pipeline([], [], more),
      pipeline([], [], { pipelines: { p: pipeline([], [], more) } }),
    ]);
    for (const before of versions) {
      for (const after of versions) {
        const edit = editBetween(before, after, 'x');
        expect(applyEdit(before, edit)).toEqual(after);
        expect(applyEdit(after, invertEdit(edit))).toEqual(before);
      }
    }
  });
});

describe('the differences between two documents', () => {
  test('are none exactly where nothing but order, folding and the view of the whole differ', () => {
    const shown = (document: PipelineDocument): unknown => {
      const byId = (left: { id: string }, right: { id: string }) => (left.id < right.id ? -1 : 1);
      const placed = (record: object = {}) =>
        Object.fromEntries(Object.entries(record).filter(([id]) => document.nodes.some((each) => each.id === id)));
      return {
        meta: document.meta,
        handles: document.handles ?? {},
        nodes: document.nodes.toSorted(byId),
        wires: document.wires.toSorted((left, right) => (portOf(left) < portOf(right) ? -1 : 1)),
        view: [placed(document.view?.positions), placed(document.view?.sizes)],
        listed: [document.view?.groups?.toSorted(byId) ?? [], document.view?.notes?.toSorted(byId) ?? []],
        pipelines: Object.entries(document.pipelines ?? {})
          .toSorted(([left], [right]) => (left < right ? -1 : 1))
          .map(([name, inner]) => [name, shown(inner)]),
      };
    };
    const portOf = ({ kind, to }: Wire) => `${kind}${to.node}.${to.port}`;
    const pairs = anyDocument(1).chain((document) =>
      fc.oneof(
        anyDocument(1).map((other) => [document, other] as const),
        fc.constant([document, { ...document, nodes: document.nodes.toReversed(), view: {} }] as const),
        fc.constant([document, { ...document, wires: document.wires.toReversed() }] as const),
        fc.constant([document, { ...document, nodes: document.nodes.toReversed() }] as const),
      ),
    );
    fc.assert(
      fc.property(pairs, ([before, after]) => {
        expect(differences(before, after).length === 0).toBe(
          canonicalJson(shown(before)) === canonicalJson(shown(after)),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('name each thing once, with what was done to it', () => {
    const before = agentPipeline(
      [node('look', 'look')],
      {},
      {
        view: {
          positions: { agent: { x: 0, y: 0 }, question: { x: 5, y: 5 } },
          notes: [
            { id: 'n', text: 'Read me\nsoon', position: { x: 0, y: 0 }, width: 10, height: 10 },
            { id: 'm', text: 'Other', position: { x: 0, y: 0 }, width: 10, height: 10 },
          ],
          groups: [{ id: 'g', title: 'Group', nodes: ['agent'] }],
        },
        handles: { docs: { kind: 'folder', title: 'Reports' } },
      },
    );
    const [question, agent, answer, look] = before.nodes as never as [never, never, never, never];
    const after: PipelineDocument = {
      ...before,
      meta: { title: 'New', description: 'd' },
      nodes: [
        question,
        { ...(agent as object), title: 'Writer', params: { instructions: 'Be long.' } } as never,
        answer,
        look,
        node('text', 'text'),
      ],
      wires: before.wires.slice(0, 2),
      handles: {},
      view: {
        positions: { agent: { x: 20, y: 0 }, question: { x: 6, y: 5 } },
        notes: [
          { id: 'n', text: 'Read me\nsoon', position: { x: 4, y: 0 }, width: 10, height: 20 },
          { id: 'm', text: 'Another', position: { x: 0, y: 0 }, width: 10, height: 10 },
        ],
        groups: [{ id: 'g', title: 'Group', nodes: ['agent', 'text'] }],
      },
    };
    const found = differences(before, after);
    expect(found.map(({ of, key, change, title, fields }) => [of, key, change, title, fields.join()])).toEqual([
      ['meta', 'title', 'changed', 'title', 'value'],
      ['meta', 'description', 'added', 'description', ''],
      ['handle', 'docs', 'removed', 'Reports', ''],
      ['node', 'question', 'moved', 'question', 'position'],
      ['node', 'agent', 'changed', 'Writer', 'title,params.instructions,position'],
      ['node', 'text', 'added', 'text', ''],
      ['wire', 'tool:look.tool>agent.tools', 'removed', 'look → Writer', ''],
      ['group', 'g', 'changed', 'Group', 'nodes'],
      ['note', 'n', 'moved', 'Read me', 'position,height'],
      ['note', 'm', 'changed', 'Another', 'text'],
    ]);
    expect(found[0]).toMatchObject({ before: 'Test', after: 'New' });
  });

  test('tell where wires come into a port in another order, and look into inner pipelines', () => {
    const inner = (template: string) => pipeline([node('i', 'text', { template })], []);
    const nodes = ['a', 'b', 'c', 'd'].map((id) => node(id, 'text'));
    const wires = ['a', 'b', 'c'].map((id) => wire(`${id}.text`, 'd.x'));
    const before = pipeline(nodes, wires, { pipelines: { p: inner('x') } });
    const after = pipeline(nodes, [wires[2], wires[0], wires[1]] as never, { pipelines: { p: inner('y') } });
    expect(differences(before, after).map(({ of, key, fields, within }) => [of, key, ...fields, ...within])).toEqual([
      ['wire', 'data:c.text>d.x', 'order'],
      ['node', 'i', 'params.template', 'p'],
    ]);
  });
});

describe('the nodes that compute something else', () => {
  const inner = (template: string, title = 'Inner') =>
    pipeline([node('i', 'text', { template }), node('o', 'output', { name: 'o' })], [wire('i.text', 'o.value')], {
      meta: { title },
    });
  const start = agentPipeline(
    [node('look', 'look'), node('sub', 'subpipeline', { pipeline: 'p' })],
    {},
    { pipelines: { p: inner('a') }, view: { positions: { agent: { x: 1, y: 1 } } } },
  );
  const changed = (id: string, change: object): PipelineDocument => ({
    ...start,
    nodes: start.nodes.map((each) => (each.id === id ? { ...each, ...change } : each)),
  });
  const ids = (after: PipelineDocument) => [...changedNodes(start, after)].toSorted();

  test('are none when nodes move or get titles', () => {
    expect(ids({ ...start, view: { positions: { agent: { x: 9, y: 9 } } } })).toEqual([]);
    expect(ids(changed('agent', { title: 'Writer' }))).toEqual([]);
    expect(ids(structuredClone(start))).toEqual([]);
  });

  test('are those whose params, version, mute or bypass differ', () => {
    expect(ids(changed('agent', { params: { instructions: 'Be long.' } }))).toEqual(['agent']);
    expect(ids(changed('question', { version: 2 }))).toEqual(['question']);
    expect(ids(changed('answer', { mute: true }))).toEqual(['answer']);
    expect(ids(changed('answer', { bypass: true }))).toEqual(['answer']);
  });

  test('are a tool and its agent when the model reads something else about the tool', () => {
    expect(ids(changed('look', { title: 'Look here' }))).toEqual(['agent', 'look']);
    expect(ids({ ...start, pipelines: { p: inner('a', 'Renamed') } })).toEqual(['agent', 'sub']);
  });

  test('are those that run an inner pipeline in which something changed', () => {
    expect(ids({ ...start, pipelines: { p: inner('b') } })).toEqual(['agent', 'sub']);
    expect(ids({ ...start, pipelines: { p: inner('a'), q: inner('z') } })).toEqual([]);
  });

  test('are those with other wires, or the same in another order', () => {
    expect(ids({ ...start, wires: start.wires.slice(1) })).toEqual(['agent']);
    const nodes = ['a', 'b', 'c'].map((id) => node(id, 'text'));
    const wires = [wire('a.text', 'c.x'), wire('b.text', 'c.x'), wire('a.text', 'c.y')];
    const before = pipeline(nodes, wires);
    expect([...changedNodes(before, pipeline(nodes, [wires[2], wires[0], wires[1]] as never))]).toEqual([]);
    expect([...changedNodes(before, pipeline(nodes, [wires[1], wires[0], wires[2]] as never))]).toEqual(['c']);
    expect([...changedNodes(pipeline(nodes, []), pipeline([...nodes, node('d', 'text')], []))]).toEqual(['d']);
  });

  test('are none between documents that have the same plan nodes, and some between those that have not', () => {
    fc.assert(
      fc.property(tidyDocument, fc.nat(), (document, which) => {
        const plan = (each: PipelineDocument) => JSON.stringify(compiled(each).plan.nodes);
        const at = document.nodes[which % document.nodes.length];
        const after = {
          ...document,
          nodes: document.nodes.map((each) => (each === at ? { ...each, mute: true as const } : each)),
        };
        expect(plan(after) === plan(document)).toBe(false);
        expect(changedNodes(document, after).has(at?.id ?? '')).toBe(true);
        expect(changedNodes(document, { ...document, view: {} }).size).toBe(0);
      }),
    );
  });
});
