// Saved pipelines, their edits and their bindings: nothing that was told to the library is lost, and two windows cannot undo each other.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keptRevisions, type PipelineText } from '../../../src/main/store/library.ts';
import { sha256Hex } from '../../../src/main/store/chain.ts';
import type { Store } from '../../../src/main/store/store.ts';
import { type StoreFolder, storeFolder } from '../../kit/store-folder.ts';

const text = (title: string, size = 0): PipelineText => ({
  title,
  description: `About ${title}`,
  document: JSON.stringify({ meta: { title }, text: '漢'.repeat(size) }),
});

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
    const created = await library.create({ id: 'p1', ...text('One', 5000) });
    expect(created).toEqual({
      id: 'p1',
      title: 'One',
      description: 'About One',
      revision: 1,
      updatedAt: expect.any(Number),
    });
    const saved = await library.save('p1', 1, text('Uno', 6000));
    expect(saved).toMatchObject({ title: 'Uno', revision: 2 });
    const restarted = await again();
    const { document } = text('Uno', 6000);
    expect(await restarted.open('p1')).toEqual({ ...saved, document, hash: sha256Hex(document) });
    expect(await restarted.open('p1', 1)).toMatchObject({ revision: 1, document: text('One', 5000).document });
    expect(await restarted.list()).toEqual([saved]);
    await expect(restarted.create({ id: 'p1', ...text('Other') })).rejects.toMatchObject({ code: 'library.exists' });
  });

  test('refuses a save that grew from another revision, and keeps the other', async () => {
    await library.create({ id: 'p1', ...text('One') });
    await library.save('p1', 1, text('First window'));
    await expect(library.save('p1', 1, text('Second window'))).rejects.toMatchObject({
      code: 'library.conflict',
      details: { id: 'p1', base: 1, revision: 2 },
      action: expect.stringMatching(/\w/),
    });
    expect(await library.open('p1')).toMatchObject({ title: 'First window', revision: 2 });
    const both = await Promise.allSettled([library.save('p1', 2, text('A')), library.save('p1', 2, text('B'))]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await library.open('p1')).toMatchObject({ title: 'A', revision: 3 });
  });

  test('takes a removed pipeline out of the list and restores it as it was', async () => {
    const one = await library.create({ id: 'p1', ...text('One') });
    const two = await library.create({ id: 'p2', ...text('Two') });
    await library.remove('p1');
    await library.remove('p1');
    expect(await library.list()).toEqual([two]);
    for (const call of [library.open('p1'), library.save('p1', 1, text('X')), library.revisions('p1')]) {
      await expect(call).rejects.toMatchObject({ code: 'library.unknown' });
    }
    const restarted = await again();
    await restarted.restore('p1');
    expect(await restarted.open('p1')).toMatchObject(one);
    expect(await restarted.list()).toHaveLength(2);
  });

  test('says so when there is no such pipeline or revision', async () => {
    const unknown = { code: 'library.unknown' };
    for (const call of [
      library.open('no'),
      library.save('no', 1, text('X')),
      library.remove('no'),
      library.restore('no'),
    ]) {
      await expect(call).rejects.toMatchObject(unknown);
    }
    await library.create({ id: 'p1', ...text('One') });
    await expect(library.open('p1', 7)).rejects.toMatchObject({ code: 'library.revision_unknown' });
  });

  test('keeps every edit that no save has taken in, in order, also after a restart', async () => {
    await library.create({ id: 'p1', ...text('One') });
    expect(await library.appendEdits('p1', 1, ['"a"', '"b"'])).toBe(2);
    expect(await library.appendEdits('p1', 1, ['"c"'])).toBe(3);
    await library.save('p1', 1, text('With a, b and c'));
    expect(await library.editsSince('p1', 2)).toEqual([]);
    // Told after the save had been sent and before its answer came: the window still believes in revision 1.
    await library.appendEdits('p1', 1, ['"d"']);
    await library.appendEdits('p1', 2, ['"e"']);
    const restarted = await again();
    const pending = await restarted.editsSince('p1', 2);
    expect(pending).toEqual([
      { seq: 4, base: 1, revision: 2, body: '"d"', at: expect.any(Number) },
      { seq: 5, base: 2, revision: 2, body: '"e"', at: expect.any(Number) },
    ]);
    expect((await restarted.editsSince('p1', 1)).map(({ body }) => body)).toEqual(['"a"', '"b"', '"c"', '"d"', '"e"']);
  });

  test('keeps edits of a sample apart until they went into a copy', async () => {
    await library.appendEdits('sample:brief', 0, ['"a"']);
    await library.appendEdits('sample:review', 0, ['"b"']);
    expect((await library.editsSince('sample:brief', 0)).map(({ body }) => body)).toEqual(['"a"']);
    await library.clearEdits('sample:brief');
    expect(await library.editsSince('sample:brief', 0)).toEqual([]);
    expect(await library.editsSince('sample:review', 0)).toHaveLength(1);
  });

  test('keeps where handles point, per pipeline', async () => {
    await library.bind('sample:brief', 'news', '/a');
    await library.bind('sample:brief', 'news', '/b');
    await library.bind('sample:brief', 'reports', '/c');
    await library.bind('p1', 'news', '/mine');
    await library.copyBindings('sample:brief', 'p1');
    await library.bind('sample:brief', 'reports', null);
    const restarted = await again();
    expect(await restarted.bindings('sample:brief')).toEqual({ news: '/b' });
    expect(await restarted.bindings('p1')).toEqual({ news: '/mine', reports: '/c' });
    expect(await restarted.bindings('p2')).toEqual({});
  });
});

test(`the last ${keptRevisions} revisions are kept, and the edits that led to them`, { timeout: 60_000 }, async () => {
  const folder = storeFolder();
  try {
    const { library } = await folder.open();
    await library.create({ id: 'p1', ...text('1') });
    await library.create({ id: 'p2', ...text('1') });
    await library.appendEdits('p2', 1, ['"kept"']);
    const work: Promise<unknown>[] = [];
    for (let revision = 1; revision < keptRevisions + 5; revision += 1) {
      work.push(library.appendEdits('p1', revision, [String(revision)]));
      work.push(library.save('p1', revision, text(String(revision + 1))));
    }
    await Promise.all(work);
    const revisions = await library.revisions('p1');
    expect(revisions.map(({ revision }) => revision)).toEqual(
      Array.from({ length: keptRevisions }, (_, n) => keptRevisions + 5 - n),
    );
    expect((await library.editsSince('p1', 0)).map(({ body }) => Number(body))).toEqual(
      Array.from({ length: keptRevisions - 1 }, (_, n) => n + 6),
    );
    expect(await library.editsSince('p2', 0)).toHaveLength(1);
    expect(await library.open('p1', 6)).toMatchObject({
      title: String(keptRevisions + 5),
      document: text('6').document,
    });
  } finally {
    await folder.remove();
  }
});

test('a document that was altered in the file is refused, and earlier revisions can still be opened', async () => {
  const folder = storeFolder();
  try {
    const store = await folder.open();
    await store.library.create({ id: 'p1', ...text('One', 2000) });
    await store.library.save('p1', 1, text('Two'));
    folder.raw((connection) => connection.exec("UPDATE revision SET document = x'7b7d', codec = 0 WHERE revision = 2"));
    await expect(store.library.open('p1')).rejects.toMatchObject({
      code: 'storage.corrupt',
      details: { id: 'p1', revision: 2 },
    });
    expect((await store.library.open('p1', 1)).document).toBe(text('One', 2000).document);
  } finally {
    await folder.remove();
  }
});
