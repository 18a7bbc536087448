// The open pipeline over a host in memory: undo and redo, the log, saves, samples that become copies, two windows on one pipeline.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addKind, insert, move, pieceOf, remove, setParam } from '../../src/renderer/document/gestures.ts';
import { clipboardText, pieceFromText } from '../../src/renderer/document/clipboard.ts';
import { openDocument, type OpenDocument } from '../../src/renderer/document/open-document.ts';
import { refusalOf } from '../../src/renderer/document/wire-rules.ts';
import { kindsFor } from '../../src/renderer/document/fitting-kinds.ts';
import { placeNodes } from '../../src/shared/pipeline/view/placement.ts';
import { LonglineError } from '../../src/shared/errors.ts';
import { writeDocument, type PipelineDocument } from '../../src/shared/pipeline/document.ts';
import { editWithin, type Change, type PipelineEdit } from '../../src/shared/pipeline/edits.ts';
import type { KindCard } from '../../src/shared/tool/kind.ts';
import { memoryLibrary } from '../kit/log-host.ts';
import { agentPipeline, node, pipeline, plug, testCatalog, wire } from '../kit/pipelines.ts';

const document = agentPipeline([node('look', 'look')]);
const card = (kind: string): KindCard => {
  const entry = testCatalog.get(kind);
  if (entry === undefined) throw new Error(kind);
  return entry.card;
};

const instructed = (text: string, base: PipelineDocument = document) => setParam(base, 'agent', 'instructions', text);
const told = (open: OpenDocument) => open.refresh();

function window(library = memoryLibrary(document), id = 'p1') {
  const open = openDocument({
    host: library.host,
    opened: library.open(id),
    onSaved: () => undefined,
    autosaveMs: null,
  });
  return { open, library, now: () => open.store.getState() };
}

