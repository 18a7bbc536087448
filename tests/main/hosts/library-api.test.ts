// The library behind the contract with real files: what a restart leaves of histories and of steps, and what two windows do to each other.

import fc from 'fast-check';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEngine } from '../../../src/main/hosts/engine.ts';
import type { Engine } from '../../../src/main/hosts/engine-types.ts';
import { databaseFileName } from '../../../src/main/store/database.ts';
import type { ApiOutput } from '../../../src/shared/api/table.ts';
import { emptyDocument, type PipelineDocument } from '../../../src/shared/pipeline/document.ts';
import {
  addNode,
  addWire,
  applyEdit,
  invertEdit,
  moveNode,
  removeNode,
  type PipelineEdit,
} from '../../../src/shared/pipeline/edits.ts';
import { emptyHistory, extendHistory, type History, type HistoryEntry } from '../../../src/shared/pipeline/history.ts';
import { node, pipeline, wire } from '../../kit/pipelines.ts';
import { engineInNewHome, removeEngineHome } from '../../kit/engine-home.ts';
import { writeSchema2 } from '../../kit/schema-2.ts';

let home: string;
let engine: Engine;

beforeEach(async () => {
  ({ home, engine } = await engineInNewHome());
});

afterEach(() => removeEngineHome({ home, engine }));

const restart = async () => {
  await engine.close();
  engine = await createEngine({ host: 'cli' });
};
const create = async (document: PipelineDocument) =>
  engine.api['library.create']({ document, from: null, folder: null, entries: [], label: null });
const edit = (label: string, ...changes: PipelineEdit['changes']): PipelineEdit => ({ label, changes });
const retitle = (before: string, after: string): PipelineEdit =>
  edit('edit.meta', { of: 'meta', key: 'title', before, after });

/** What a window holds of a pipeline. */
interface Window {
  readonly document: PipelineDocument;
  readonly history: History;
  readonly seq: number;
}

function windowOf(opened: Pick<ApiOutput<'library.open'>, 'document' | 'past' | 'future' | 'entries' | 'seq'>): Window {
  const { document, past, future, entries, seq } = opened;
  return entries.reduce(after, { document, history: { past, future }, seq: seq - entries.length });
}

function after({ document, history, seq }: Window, entry: HistoryEntry): Window {
  return { document: applyEdit(document, entry.edit), history: extendHistory(history, entry), seq: seq + 1 };
}

/** What a person might do next, from a number. */
function gesture({ document, history }: Window, number: number): HistoryEntry | null {
  const [last] = history.past.slice(-1);
  const [next] = history.future;
  const ids = document.nodes.map(({ id }) => id);
  const id = ids[number % Math.max(1, ids.length)] ?? '';
  switch (number % 7) {
    case 0:
    case 1: {
      const fresh =
        Array.from({ length: ids.length + 1 }, (_, n) => `n${n}`).find((name) => !ids.includes(name)) ?? 'n';
      const added = addNode(document, node(fresh, 'look'));
      return { op: 'do', edit: edit('edit.add', added, moveNode(document, fresh, { x: number, y: 0 })) };
    }
    case 2:
      return ids.length === 0 ? null : { op: 'do', edit: edit('edit.remove', ...removeNode(document, id)) };
    case 3: {
      const [from, to] = ids;
      if (from === undefined || to === undefined || document.wires.length > 0) return null;
      return { op: 'do', edit: edit('edit.connect', addWire(document, wire(`${from}.text`, `${to}.query`))) };
    }
    case 4: {
      const retitled = retitle(document.meta.title, `T${number}`);
      return { op: last?.label === 'edit.meta' ? 'join' : 'do', edit: retitled };
    }
    case 5:
      return last === undefined ? null : { op: 'undo', edit: invertEdit(last) };
    default:
      return next === undefined ? null : { op: 'redo', edit: next };
  }
}

test('a pipeline that is opened after a restart has the history that its window had (P40)', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 1000 }), { maxLength: 40 }), async (numbers) => {
      const { api } = engine;
      const { id } = await create(emptyDocument('T'));
      let window: Window = { document: emptyDocument('T'), history: emptyHistory, seq: 0 };
      for (const number of numbers) {
        const entry = gesture(window, number);
        if (entry !== null) {
          window = after(window, entry);
          await api['edits.append']({ id, after: window.seq - 1, entries: [entry] });
        }
        if (number % 5 === 0) await api['library.save']({ id, seq: window.seq, document: window.document });
      }
      await restart();
      expect(windowOf(await engine.api['library.open']({ id }))).toEqual(window);
    }),
    { numRuns: 25 },
  );
});

