// Saved pipelines, what was done to them, their folders, pins and bindings: nothing that was told to the library is lost, and two windows
// cannot undo each other.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256Hex } from '../../../src/main/store/chain.ts';
import { keptEntries, type LogEntry } from '../../../src/main/store/edit-log.ts';
import { keptSteps } from '../../../src/main/store/library-steps.ts';
import type { NewPipeline, PipelineText } from '../../../src/main/store/library.ts';
import { keptRevisions } from '../../../src/main/store/revisions.ts';
import type { Store } from '../../../src/main/store/store.ts';
import type { LibraryChange } from '../../../src/shared/api/library.ts';
import { searchedWords } from '../../../src/shared/pipeline/words.ts';
import { sampleRun } from '../../kit/journal-samples.ts';
import { writeSchema2 } from '../../kit/schema-2.ts';
import { pipeline } from '../../kit/pipelines.ts';
import { type StoreFolder, storeFolder } from '../../kit/store-folder.ts';

const text = (title: string, size = 0): PipelineText => ({
  title,
  description: `About ${title}`,
  tags: '["a"]',
  nodes: 2,
  picture: '{"width":1}',
  words: `${title}\nAbout ${title}`,
  document: JSON.stringify({ meta: { title }, text: '漢'.repeat(size) }),
});
const made = (id: string, title: string, more: Partial<NewPipeline> = {}): NewPipeline => ({
  id,
  ...text(title),
  folder: null,
  entries: [],
  from: null,
  bindings: {},
  label: null,
  ...more,
});
const done = (...bodies: string[]): LogEntry[] => bodies.map((body) => ({ op: 'do', body }));
const edit = (...changes: LibraryChange[]) => ({ label: 'step', title: 'T', changes });
const listed = (id: string, after: boolean): LibraryChange => ({ of: 'listed', id, before: !after, after });