describe('an open pipeline', () => {
  test('takes every edit back and brings it again (D3)', () => {
    const { open, now } = window();
    open.edit(instructed('Be long.'));
    open.edit(remove(now().document, ['look'], []));
    const after = now().document;
    open.undo();
    open.undo();
    expect(now().document).toEqual(document);
    expect(open.undo()).toBeNull();
    open.redo();
    open.redo();
    expect(now().document).toEqual(after);
    expect(after.wires).toHaveLength(2);
  });

  test('takes back across the borders of subpipelines, and pins too (D3)', () => {
    const inner = pipeline([node('note', 'text', { template: 'a' })], []);
    const outer = { ...document, pipelines: { inner, empty: pipeline([], [], { view: {} }) } };
    const { open, now } = window(memoryLibrary(outer));
    const within = (name: string, edit: PipelineEdit) => open.edit(editWithin([name], edit));
    const seen = [now()];
    const step = (act: () => void) => {
      act();
      seen.push(now());
    };
    step(() => within('inner', setParam(inner, 'note', 'template', 'b')));
    step(() => open.edit(remove(outer, ['look'], [])));
    step(() =>
      within('empty', move(pipeline([node('x', 'text')], [], { view: {} }), new Map([['x', { x: 1, y: 1 }]]))),
    );
    const pin: Change = { of: 'pin', key: 'note', before: null, after: { text: 'kept' } };
    step(() => within('inner', { label: 'edit.pin', changes: [pin] }));
    const states = seen.map(({ document: then, pins }) => ({ text: writeDocument(then), pins }));
    expect(states.at(-1)?.pins).toEqual({ 'inner/note': { text: 'kept' } });
    const current = () => ({ text: writeDocument(now().document), pins: now().pins });
    for (const state of states.slice(0, -1).toReversed()) {
      open.undo();
      expect(current()).toEqual(state);
    }
    for (const state of states.slice(1)) {
      open.redo();
      expect(current()).toEqual(state);
    }
  });

  test('opened is as it was, and keeps a node of an unknown kind whatever is done around it (D5)', async () => {
    const strange = node('deck', 'holodeck', { depth: { of: [1, null] } }, { version: 7, title: 'Deck' });
    const wires = [wire('question.value', 'deck.in'), wire('deck.out', 'answer.value')];
    const with_ = { ...document, nodes: [...document.nodes, strange], wires: [...document.wires, ...wires] };
    const { open, library, now } = window(memoryLibrary(with_));
    expect(now().document).toBe(library.open('p1').document);
    await open.save();
    expect(library.calls).toEqual([]);
    open.edit(instructed('Be long.', with_));
    open.edit(move(now().document, new Map([['deck', { x: 5, y: 5 }]])));
    open.edit(remove(now().document, ['look'], []));
    expect(now().document.nodes).toContainEqual(strange);
    expect(now().document.wires.slice(-2)).toEqual(wires);
  });

  test('counts what is typed into one field as one step (D6)', () => {
    const { open, now } = window();
    for (const text of ['a', 'ab', 'abc']) open.edit(instructed(text, now().document), 'param agent instructions');
    expect(now().history.past).toHaveLength(1);
    open.undo();
    expect(now().document).toEqual(document);
  });

  test('tells each edit to the log at once, undo included, and saves only what the log holds (D1)', async () => {
    const { open, library, now } = window();
    open.edit(instructed('x'));
    open.undo();
    open.redo();
    await told(open);
    expect(library.kept('p1').log.map(({ op }) => op)).toEqual(['do', 'undo', 'redo']);
    expect(library.folded('p1')).toEqual(now().document);
    await open.save();
    expect(library.kept('p1').saved).toMatchObject({ seq: 3, revision: 2, document: now().document });
    expect(now()).toMatchObject({ revision: 2, failure: null });
  });

  test('of a sample becomes a copy with its first edit, history included (D1)', async () => {
    const { open, library, now } = window(memoryLibrary(document), 'sample:a');
    open.edit(instructed('x'));
    await told(open);
    expect(now()).toMatchObject({ sample: false, revision: 1 });
    const again = window(library, now().id);
    again.open.undo();
    expect(again.now().document).toEqual(document);
  });

  test('opens after a crash as it was, and takes back what was done before (D2)', async () => {
    const { open, library, now } = window();
    open.edit(instructed('one'));
    await open.save();
    open.edit(instructed('two', now().document));
    open.edit(instructed('three', now().document));
    open.undo();
    await told(open);
    const again = window(library);
    expect(again.now().document).toEqual(now().document);
    expect(again.now().history).toEqual(now().history);
    again.open.redo();
    for (let steps = 0; steps < 3; steps += 1) again.open.undo();
    expect(again.now().document).toEqual(document);
  });

  test('that cannot be told or saved says why, loses nothing, and goes on as soon as it can (D1)', async () => {
    const { open, library, now } = window();
    library.failing = { name: 'edits.append', error: new LonglineError('storage.full', 'The disk is full.') };
    open.edit(instructed('x'));
    await expect(open.save()).rejects.toMatchObject({ code: 'storage.full' });
    expect(now().failure?.code).toBe('storage.full');
    open.edit(instructed('xy', now().document));
    library.failing = null;
    await open.save();
    expect(now().failure).toBeNull();
    expect(library.folded('p1')).toEqual(now().document);
    expect(library.kept('p1').log).toHaveLength(2);
  });

  test('of two windows is one: each takes in what the other did, and the one behind puts its own on top (D4)', async () => {
    const library = memoryLibrary(document);
    const [left, right] = [window(library), window(library)];
    left.open.edit(instructed('left'));
    right.open.edit(move(document, new Map([['agent', { x: 40, y: 60 }]])));
    await told(left.open);
    await told(right.open);
    await told(left.open);
    expect(left.now().document).toEqual(right.now().document);
    expect(left.now().document.view?.positions?.['agent']).toEqual({ x: 40, y: 60 });
    expect(left.now().document.nodes.find(({ id }) => id === 'agent')?.params['instructions']).toBe('left');
    await Promise.all([left.open.save(), right.open.save()]);
    expect(library.kept('p1').saved.document).toEqual(left.now().document);
  });

  test('drops, and names, an edit of what another window took away (D4)', async () => {
    const library = memoryLibrary(document);
    const [left, right] = [window(library), window(library)];
    left.open.edit(remove(document, ['look'], []));
    await told(left.open);
    right.open.edit(setParam(document, 'look', 'note', 'x'));
    await told(right.open);
    expect(right.now().document).toEqual(left.now().document);
    expect(right.now().failure?.code).toBe('edits.dropped');
  });

  test('has the same history after any edits, however they interleave with saves, crashes and other windows (D2, D4)', async () => {
    const step = fc.record({
      window: fc.constantFrom(0, 1),
      act: fc.constantFrom('edit', 'move', 'undo', 'redo', 'save', 'crash', 'refresh'),
      text: fc.string({ maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const library = memoryLibrary(document);
        const windows = [window(library), window(library)];
        for (const { window: at, act, text } of steps) {
          const here = windows[at];
          if (here === undefined) continue;
          if (act === 'edit') here.open.edit(instructed(text, here.now().document));
          if (act === 'move')
            here.open.edit(move(here.now().document, new Map([['agent', { x: text.length, y: at }]])));
          if (act === 'undo') here.open.undo();
          if (act === 'redo') here.open.redo();
          if (act === 'save') await here.open.save();
          if (act === 'refresh') await here.open.refresh();
          if (act === 'crash') {
            await here.open.refresh();
            windows[at] = window(library);
          }
        }
        for (const here of [...windows, ...windows]) await here.open.refresh();
        const [left, right] = windows;
        expect(left?.now().document).toEqual(right?.now().document);
        expect(left?.now().history.past).toEqual(right?.now().history.past);
        expect(library.folded('p1')).toEqual(left?.now().document);
        const again = window(library);
        expect(again.now().document).toEqual(left?.now().document);
      }),
      { numRuns: 150 },
    );
  });
});

describe('gestures', () => {
  test('add a kind with its defaults under a free id', () => {
    const { edit, ids } = addKind(document, card('agent'), { x: 1.4, y: 2 });
    expect(ids).toEqual(['agent-2']);
    expect(edit.changes[0]).toMatchObject({ after: { value: { kind: 'agent', params: { maxSteps: 300 } } } });
  });

  test('copy a piece as text and paste it with new ids and the wires among them', () => {
    const piece = pieceOf(document, new Set(['agent', 'look']), placeNodes(document));
    const read = pieceFromText(`\`\`\`json\n${clipboardText(piece)}\n\`\`\``);
    expect(read).toEqual(piece);
    const { ids, edit } = insert(document, piece, { x: 0, y: 0 });
    expect(ids).toEqual(['agent-2', 'look-2']);
    expect(edit.changes.filter(({ of }) => of === 'wire').map(({ key }) => key)).toEqual([
      'tool:look-2.tool>agent-2.tools',
    ]);
    expect(pieceFromText('some words')).toBeNull();
  });

  test('make no edit of a move that ends where it began (D6)', () => {
    const placed = { ...document, view: { positions: { agent: { x: 1, y: 2 } } } };
    expect(move(placed, new Map([['agent', { x: 1, y: 2 }]])).changes).toEqual([]);
  });
});

describe('a wire is refused with the reason (D9)', () => {
  const more = agentPipeline([node('look', 'look')], {}, {});
  const wide = {
    ...more,
    nodes: [
      ...more.nodes,
      node('note', 'text', { template: '{{a}}' }),
      node('find', 'find'),
      node('found', 'output', { name: 'found', type: 'passages' }),
    ],
  };
  test.each([
    ['to itself', wire('note.text', 'note.a'), 'wire.self'],
    ['that is there already', wire('question.value', 'agent.task'), 'wire.duplicate'],
    ['to a port that is not there', wire('agent.answer', 'question.value'), 'wire.port'],
    ['to a tool of an agent', wire('question.value', 'look.query'), 'wire.plugged'],
    ['of a step that cannot be a tool', plug('note', 'agent'), 'wire.tool'],
    ['to a port that takes another type', wire('agent.answer', 'found.value'), 'wire.type'],
  ])('%s', (_, tried, code) => {
    expect(refusalOf(wide, testCatalog, tried)?.code).toBe(code);
  });

  test('but not one that fits', () => {
    expect(refusalOf(wide, testCatalog, wire('agent.answer', 'note.a'))).toBeNull();
    expect(refusalOf(wide, testCatalog, plug('find', 'agent'))).toBeNull();
  });

  test('and a circle of data wires is one', () => {
    const chain = {
      ...wide,
      nodes: [...wide.nodes, node('second', 'text', { template: '{{b}}' })],
      wires: [...wide.wires, wire('note.text', 'second.b')],
    };
    expect(refusalOf(chain, testCatalog, wire('second.text', 'note.a'))?.code).toBe('wire.cycle');
  });
});

test('a wire is judged as quickly as the pointer moves, however large the pipeline is (D9)', () => {
  const ids = Array.from({ length: 5000 }, (_, index) => `n${index}`);
  const large = pipeline(
    ids.map((id) => node(id, 'text', { template: '{{v}} {{w}}' })),
    ids.slice(1).map((id, index) => wire(`n${index}.text`, `${id}.v`)),
    {
      pipelines: {
        inner: pipeline(
          ids.map((id) => node(id, 'text')),
          [],
        ),
      },
    },
  );
  const started = performance.now();
  for (let index = 0; index < 500; index += 1) {
    expect(refusalOf(large, testCatalog, wire(`n${index}.text`, `n${index + 2}.w`))).toBeNull();
    expect(refusalOf(large, testCatalog, wire(`n${index + 9}.text`, `n${index}.w`))?.code).toBe('wire.cycle');
  }
  expect(performance.now() - started).toBeLessThan(4000);
});

test('a wire dropped on the canvas offers only kinds that it fits', () => {
  const tools = kindsFor(testCatalog, { node: 'agent', side: 'tools' }).map(({ kind }) => kind);
  expect(tools).toContain('look');
  expect(tools).not.toContain('branch');
  const passages = kindsFor(testCatalog, { node: 'find', side: 'out', port: { name: 'passages', type: 'passages' } });
  expect(passages.map(({ kind }) => kind)).toContain('agent');
  expect(passages.map(({ kind }) => kind)).not.toContain('input');
});

test('nodes without a position stand in the order of their wires, tools beneath their agent', () => {
  const places = placeNodes(document);
  const [question, agent, answer, look] = ['question', 'agent', 'answer', 'look'].map((id) => places.get(id));
  expect(question?.x).toBeLessThan(agent?.x ?? 0);
  expect(agent?.x).toBeLessThan(answer?.x ?? 0);
  expect(look?.y).toBeGreaterThan(agent?.y ?? 0);
});
