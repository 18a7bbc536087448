// The open pipeline over a host in memory: undo and redo, the crash journal, saves, samples that become copies.

import { describe, expect, test } from 'vitest';
import { addKind, insert, move, pieceOf, remove, setParam } from '../../src/renderer/document/gestures.ts';
import { clipboardText, pieceFromText } from '../../src/renderer/document/clipboard.ts';
import { openDocument, type OpenDocumentOptions } from '../../src/renderer/document/open-document.ts';
import { refusalOf } from '../../src/renderer/document/wire-rules.ts';
import { kindsFor } from '../../src/renderer/document/fitting-kinds.ts';
import { placeNodes } from '../../src/shared/pipeline/view/placement.ts';
import { LonglineError } from '../../src/shared/errors.ts';
import type { PipelineDocument } from '../../src/shared/pipeline/document.ts';
import type { PipelineEdit } from '../../src/shared/pipeline/edits.ts';
import type { KindCard } from '../../src/shared/tool/kind.ts';
import { agentPipeline, node, plug, testCatalog, wire } from '../kit/pipelines.ts';

const document = agentPipeline([node('look', 'look')]);
const card = (kind: string): KindCard => {
  const entry = testCatalog.get(kind);
  if (entry === undefined) throw new Error(kind);
  return entry.card;
};

function opened(sample = false, failing?: LonglineError) {
  const told: { readonly id: string; readonly revision: number; readonly edits: readonly PipelineEdit[] }[] = [];
  const saves: { readonly id: string; readonly revision: number; readonly document: PipelineDocument }[] = [];
  const host: OpenDocumentOptions['host'] = {
    'edits.append': async (input) => {
      told.push(input);
      return {};
    },
    'library.save': async (input) => {
      if (failing !== undefined) throw failing;
      saves.push(input);
      return { revision: input.revision + 1 };
    },
    'library.create': async (input) => {
      saves.push({ id: 'copy', revision: 0, document: input.document });
      return { id: 'copy', revision: 1 };
    },
    'library.open': async ({ id }) => ({ id, sample: false, revision: 1, document, edits: [], handles: [] }),
  };
  const open = openDocument({
    host,
    opened: { id: sample ? 'sample:a' : 'p1', sample, revision: sample ? 0 : 3, document, edits: [], handles: [] },
    onSaved: () => undefined,
    autosaveMs: null,
  });
  return { open, told, saves };
}

describe('an open pipeline', () => {
  test('takes every edit back and brings it again', () => {
    const { open } = opened();
    open.edit(setParam(document, 'agent', 'instructions', 'Be long.'));
    open.edit(remove(open.store.getState().document, ['look'], []));
    const after = open.store.getState().document;
    open.undo();
    open.undo();
    expect(open.store.getState().document).toEqual(document);
    open.redo();
    open.redo();
    expect(open.store.getState().document).toEqual(after);
    expect(after.wires).toHaveLength(2);
  });

  test('counts what is typed into one field as one step', () => {
    const { open } = opened();
    for (const text of ['a', 'ab', 'abc']) {
      open.edit(setParam(open.store.getState().document, 'agent', 'instructions', text), 'param agent instructions');
    }
    expect(open.store.getState().past).toHaveLength(1);
    open.undo();
    expect(open.store.getState().document).toEqual(document);
  });

  test('tells each edit, undo included, to the crash journal with the revision that it grew from', async () => {
    const { open, told, saves } = opened();
    open.edit(setParam(document, 'agent', 'instructions', 'x'));
    open.undo();
    open.redo();
    await open.save();
    expect(told.flatMap(({ edits }) => edits)).toHaveLength(3);
    expect(told.every(({ id, revision }) => id === 'p1' && revision === 3)).toBe(true);
    expect(saves.map(({ revision }) => revision)).toEqual([3]);
    expect(open.store.getState()).toMatchObject({ revision: 4, failure: null });
  });

  test('of a sample becomes a copy in the library with its first save', async () => {
    const { open, told } = opened(true);
    open.edit(setParam(document, 'agent', 'instructions', 'x'));
    expect(await open.save()).toBe('copy');
    expect(told).toEqual([]);
    expect(open.store.getState()).toMatchObject({ id: 'copy', sample: false, revision: 1 });
  });

  test('that could not be saved says why, keeps the edit and can become a copy', async () => {
    const conflict = new LonglineError('library.conflict', 'Another window saved it.');
    const { open } = opened(false, conflict);
    open.edit(setParam(document, 'agent', 'instructions', 'x'));
    await expect(open.save()).rejects.toBe(conflict);
    expect(open.store.getState().failure?.code).toBe('library.conflict');
    expect(open.store.getState().document).not.toBe(open.store.getState().saved);
    expect(await open.saveCopy()).toBe('copy');
    expect(open.store.getState()).toMatchObject({ id: 'copy', failure: null });
    expect(open.store.getState().document).toBe(open.store.getState().saved);
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

  test('make no edit of a move that ends where it began', () => {
    const placed = { ...document, view: { positions: { agent: { x: 1, y: 2 } } } };
    expect(move(placed, new Map([['agent', { x: 1, y: 2 }]])).changes).toEqual([]);
  });
});

describe('a wire is refused with the reason', () => {
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