describe.each(['same', 'worker'] as const)('the library (thread: %s)', (thread) => {
  let folder: StoreFolder;
  let store: Store;
  let library: Store['library'];
  beforeEach(async () => {
    folder = storeFolder();
    store = await folder.open(thread);
    library = store.library;
  });
  afterEach(() => folder.remove());

  const again = async () => {
    await store.close();
    store = await folder.open(thread);
    return store.library;
  };

  test('gives back what was saved, also after a restart', async () => {
    const created = await library.create(made('p1', 'One', text('One', 5000)));
    const { document: first, words: _, ...shown } = text('One', 5000);
    const row = { ...shown, id: 'p1', folder: null, revision: 1, updatedAt: expect.any(Number), openedAt: null };
    expect(created).toEqual({ row, seq: 0 });
    const saved = await library.save('p1', 0, text('Uno', 6000));
    expect(saved).toMatchObject({ title: 'Uno', revision: 2 });
    const restarted = await again();
    const { document } = text('Uno', 6000);
    expect(await restarted.open('p1')).toEqual({ ...saved, document, hash: sha256Hex(document), seq: 0 });
    expect(await restarted.open('p1', 1)).toMatchObject({ revision: 1, document: first });
    expect(await restarted.list()).toEqual([saved]);
    await restarted.opened('p1');
    expect((await restarted.list())[0]?.openedAt).toEqual(expect.any(Number));
    await expect(restarted.create(made('p1', 'Other'))).rejects.toMatchObject({ code: 'library.exists' });
  });

  test('refuses whoever does not know the last entry of the log, and keeps the other (P41)', async () => {
    const behind = (seq: number, last: number) => ({
      code: 'edits.behind',
      retryable: false,
      details: { id: 'p1', seq, last },
      action: expect.stringMatching(/\w/),
    });
    await library.create(made('p1', 'One'));
    expect(await library.appendEdits('p1', 0, done('"a"', '"b"'))).toBe(2);
    for (const call of [
      library.appendEdits('p1', 0, done('"x"', '"y"')),
      library.appendEdits('p1', 1, done('"x"')),
      library.save('p1', 1, text('X')),
    ])
      await expect(call).rejects.toMatchObject({ code: 'edits.behind' });
    await expect(library.appendEdits('p1', 3, done('"x"'))).rejects.toMatchObject(behind(3, 2));
    const both = await Promise.allSettled([
      library.appendEdits('p1', 2, done('"first"')),
      library.appendEdits('p1', 2, done('"second"')),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await expect(library.save('p1', 2, text('X'))).rejects.toMatchObject(behind(2, 3));
    expect(await library.save('p1', 3, text('All'))).toMatchObject({ revision: 2 });
    const restarted = await again();
    expect((await restarted.logged('p1', 0)).map(({ seq, op, body }) => [seq, op, body])).toEqual([
      [1, 'do', '"a"'],
      [2, 'do', '"b"'],
      [3, 'do', '"first"'],
    ]);
  });

  test('keeps every entry that no save has taken in, in order, also after a restart', async () => {
    await library.create(made('p1', 'One'));
    await library.appendEdits('p1', 0, [...done('"a"'), { op: 'join', body: '"b"' }, { op: 'undo', body: '"c"' }]);
    await library.save('p1', 3, text('With a, b and c'));
    expect(await library.editsSince('p1', 0)).toMatchObject({ last: 3, revision: 2, savedSeq: 3 });
    await library.appendEdits('p1', 3, [{ op: 'redo', body: '"d"' }]);
    const restarted = await again();
    const entry = { seq: 4, op: 'redo', body: '"d"', at: expect.any(Number) };
    expect(await restarted.editsSince('p1', 3)).toEqual({ entries: [entry], last: 4, revision: 2, savedSeq: 3 });
    expect(await restarted.editsSince('p1', 9)).toMatchObject({ entries: [], last: 4 });
    expect(await restarted.head('p1')).toEqual({
      document: text('With a, b and c').document,
      entries: [entry],
      last: 4,
    });
    for (const call of [restarted.editsSince('no', 0), restarted.appendEdits('no', 0, done('"x"'))])
      await expect(call).rejects.toMatchObject({ code: 'library.unknown' });
  });

  test('gives a copy the log, the bindings and the pins of its original, and a sample forgets what is in the copy', async () => {
    await library.appendEdits('sample:brief', 0, done('"a"'));
    await library.appendEdits('sample:review', 0, done('"b"'));
    await library.create(made('p1', 'One', { from: 'sample:brief', bindings: { news: '/a' }, entries: done('"a"') }));
    expect(await library.open('p1')).toMatchObject({ seq: 1 });
    expect((await library.editsSince('sample:brief', 0)).entries).toEqual([]);
    expect((await library.editsSince('sample:review', 0)).entries).toHaveLength(1);
    await library.bind('p1', 'reports', '/b');
    const pins = (...pinned: NonNullable<LogEntry['pins']>) => [{ op: 'do', body: '"pin"', pins: pinned } as const];
    await library.appendEdits(
      'p1',
      1,
      pins({ node: 'find', outputs: '{"x":1}' }, { node: 'each/find', outputs: '{"y":1}' }),
    );
    await library.create(made('p2', 'Two', { from: 'p1' }));
    await library.bind('p1', 'reports', null);
    await library.appendEdits(
      'p1',
      2,
      pins({ node: 'find', outputs: null }, { node: 'each/find', outputs: '{"y":2}' }),
    );
    const restarted = await again();
    expect(await restarted.bindings('p1')).toEqual({ news: '/a' });
    expect(await restarted.bindings('p2')).toEqual({ news: '/a', reports: '/b' });
    expect(await restarted.pins('p1')).toEqual([{ node: 'each/find', outputs: '{"y":2}' }]);
    expect(await restarted.pins('p2')).toEqual([
      { node: 'each/find', outputs: '{"y":1}' },
      { node: 'find', outputs: '{"x":1}' },
    ]);
    expect((await restarted.logged('p1', 0)).map(({ body }) => body)).toEqual(['"a"', '"pin"', '"pin"']);
  });

  test('takes a pipeline out of the list, keeps it as it was, and brings it back (P42)', async () => {
    await library.create(made('p1', 'One', { label: 'create' }));
    const { row: two } = await library.create(made('p2', 'Two'));
    await library.edit(edit(listed('p1', false)), [], { way: 'do' });
    expect(await library.list()).toEqual([two]);
    for (const call of [library.open('p1'), library.save('p1', 0, text('X')), library.revisions('p1')])
      await expect(call).rejects.toMatchObject({ code: 'library.unknown' });
    const restarted = await again();
    const step = await restarted.nextStep('undo');
    expect(JSON.parse(step?.body ?? '')).toEqual(edit(listed('p1', false)));
    await restarted.edit(edit(listed('p1', true)), [], { way: 'undo', seq: step?.seq ?? 0 });
    expect(await restarted.list()).toHaveLength(2);
    await expect(
      restarted.edit(edit(listed('p1', true)), [], { way: 'undo', seq: step?.seq ?? 0 }),
    ).rejects.toMatchObject({ code: 'library.step_moved' });
    expect(await restarted.nextStep('redo')).toEqual(step);
    const creation = await restarted.nextStep('undo');
    expect(JSON.parse(creation?.body ?? '')).toEqual({ label: 'create', title: 'One', changes: [listed('p1', true)] });
    await restarted.edit(edit(listed('p2', false)), [], { way: 'do' });
    expect(await restarted.nextStep('redo')).toBeNull();
  });

  test('does all of an edit of the library or nothing, and keeps of it what it really changed (P42)', async () => {
    await library.create(made('p1', 'One'));
    const folderOf = (path: string, after: boolean): LibraryChange => ({ of: 'folder', path, before: !after, after });
    const place = (id: string, after: string | null): LibraryChange => ({ of: 'place', id, before: null, after });
    const apply = (...changes: LibraryChange[]) => library.edit(edit(...changes), [], { way: 'do' });
    await apply(place('p1', 'A/B'), folderOf('A/B', true));
    expect(JSON.parse((await library.nextStep('undo'))?.body ?? '').changes).toEqual([
      folderOf('A', true),
      folderOf('A/B', true),
      place('p1', 'A/B'),
    ]);
    const before = [await library.folders(), await library.list(), await library.nextStep('undo')];
    for (const [changes, code] of [
      [[place('p1', null), place('no', null)], 'library.unknown'],
      [[folderOf('New', true), place('p1', 'Other')], 'library.folder_unknown'],
      [[folderOf('New', true), folderOf('A/B', false)], 'library.folder_taken'],
      [[place('p1', null), folderOf('A', false)], 'library.folder_taken'],
    ] as const) {
      await expect(apply(...changes)).rejects.toMatchObject({ code, action: expect.stringMatching(/\w/) });
      expect([await library.folders(), await library.list(), await library.nextStep('undo')]).toEqual(before);
    }
    await apply(folderOf('A', true), place('p1', 'A/B'));
    expect(await library.nextStep('undo')).toEqual(before[2]);
    await apply(listed('p1', false));
    await apply(folderOf('A', false), folderOf('A/B', false));
    expect(await library.folders()).toEqual([]);
    await apply(listed('p1', true));
    expect(await library.list()).toMatchObject([{ id: 'p1', folder: null }]);
    await expect(library.create(made('p2', 'Two', { folder: 'A' }))).rejects.toMatchObject({
      code: 'library.folder_unknown',
    });
  });

  test('rewrites a document with an edit of the library, unless something else was done to it meanwhile', async () => {
    await library.create(made('p1', 'One', { entries: done('"a"') }));
    const title: LibraryChange = { of: 'title', id: 'p1', before: 'One', after: 'Two' };
    const rewritten = { id: 'p1', entry: { op: 'do', body: '"b"' }, text: text('Two') } as const;
    await expect(
      library.edit(edit(title, listed('p1', false)), [{ ...rewritten, after: 0 }], { way: 'do' }),
    ).rejects.toMatchObject({ code: 'edits.behind' });
    expect(await library.list()).toMatchObject([{ title: 'One', revision: 1 }]);
    await library.edit(edit(title), [{ ...rewritten, after: 1 }], { way: 'do' });
    expect(await library.open('p1')).toMatchObject({ title: 'Two', revision: 2, seq: 2 });
  });

  test('finds what holds every word, whatever its case and script, with the place of the first (P43)', async () => {
    const words = 'Wetterbericht\n请注意：明天下大雨，出门带伞\nÄrger über 100%_\\ der “Würfe”';
    await library.create(made('p1', 'One', { words }));
    await library.create(made('p2', 'Two', { words: 'Nothing of the kind' }));
    const search = async (typed: string) => library.search(searchedWords(typed));
    for (const [typed, found] of [
      ['明天', '请注意：明天下大雨，出门带伞'],
      ['带伞 wetter', '请注意：明天下大雨，出门带伞'],
      ['ÄRGER', 'Ärger über 100%_\\ der “Würfe”'],
      ['%_\\', 'Ärger über 100%_\\ der “Würfe”'],
      ['u\u0308ber', 'Ärger über 100%_\\ der “Würfe”'],
    ] as const)
      expect(await search(typed)).toEqual([{ id: 'p1', found }]);
    for (const typed of ['sunshine', '明天 sunshine', 'w%t']) expect(await search(typed)).toEqual([]);
    await library.save('p1', 0, { ...text('One'), words: 'Sunshine' });
    expect(await search('大雨')).toEqual([]);
    expect(await search('sunshine')).toEqual([{ id: 'p1', found: 'Sunshine' }]);
    await library.edit(edit(listed('p1', false)), [], { way: 'do' });
    expect(await search('sunshine')).toEqual([]);
  });

  test('says so when there is no such pipeline or revision', async () => {
    for (const call of [
      library.open('no'),
      library.head('no'),
      library.save('no', 0, text('X')),
      library.revisions('no'),
      library.nameRevision('no', 1, 'x'),
      library.edit(edit(listed('no', false)), [], { way: 'do' }),
    ])
      await expect(call).rejects.toMatchObject({ code: 'library.unknown' });
    await library.create(made('p1', 'One'));
    for (const call of [library.open('p1', 7), library.nameRevision('p1', 7, 'x')])
      await expect(call).rejects.toMatchObject({ code: 'library.revision_unknown' });
  });

  test('keeps the document that a run was started from by its hash, once for all its runs (R40)', async () => {
    const { document } = text('One', 3000);
    await Promise.all(['run-1', 'run-2'].map((runId) => store.create(sampleRun(runId, { document }))));
    await store.create(sampleRun('run-3'));
    await again();
    expect(await store.document(sha256Hex(document))).toBe(document);
    expect(await store.document(sha256Hex('other'))).toBeNull();
    expect(folder.raw((connection) => connection.prepare('SELECT count(*) FROM document').pluck().get())).toBe(1);
    folder.raw((connection) => connection.exec("UPDATE document SET body = x'7b7d', codec = 0"));
    await expect(store.document(sha256Hex(document))).rejects.toMatchObject({ code: 'storage.corrupt' });
  });
});

describe('what is kept', () => {
  let folder: StoreFolder;
  beforeEach(() => {
    folder = storeFolder();
  });
  afterEach(() => folder.remove());

  test(`the last ${keptRevisions} revisions, those with a name, and of what is older the last of each hour (P44)`, {
    timeout: 60_000,
  }, async () => {
    const { library } = await folder.open();
    await library.create(made('p1', '1'));
    await library.create(made('p2', '1'));
    const save = (revision: number) => library.save('p1', 0, text(String(revision)));
    await Promise.all(Array.from({ length: keptRevisions - 1 }, (_, n) => save(n + 2)));
    await library.nameRevision('p1', 2, 'Before the review');
    // Ten revisions in each of ten hours of long ago.
    folder.raw((connection) =>
      connection.exec("UPDATE revision SET createdAt = 3600000 * (1000 + (revision - 1) / 10) WHERE pipeline = 'p1'"),
    );
    const numbers = async () => (await library.revisions('p1')).map(({ revision }) => revision).toReversed();
    const newest = (from: number) => Array.from({ length: keptRevisions }, (_, n) => from + n);
    await save(101);
    expect(await numbers()).toEqual([1, ...newest(2)]);
    for (let revision = 102; revision <= 125; revision += 1) await save(revision);
    expect(await numbers()).toEqual([2, 10, 20, 25, ...newest(26)]);
    expect(await library.open('p1', 20)).toMatchObject({ document: text('20').document });
    await library.nameRevision('p1', 2, null);
    await save(126);
    expect(await numbers()).toEqual([10, 20, 26, ...newest(27)]);
    expect(await library.revisions('p2')).toHaveLength(1);
  });

  test(`the last ${keptEntries} entries of a log, and all that no save has taken in (P40)`, async () => {
    const { library } = await folder.open();
    await library.create(made('p1', '1'));
    await library.create(made('p2', '1', { entries: done('"kept"') }));
    const many = done(...Array.from({ length: keptEntries }, (_, n) => String(n + 1)));
    await library.appendEdits('p1', 0, [...done('0'), ...many]);
    expect(await library.logged('p1', 0)).toHaveLength(keptEntries + 1);
    await library.save('p1', keptEntries + 1, text('2'));
    await library.appendEdits('p1', keptEntries + 1, done('"new"'));
    const left = await library.logged('p1', 0);
    expect(left).toHaveLength(keptEntries);
    expect([left[0]?.seq, left.at(-1)?.seq]).toEqual([3, keptEntries + 2]);
    expect(await library.logged('p2', 0)).toHaveLength(1);
    await expect(library.editsSince('p1', 1)).rejects.toMatchObject({
      code: 'edits.forgotten',
      action: expect.stringMatching(/\w/),
    });
    expect((await library.editsSince('p1', 2)).entries).toHaveLength(keptEntries);
  });

  test(`the last ${keptSteps} steps of the library`, async () => {
    const { library } = await folder.open();
    await library.create(made('p1', '1'));
    for (let step = 0; step < keptSteps + 5; step += 1)
      void library.edit(edit(listed('p1', step % 2 === 1)), [], { way: 'do' });
    await library.nextStep('undo');
    const count = () =>
      folder.raw((connection) => connection.prepare('SELECT count(*) FROM libraryStep').pluck().get());
    expect(count()).toBe(keptSteps);
  });

  test('a document that was altered in the file is refused, and earlier revisions can still be opened', async () => {
    const store = await folder.open();
    await store.library.create(made('p1', 'One', text('One', 2000)));
    await store.library.save('p1', 0, text('Two'));
    folder.raw((connection) => connection.exec("UPDATE revision SET document = x'7b7d', codec = 0 WHERE revision = 2"));
    await expect(store.library.open('p1')).rejects.toMatchObject({
      code: 'storage.corrupt',
      details: { id: 'p1', revision: 2 },
    });
    expect((await store.library.open('p1', 1)).document).toBe(text('One', 2000).document);
  });

  test('a library of the second version of the tables keeps its revisions and all that was done to it', async () => {
    const titled = (title: string) => pipeline([], [], { meta: { title } });
    const retitle = (before: string, after: string) => ({
      label: 'edit.meta',
      changes: [{ of: 'meta', key: 'title', before, after } as const],
    });
    writeSchema2(folder.file, {
      id: 'p1',
      documents: [titled('A'), titled('B'), titled('D')],
      edits: [
        { edit: retitle('A', 'B'), saved: 2 },
        { edit: retitle('B', 'C'), saved: 3 },
        { edit: retitle('C', 'D'), saved: 3 },
        { edit: retitle('D', 'E'), saved: null },
      ],
    });
    const { library } = await folder.open();
    expect(await library.undescribed()).toEqual(['p1']);
    expect(await library.list()).toEqual([
      {
        id: 'p1',
        title: 'D',
        description: null,
        tags: '[]',
        nodes: 0,
        picture: null,
        folder: null,
        revision: 3,
        updatedAt: 1000,
        openedAt: null,
      },
    ]);
    const seqs = await Promise.all([1, 2, 3].map(async (revision) => (await library.open('p1', revision)).seq));
    expect(seqs).toEqual([0, 1, 3]);
    const logged = await library.logged('p1', 0);
    expect(logged.map(({ seq, op }) => [seq, op])).toEqual([1, 2, 3, 4].map((seq) => [seq, 'do']));
    expect(JSON.parse(logged[3]?.body ?? '')).toEqual(retitle('D', 'E'));
    const { document: _, ...description } = text('E');
    await library.describe('p1', 2, description);
    expect(await library.undescribed()).toEqual(['p1']);
    await library.describe('p1', 3, description);
    expect(await library.undescribed()).toEqual([]);
    expect(await library.appendEdits('p1', 4, done('"x"'))).toBe(5);
  });
});
