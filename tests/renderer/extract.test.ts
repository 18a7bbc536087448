// A selection made into a subpipeline, and back: the pipeline still compiles and still gives the same.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extract, inline, insert } from '../../src/renderer/document/gestures.ts';
import { check } from '../../src/shared/pipeline/check.ts';
import type { PipelineDocument } from '../../src/shared/pipeline/document.ts';
import { applyEdit } from '../../src/shared/pipeline/edits.ts';
import type { Plan } from '../../src/shared/pipeline/plan.ts';
import { runOutputs } from '../../src/shared/run/final-state.ts';
import { catalogOf, type KindEntry } from '../../src/shared/tool/kind.ts';
import { startRun } from '../kit/drive-run.ts';
import { memoryJournal } from '../kit/memory-journal.ts';
import { agentPipeline, compiled, node, pipeline, plug, testCatalog, wire } from '../kit/pipelines.ts';
import { tidyDocument } from '../kit/random-pipelines.ts';
import { scriptedHands } from '../kit/scripted-hands.ts';

const errors = (document: PipelineDocument) =>
  check(document, testCatalog).filter(({ severity }) => severity === 'error');

function extracted(document: PipelineDocument, ids: readonly string[], title = 'Part') {
  const made = extract(document, testCatalog, new Set(ids), title);
  if ('refusal' in made) return made.refusal;
  return { document: applyEdit(document, made.edit), id: made.ids[0] ?? '' };
}

/** The nodes of a plan by their ids, with sources by id: what is the same when only the order differs. */
function byId(plan: Plan) {
  const ids = plan.nodes.map(({ id }) => id);
  return Object.fromEntries(
    plan.nodes.map((each) => [
      each.id,
      {
        ...each,
        inputs: each.inputs.map((input) => ({
          ...input,
          sources: input.sources.map((source) => ({ ...source, node: ids[source.node] })),
        })),
      },
    ]),
  );
}

const selections = fc.tuple(tidyDocument, fc.nat()).map(([document, bits]) => ({
  document,
  ids: document.nodes.filter((_, index) => (bits >> (index % 24)) & 1).map(({ id }) => id),
}));