test('of a long history the last thousand steps come back (P40)', async () => {
  const { id } = await create(emptyDocument('0'));
  const steps = Array.from({ length: 3000 }, (_, n) => retitle(String(n), String(n + 1)));
  const entries = steps.map((step): HistoryEntry => ({ op: 'do', edit: step }));
  await engine.api['edits.append']({ id, after: 0, entries });
  await engine.api['library.save']({ id, seq: 3000, document: emptyDocument('3000') });
  const { past, future } = await engine.api['library.open']({ id });
  expect(past).toEqual(steps.slice(-1000));
  expect(future).toEqual([]);
});

test('a library of an earlier version opens with what no save had taken in, is listed with its picture, and is found', async () => {
  await engine.close();
  home = join(home, 'old');
  mkdirSync(home);
  process.env['LONGLINE_HOME'] = home;
  const titled = (title: string) => pipeline([node('n', 'clock')], [], { meta: { title, tags: ['weather'] } });
  writeSchema2(join(home, databaseFileName), {
    id: 'old',
    documents: [titled('A'), titled('B')],
    edits: [
      { edit: retitle('A', 'B'), saved: 2 },
      { edit: retitle('B', 'C'), saved: null },
    ],
  });
  engine = await createEngine({ host: 'cli' });
  const { api } = engine;
  expect((await api['library.list']({})).entries.at(-1)).toMatchObject({
    id: 'old',
    tags: ['weather'],
    nodes: 1,
    picture: { boxes: [{ category: 'compute' }] },
    openedAt: null,
  });
  expect(await api['library.search']({ text: 'WEATHER clock' })).toEqual([{ id: 'old', found: 'weather' }]);
  expect(await api['library.open']({ id: 'old' })).toMatchObject({
    revision: 2,
    document: titled('B'),
    past: [retitle('A', 'B')],
    entries: [{ op: 'do', edit: retitle('B', 'C') }],
    seq: 2,
  });
});

test('a pipeline whose document is damaged is listed all the same', async () => {
  const { id } = await create(emptyDocument('Damaged'));
  await engine.close();
  const { default: Database } = await import('better-sqlite3');
  const connection = new Database(join(home, databaseFileName));
  connection.exec("UPDATE revision SET document = x'7b7d'; UPDATE pipeline SET picture = NULL");
  connection.close();
  engine = await createEngine({ host: 'cli' });
  expect((await engine.api['library.list']({})).entries.at(-1)).toMatchObject({ id, title: 'Damaged', nodes: 0 });
  await expect(engine.api['library.open']({ id })).rejects.toMatchObject({ code: 'storage.corrupt' });
});

test('what was done to the library can be taken back and brought again after a restart (P42)', async () => {
  const { id } = await create(emptyDocument('One'));
  const titles = async () => {
    const { entries } = await engine.api['library.list']({});
    return entries.filter(({ sample }) => !sample).map(({ title }) => title);
  };
  const change = { of: 'title', id, before: 'One', after: 'Two' } as const;
  await engine.api['library.edit']({ edit: { label: 'rename', title: 'One', changes: [change] } });
  await restart();
  expect((await engine.api['library.undo']({})).edit?.label).toBe('rename');
  expect(await titles()).toEqual(['One']);
  expect(await engine.api['library.undo']({})).toEqual({ edit: null });
  await restart();
  expect((await engine.api['library.list']({})).redo).toMatchObject({ edit: { label: 'rename' } });
  expect((await engine.api['library.redo']({})).edit?.label).toBe('rename');
  expect(await titles()).toEqual(['Two']);
});

test('a rename takes in what a window does at the same moment, and loses none of it (P41)', async () => {
  const { id } = await create(emptyDocument('One'));
  const note = edit('edit.meta', { of: 'meta', key: 'author', before: null, after: 'Ada' });
  const change = { of: 'title', id, before: 'One', after: 'Two' } as const;
  const [, appended] = await Promise.allSettled([
    engine.api['library.edit']({ edit: { label: 'rename', title: 'One', changes: [change] } }),
    engine.api['edits.append']({ id, after: 0, entries: [{ op: 'do', edit: note }] }),
  ]);
  expect(appended.status).toBe('fulfilled');
  const { document, entries, past } = await engine.api['library.open']({ id });
  expect(document.meta).toEqual({ title: 'Two', author: 'Ada' });
  expect([past.length, entries.length]).toEqual([2, 0]);
});