describe('a selection made into a subpipeline', () => {
  test('compiles, and inlined again has the plan that it had, whatever is selected (D7)', () => {
    let made = 0;
    fc.assert(
      fc.property(selections, ({ document, ids }) => {
        const found = extracted(document, ids);
        if ('code' in found) return;
        made += 1;
        expect(errors(found.document)).toEqual([]);
        compiled(found.document);
        const back = inline(found.document, testCatalog, found.id);
        if ('refusal' in back) throw new Error(back.refusal.message);
        const again = applyEdit(found.document, back.edit);
        expect(byId(compiled(again).plan)).toEqual(byId(compiled(document).plan));
        expect(again.pipelines).toBeUndefined();
      }),
      { numRuns: 300 },
    );
    expect(made).toBeGreaterThan(50);
  });

  test('has inputs and outputs with the types and names of what comes in and goes out, ordered by place', () => {
    const document = pipeline(
      [
        node('q', 'input', { name: 'question' }),
        node('r', 'input', { name: 'rows', type: 'table', list: true }),
        node('find', 'find'),
        node('agent', 'agent'),
        node('look', 'look'),
        node('t', 'text', { template: '{{x}}' }),
        node('o', 'output', { name: 'o' }),
        node('p', 'output', { name: 'p', type: 'passages' }),
      ],
      [
        wire('q.value', 'find.query'),
        wire('q.value', 'agent.task'),
        wire('find.passages', 't.x'),
        wire('r.value', 'agent.context'),
        wire('agent.answer', 'o.value'),
        wire('agent.evidence', 'p.value'),
        plug('look', 'agent'),
      ],
      {
        view: {
          positions: { q: { x: 0, y: 300 }, r: { x: 0, y: 0 }, find: { x: 300, y: 0 }, agent: { x: 300, y: 400 } },
        },
      },
    );
    const found = extracted(document, ['find', 'agent'], 'Find and write');
    if ('code' in found) throw new Error(found.message);
    const inner = found.document.pipelines?.['find-and-write'];
    expect(inner?.meta).toEqual({ title: 'Find and write' });
    const ports = inner?.nodes.filter(({ kind }) => kind === 'input' || kind === 'output');
    expect(ports?.map(({ kind, params }) => [kind, params])).toEqual([
      ['input', { name: 'rows', type: 'table', list: true, required: false }],
      ['input', { name: 'question', type: 'text' }],
      ['output', { name: 'passages', type: 'passages' }],
      ['output', { name: 'answer', type: 'text' }],
      ['output', { name: 'evidence', type: 'passages' }],
    ]);
    // The agent's tool came along.
    expect(inner?.nodes.map(({ id }) => id)).toContain('look');
    expect(found.document.nodes.map(({ id }) => id)).toEqual(['q', 'r', 'find-and-write', 't', 'o', 'p']);
    expect(found.document.nodes[2]).toMatchObject({ title: 'Find and write', params: { pipeline: 'find-and-write' } });
    expect(errors(found.document)).toEqual([]);
  });

  test('keeps the order in which a port takes its wires, and takes its groups along (D7)', () => {
    const nodes = ['a', 'b', 'c'].map((id) => node(id, 'text'));
    const document = pipeline(
      [...nodes, node('o', 'output', { name: 'o', type: 'text', list: true })],
      ['a', 'b', 'c'].map((id) => wire(`${id}.text`, 'o.value')),
      {
        view: {
          groups: [
            { id: 'g', title: 'G', nodes: ['b'] },
            { id: 'h', title: 'H', nodes: ['a', 'b'] },
          ],
        },
      },
    );
    const found = extracted(document, ['b']);
    if ('code' in found) throw new Error(found.message);
    expect(found.document.wires.map(({ from }) => from.node)).toEqual(['a', 'part', 'c']);
    expect(found.document.view?.groups).toEqual([{ id: 'h', title: 'H', nodes: ['a'] }]);
    expect(found.document.pipelines?.['part']?.view?.groups).toEqual([{ id: 'g', title: 'G', nodes: ['b'] }]);
  });

  test('takes along the files and folders that it names, in lists too (D7)', () => {
    const reading = catalogOf([
      ...testCatalog.values(),
      {
        card: {
          ...(testCatalog.get('look') as KindEntry).card,
          kind: 'read',
          params: {
            type: 'object',
            properties: {
              file: { type: 'string', widget: 'file' },
              more: { type: 'array', items: { type: 'string', widget: 'folder' } },
            },
          },
        },
        portsOf: () => ({ in: [], out: [] }),
      },
    ]);
    const handle = (kind: 'file' | 'folder', title: string) => ({ kind, title });
    const handles = { table: handle('file', 'T'), docs: handle('folder', 'D'), other: handle('folder', 'O') };
    const document = pipeline([node('r', 'read', { file: 'table', more: ['docs'] })], [], { handles });
    const made = extract(document, reading, new Set(['r']), 'Part');
    const done = 'edit' in made ? applyEdit(document, made.edit) : document;
    expect(Object.keys(done.pipelines?.['part']?.handles ?? {})).toEqual(['table', 'docs']);
    expect(check(done, reading).filter(({ code }) => code === 'handle.unknown')).toEqual([]);
    const elsewhere = pipeline([], [], { handles: { docs: handle('file', 'Else') } });
    const pasted = insert(elsewhere, document, { x: 0, y: 0 }, 'edit.paste', reading);
    expect(applyEdit(elsewhere, pasted.edit).nodes[0]?.params).toEqual({ file: 'table', more: ['docs-2'] });
  });

  test('is refused with the reason (D7)', () => {
    const document = agentPipeline([node('look', 'look'), node('find', 'find')]);
    expect(extracted(document, ['look'])).toMatchObject({ code: 'extract.tools' });
    expect(extracted(document, ['look', 'find'])).toMatchObject({ code: 'extract.tools' });
    expect(extracted(document, ['question', 'answer'])).toMatchObject({ code: 'extract.empty' });
    expect(extracted(document, [])).toMatchObject({ code: 'extract.empty' });
    const chain = pipeline(
      ['a', 'b', 'c'].map((id) => node(id, 'text', { template: '{{x}}' })),
      [wire('a.text', 'b.x'), wire('b.text', 'c.x')],
    );
    expect(extracted(chain, ['a', 'c'])).toMatchObject({
      code: 'extract.circle',
      message: expect.stringContaining('"b"'),
    });
    const shared = pipeline(
      [node('a', 'agent'), node('b', 'agent'), node('look', 'look')],
      [plug('look', 'a'), plug('look', 'b')],
    );
    expect(extracted(shared, ['a'])).toMatchObject({ code: 'extract.shared' });
    const unknown = pipeline([node('u', 'nowhere'), node('t', 'text', { template: '{{x}}' })], [wire('u.out', 't.x')]);
    expect(extracted(unknown, ['t'])).toMatchObject({ code: 'extract.unknown' });
  });

  test('gives in a run what it gave before, dead branches included (D7)', async () => {
    await fc.assert(
      fc.asyncProperty(selections, async ({ document, ids }) => {
        const found = extracted(document, ids);
        if ('code' in found) return;
        expect(await outputsOf(found.document)).toEqual(await outputsOf(document));
      }),
      { numRuns: 60 },
    );
  });
});

test('what does not need a dead branch runs inside a subpipeline as it did outside (D7)', async () => {
  const document = pipeline(
    [
      node('q', 'input', { name: 'q' }),
      node('r', 'input', { name: 'r', type: 'json' }),
      node('b', 'branch', { operator: 'exists' }),
      node('dead', 'text', { template: '{{x}}' }),
      node('live', 'text', { template: '{{x}}' }),
      node('o', 'output', { name: 'o' }),
      node('p', 'output', { name: 'p' }),
    ],
    [
      wire('r.value', 'b.value'),
      wire('b.else', 'dead.x'),
      wire('q.value', 'live.x'),
      wire('live.text', 'o.value'),
      wire('dead.text', 'p.value'),
    ],
  );
  const found = extracted(document, ['dead', 'live']);
  if ('code' in found) throw new Error(found.message);
  expect(await outputsOf(found.document)).toEqual({ status: 'done', outputs: { o: 'why' } });
  expect(await outputsOf(document)).toEqual({ status: 'done', outputs: { o: 'why' } });
});

/** The outputs of a run in which tools and models answer by what they are given. */
async function outputsOf(document: PipelineDocument) {
  const hands = scriptedHands({
    model: (_, messages) => ({ content: `I read: ${messages.at(-1)?.content ?? ''}` }),
    tool: ({ kind, input }) => ({
      status: 'ok',
      outputs: kind === 'find' ? { passages: [] } : { text: `${kind} ${JSON.stringify(input)}` },
    }),
  });
  const { state } = await startRun({
    journal: memoryJournal(),
    compiled: compiled(document),
    hands,
    inputs: { q: 'why', r: [1, 2] },
  });
  return { status: state.finished?.status, outputs: runOutputs(state) };
}

describe('inlining', () => {
  const inner = (more: Partial<PipelineDocument> = {}) =>
    pipeline(
      [node('i', 'input', { name: 'x' }), node('t', 'text', { template: '{{x}}' }), node('o', 'output', { name: 'y' })],
      [wire('i.value', 't.x'), wire('t.text', 'o.value')],
      more,
    );
  const outer = (more: Partial<PipelineDocument> = {}, params: object = { pipeline: 'p' }) =>
    pipeline(
      [
        node('q', 'input', { name: 'q' }),
        node('sub', 'subpipeline', params as never),
        node('t', 'text', { template: '{{z}}' }),
        node('o', 'output', { name: 'o' }),
      ],
      [wire('q.value', 'sub.x'), wire('sub.y', 't.z'), wire('t.text', 'o.value')],
      { pipelines: { p: inner() }, ...more },
    );
  const inlined = (document: PipelineDocument, id = 'sub') => {
    const made = inline(document, testCatalog, id);
    return 'refusal' in made ? made.refusal.code : applyEdit(document, made.edit);
  };

  test('gives the inner nodes ids that are free and keeps what else runs the pipeline', () => {
    const document = outer();
    const done = inlined(document) as PipelineDocument;
    expect(done.nodes.map(({ id }) => id)).toEqual(['q', 't-2', 't', 'o']);
    expect(done.pipelines).toBeUndefined();
    const both = { ...document, nodes: [...document.nodes, node('other', 'subpipeline', { pipeline: 'p' })] };
    expect(Object.keys((inlined(both) as PipelineDocument).pipelines ?? {})).toEqual(['p']);
  });

  test('brings notes, handles and pipelines of the inside, and mutes what was muted', () => {
    const notes = [{ id: 'n', text: 'x', position: { x: 0, y: 0 }, width: 9, height: 9 }];
    const rich = inner({
      handles: { docs: { kind: 'folder', title: 'Docs' } },
      pipelines: { deep: inner() },
      view: { notes },
    });
    const document = outer({ pipelines: { p: rich, deep: inner({ meta: { title: 'Other' } }) } });
    const nodes = document.nodes.map((each) => (each.id === 'sub' ? { ...each, mute: true as const } : each));
    const done = inlined({ ...document, nodes }) as PipelineDocument;
    expect(done.handles).toEqual({ docs: { kind: 'folder', title: 'Docs' } });
    expect(Object.keys(done.pipelines ?? {}).toSorted()).toEqual(['deep', 'deep-2']);
    expect(done.view?.notes).toHaveLength(1);
    expect(done.nodes.find(({ id }) => id === 't-2')?.mute).toBe(true);
  });

  test('is refused where wires alone cannot do what the pipeline did (D7)', () => {
    expect(inlined(outer(), 'q')).toBe('inline.kind');
    expect(inlined(outer({}, { pipeline: 'nothing' }))).toBe('inline.kind');
    const map = pipeline([node('m', 'map', { pipeline: 'p' })], [], { pipelines: { p: inner() } });
    expect(inlined(map, 'm')).toBe('inline.kind');
    const tool = agentPipeline([node('sub', 'subpipeline', { pipeline: 'p' })], {}, { pipelines: { p: inner() } });
    expect(inlined(tool)).toBe('inline.tool');
    const preset = inner();
    const withPreset = preset.nodes.map((each) =>
      each.id === 'i' ? node('i', 'input', { name: 'x', preset: 'a' }) : each,
    );
    const unwired = outer({ pipelines: { p: { ...preset, nodes: withPreset } } });
    expect(inlined({ ...unwired, wires: unwired.wires.slice(1) })).toBe('inline.preset');
    // An image passes through the input as JSON, and reaches the tool as the text of that.
    const seen = pipeline(
      [node('i', 'input', { name: 'x', type: 'json' }), node('look', 'look'), node('o', 'output', { name: 'y' })],
      [wire('i.value', 'look.query'), wire('look.text', 'o.value')],
    );
    const image = outer({ pipelines: { p: seen } });
    const imageNodes = image.nodes.map((each) =>
      each.id === 'q' ? node('q', 'input', { name: 'q', type: 'image' }) : each,
    );
    expect(errors({ ...image, nodes: imageNodes })).toEqual([]);
    expect(inlined({ ...image, nodes: imageNodes })).toBe('inline.values');
    // A number that the input makes a text of would reach the template as a number.
    const number = outer();
    const nodes = number.nodes.map((each) =>
      each.id === 'q' ? node('q', 'input', { name: 'q', type: 'number' }) : each,
    );
    expect(inlined({ ...number, nodes })).toBe('inline.values');
  });
});
