// What every journal promises, as tests over its public surface. A store passes by calling `journalPromises` with a way to make one.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { firstEpoch, type Claim, type Journal } from '../../src/main/drivers/journal.ts';
import type { EventDraft, RunEvent } from '../../src/shared/run/events.ts';
import { nodeFinished, runFinished, runStarted, sampleRun, sampleStart, seeded } from '../kit/journal-samples.ts';

export interface JournalUnderTest {
  readonly journal: Journal;
  /** Another owner over the same storage, as another process would be. */
  rival(): Promise<Journal>;
  /** Lets the time of every lease run out. */
  expireLeases(): Promise<void>;
  dispose(): Promise<void>;
}

/** Declares the tests that any journal must pass; `make` gives an empty one. */
export function journalPromises(name: string, make: () => Promise<JournalUnderTest>): void {
  describe(`${name} keeps the promises of a journal`, () => {
    let under: JournalUnderTest;
    let journal: Journal;

    beforeEach(async () => {
      under = await make();
      journal = under.journal;
    });
    afterEach(() => under.dispose());

    test('gives back exactly the events that were appended', async () => {
      const claim = await journal.create(sampleRun('run-1'));
      const drafts = [runStarted(), ...awkwardDrafts(), runFinished('done')];
      const stored = await journal.append(claim, drafts);
      const expected = drafts.map((draft, index) => ({ runId: 'run-1', seq: index + 1, ...draft }));
      expect(stored).toEqual(expected);
      const read = await journal.read('run-1', 1);
      expect(read).toEqual(expected);
      expect(read.map(sortedText)).toEqual(expected.map(sortedText));
      expect(await journal.verify('run-1')).toMatchObject({ events: drafts.length });
    });

    test('takes a run and what is appended in the tick of its creation', async () => {
      const [claim, stored] = await Promise.all([
        journal.create(sampleRun('run-1')),
        journal.append({ runId: 'run-1', epoch: firstEpoch }, [runStarted()]),
      ]);
      expect(claim).toEqual({ runId: 'run-1', epoch: firstEpoch });
      expect(await journal.read('run-1', 1)).toEqual(stored);
      await journal.append(claim, [nodeFinished({})]);
      expect((await journal.run('run-1'))?.lastSeq).toBe(2);
    });

    test('keeps bodies of every size', { timeout: 60_000 }, async () => {
      const claim = await journal.create(sampleRun('run-1'));
      const random = seeded(16);
      const sizes = [0, 1, 900, 1024, 1025, 16_200, 16_320, 16_330, 16_384, 16_385, 70_000, 1_000_000, 5_000_000];
      const drafts = sizes.flatMap((size) => [
        nodeFinished({ text: 'ä'.repeat(size / 2) }),
        nodeFinished({ text: noise(random, size) }),
      ]);
      for (const draft of drafts) await journal.append(claim, [draft]);
      const read = await journal.read('run-1', 1);
      expect(read.map(withoutPlace)).toEqual(drafts);
      expect(await journal.verify('run-1')).toMatchObject({ events: drafts.length });
    });

    test('numbers events from 1 without a gap, in the order of the calls', async () => {
      const claim = await journal.create(sampleRun('run-1'));
      const calls = Array.from({ length: 60 }, (_, call) =>
        journal.append(
          claim,
          Array.from({ length: call % 4 }, (__, part) => nodeFinished({ call, part })),
        ),
      );
      const answered = (await Promise.all(calls)).flat();
      expect(answered.map(({ seq }) => seq)).toEqual(Array.from({ length: 90 }, (_, index) => index + 1));
      expect(await journal.read('run-1', 1)).toEqual(answered);
      expect((await journal.run('run-1'))?.lastSeq).toBe(90);
    });

    test('appends of two runs in one tick do not disturb each other', async () => {
      const claims = await Promise.all([journal.create(sampleRun('run-1')), journal.create(sampleRun('run-2'))]);
      const calls = Array.from({ length: 40 }, (_, n) => journal.append(claims[n % 2] as Claim, [nodeFinished({ n })]));
      await Promise.all(calls);
      for (const [index, runId] of ['run-1', 'run-2'].entries()) {
        const expected = Array.from({ length: 20 }, (_, n) => ({
          runId,
          seq: n + 1,
          ...nodeFinished({ n: n * 2 + index }),
        }));
        expect(await journal.read(runId, 1)).toEqual(expected);
        expect(await journal.verify(runId)).toMatchObject({ events: 20 });
      }
    });

    test('an append that fails stores nothing, and its neighbours are stored', async () => {
      const claim = await journal.create(sampleRun('run-1'));
      const unwritable = nodeFinished({ n: 10n as unknown as number });
      const calls = await Promise.allSettled([
        journal.append(claim, [nodeFinished({ n: 1 })]),
        journal.append(claim, [nodeFinished({ n: 2 }), unwritable]),
        journal.append({ runId: 'run-1', epoch: claim.epoch + 1 }, [nodeFinished({ n: 3 })]),
        journal.append(claim, [nodeFinished({ n: 4 })]),
      ]);
      expect(calls.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
      const read = await journal.read('run-1', 1);
      expect(read.map(withoutPlace)).toEqual([nodeFinished({ n: 1 }), nodeFinished({ n: 4 })]);
      expect(await journal.verify('run-1')).toMatchObject({ events: 2 });
    });

    test('what was to follow a write that failed fails as well, and nothing of it is stored', async () => {
      const claim = await journal.create(sampleRun('run-1'));
      await journal.append(claim, [runStarted()], 1);
      const broken = { ...nodeFinished({}), outputs: { n: 1n } } as unknown as EventDraft;
      const outcomes = await Promise.allSettled([
        journal.append(claim, [broken], 2),
        journal.append(claim, [nodeFinished({ n: 3 })], 3),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      await expect(journal.append(claim, [nodeFinished({})], 5)).rejects.toMatchObject({ code: 'journal.gap' });
      expect((await journal.append(claim, [nodeFinished({ n: 2 })], 2)).map(({ seq }) => seq)).toEqual([2]);
      expect((await journal.read('run-1', 1)).length).toBe(2);
    });

    test('a fork begins with the events of another run, has a chain of its own, and leaves the other one as it was', async () => {
      const claim = await journal.create(sampleRun('run-1', { title: 'T' }));
      const random = seeded(7);
      const large = Array.from({ length: 3 }, () => nodeFinished({ text: noise(random, 40_000) }));
      const drafts = [
        runStarted(),
        { type: 'run.paused' as const, at: sampleStart + 1 },
        ...large,
        runFinished('done'),
      ];
      await journal.append(claim, drafts);
      const before = await journal.verify('run-1');
      const at = { from: 'run-1', seq: 5 };
      const [own, stored] = await Promise.all([
        journal.fork({ ...sampleRun('run-2', { title: 'T', createdAt: sampleStart + 20 }), forked: at }),
        journal.append({ runId: 'run-2', epoch: firstEpoch }, [nodeFinished({ own: true }, sampleStart + 21)]),
      ]);
      expect(own).toEqual({ runId: 'run-2', epoch: firstEpoch });
      expect(stored.map(({ seq }) => seq)).toEqual([5]);
      const events = await journal.read('run-2', 1);
      expect(events.map(withoutPlace)).toEqual([...drafts.slice(0, 4), nodeFinished({ own: true }, sampleStart + 21)]);
      expect(events.map(({ runId, seq }) => [runId, seq])).toEqual([1, 2, 3, 4, 5].map((seq) => ['run-2', seq]));
      expect(await journal.run('run-2')).toMatchObject({ status: 'paused', lastSeq: 5, forked: at });
      expect((await journal.verify('run-2')).events).toBe(5);
      expect(await journal.verify('run-1')).toEqual(before);
      const again = { from: 'run-2', seq: 6 };
      await journal.fork({ ...sampleRun('run-3'), forked: again });
      expect((await journal.read('run-3', 1)).map(withoutPlace)).toEqual(events.map(withoutPlace));
      await expect(journal.fork({ ...sampleRun('run-1'), forked: at })).rejects.toMatchObject({
        code: 'journal.run_exists',
      });
      const lost = { from: 'no', seq: 2 };
      await expect(journal.fork({ ...sampleRun('run-4'), forked: lost })).rejects.toMatchObject({
        code: 'journal.run_unknown',
      });
      expect(await journal.run('run-4')).toBeNull();
    });

    test('an append of nothing changes nothing', async () => {
      const claim = await journal.create(sampleRun('run-1'));
      const before = await journal.verify('run-1');
      expect(await journal.append(claim, [])).toEqual([]);
      expect(await journal.verify('run-1')).toEqual(before);
    });

    test('reads from any event on, and no more than asked for', async () => {
      const claim = await journal.create(sampleRun('run-1'));
      const stored = await journal.append(
        claim,
        Array.from({ length: 10 }, (_, n) => nodeFinished({ n })),
      );
      expect(await journal.read('run-1', 4, 3)).toEqual(stored.slice(3, 6));
      expect(await journal.read('run-1', 8)).toEqual(stored.slice(7));
      expect(await journal.read('run-1', 10, 1)).toEqual(stored.slice(9));
      expect(await journal.read('run-1', 11)).toEqual([]);
      expect(await journal.read('run-1', 1000)).toEqual([]);
      expect(await journal.read('run-1', 1, 0)).toEqual([]);
    });

    test('refuses a second run of the same id and leaves the first as it is', async () => {
      const claim = await journal.create(sampleRun('run-1', { title: 'First' }));
      await expect(journal.create(sampleRun('run-1', { title: 'Second' }))).rejects.toMatchObject({
        code: 'journal.run_exists',
      });
      expect((await journal.run('run-1'))?.title).toBe('First');
      await journal.append(claim, [runStarted()]);
    });

    test('keeps plans by their hash and refuses one under another hash', async () => {
      const run = sampleRun('run-1');
      await journal.create(run);
      expect(await journal.plan(run.planHash)).toEqual(run.plan);
      expect(await journal.plan('0'.repeat(64))).toBeNull();
      const wrong = { ...sampleRun('run-2'), planHash: 'f'.repeat(64) };
      await expect(journal.create(wrong)).rejects.toMatchObject({ code: 'journal.plan_mismatch' });
      expect(await journal.run('run-2')).toBeNull();
    });

    test('says so when there is no such run', async () => {
      for (const call of [journal.claim('no'), journal.read('no', 1), journal.verify('no')]) {
        await expect(call).rejects.toMatchObject({ code: 'journal.run_unknown' });
      }
      await expect(journal.append({ runId: 'no', epoch: 1 }, [runStarted()])).rejects.toMatchObject({
        code: 'journal.claim_lost',
      });
      expect(await journal.run('no')).toBeNull();
    });

    test('gives a run to one living owner only', async () => {
      await journal.create(sampleRun('run-1'));
      const rival = await under.rival();
      await expect(rival.claim('run-1')).rejects.toMatchObject({ code: 'journal.run_owned' });
      await expect(journal.claim('run-1')).rejects.toMatchObject({ code: 'journal.run_owned' });
    });

    test('a claim that was given back is void and free for others', async () => {
      const old = await journal.create(sampleRun('run-1'));
      await journal.append(old, [nodeFinished({ n: 1 })]);
      await journal.release(old);
      await expect(journal.append(old, [nodeFinished({ n: 2 })])).rejects.toMatchObject({ code: 'journal.claim_lost' });
      await expect(journal.renew(old)).rejects.toMatchObject({ code: 'journal.claim_lost' });
      const rival = await under.rival();
      const claim = await rival.claim('run-1');
      expect(claim.epoch).toBeGreaterThan(old.epoch);
      await rival.append(claim, [nodeFinished({ n: 3 })]);
      // Giving back what is held by another by now disturbs nobody.
      await journal.release(old);
      await rival.append(claim, [nodeFinished({ n: 4 })]);
      expect((await journal.read('run-1', 1)).map(withoutPlace)).toEqual([1, 3, 4].map((n) => nodeFinished({ n })));
    });

    test('an owner that let its lease run out loses the run to the next, and stores nothing more', async () => {
      const old = await journal.create(sampleRun('run-1'));
      await journal.append(old, [nodeFinished({ n: 1 })]);
      await under.expireLeases();
      const rival = await under.rival();
      const claim = await rival.claim('run-1');
      const lost = { code: 'journal.claim_lost' };
      await expect(journal.append(old, [nodeFinished({ n: 2 })])).rejects.toMatchObject(lost);
      await expect(journal.renew(old)).rejects.toMatchObject(lost);
      await rival.append(claim, [nodeFinished({ n: 3 })]);
      expect((await journal.read('run-1', 1)).map(withoutPlace)).toEqual([
        nodeFinished({ n: 1 }),
        nodeFinished({ n: 3 }),
      ]);
      expect(await rival.verify('run-1')).toMatchObject({ events: 2 });
    });

    test('renewing and appending both keep a claim alive', async () => {
      const claim = await journal.create(sampleRun('run-1'));
      const rival = await under.rival();
      for (const keepAlive of [() => journal.renew(claim), () => journal.append(claim, [nodeFinished({})])]) {
        await under.expireLeases();
        await keepAlive();
        await expect(rival.claim('run-1')).rejects.toMatchObject({ code: 'journal.run_owned' });
      }
    });

    test('derives what a run is from its last run event', async () => {
      const claim = await journal.create(
        sampleRun('run-1', { pipelineId: 'p', title: 'T', bindings: { news: '/somewhere' } }),
      );
      const { planHash } = sampleRun('x');
      const bindings = { news: '/somewhere' };
      const own = { pipelineId: 'p', title: 'T', planHash, bindings, createdAt: sampleStart, forked: null };
      const row = { runId: 'run-1', ...own };
      expect(await journal.run('run-1')).toEqual({ ...row, status: 'running', updatedAt: sampleStart, lastSeq: 0 });
      const said: [EventDraft, string][] = [
        [runStarted(sampleStart + 1), 'running'],
        [{ type: 'run.suspended', at: sampleStart + 2, reason: 'waiting' }, 'waiting'],
        [nodeFinished({}, sampleStart + 3), 'waiting'],
        [{ type: 'run.resumed', at: sampleStart + 4 }, 'running'],
        [{ type: 'run.paused', at: sampleStart + 5 }, 'paused'],
        [nodeFinished({}, sampleStart + 5), 'paused'],
        [{ type: 'run.continued', at: sampleStart + 5 }, 'running'],
        [{ type: 'run.suspended', at: sampleStart + 5, reason: 'interrupted' }, 'interrupted'],
        [runFinished('limited', sampleStart + 6), 'limited'],
        [runFinished('failed', sampleStart + 7), 'failed'],
        [runFinished('done', sampleStart + 8), 'done'],
      ];
      for (const [index, [draft, status]] of said.entries()) {
        await journal.append(claim, [draft]);
        expect(await journal.run('run-1')).toEqual({ ...row, status, updatedAt: draft.at, lastSeq: index + 1 });
        await journal.verify('run-1');
      }
    });

    test('lists runs, newest first', async () => {
      for (const [runId, createdAt] of [
        ['b', 2],
        ['a', 1],
        ['c', 3],
        ['c2', 3],
      ] as const) {
        await journal.create(sampleRun(runId, { createdAt }));
      }
      expect((await journal.runs(10)).map(({ runId }) => runId)).toEqual(['c2', 'c', 'b', 'a']);
      expect((await journal.runs(2)).map(({ runId }) => runId)).toEqual(['c2', 'c']);
    });

    test('verifying gives a head that every event changes and nothing else', async () => {
      const claim = await journal.create(sampleRun('run-1'));
      const heads = [await journal.verify('run-1')];
      for (let n = 1; n <= 3; n += 1) {
        await journal.append(claim, [nodeFinished({ same: true })]);
        heads.push(await journal.verify('run-1'));
        await journal.renew(claim);
        expect(await journal.verify('run-1')).toEqual(heads[n]);
      }
      expect(heads.map(({ events }) => events)).toEqual([0, 1, 2, 3]);
      expect(new Set(heads.map(({ head }) => head)).size).toBe(4);
      expect(heads.every(({ head }) => /^[0-9a-f]{64}$/.test(head))).toBe(true);
    });

    test('keeps bytes once, by their SHA-256', async () => {
      const text = new TextEncoder().encode('abc');
      const known = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
      expect(await journal.putBlob(text)).toBe(known);
      expect(await journal.putBlob(text)).toBe(known);
      expect(await journal.blob(known)).toEqual(text);
      const random = seeded(7);
      for (const bytes of [new Uint8Array(0), Uint8Array.from({ length: 300_000 }, () => random() * 256)]) {
        expect(await journal.blob(await journal.putBlob(bytes))).toEqual(bytes);
      }
      for (const unknown of ['0'.repeat(64), '', 'not a hash']) expect(await journal.blob(unknown)).toBeNull();
    });

    test('bytes that change after they were handed over are stored as they were', async () => {
      const bytes = new TextEncoder().encode('abc');
      const storing = journal.putBlob(bytes);
      bytes.fill(0);
      expect(await journal.blob(await storing)).toEqual(new TextEncoder().encode('abc'));
    });

    test('agrees with a plain list through any sequence of calls', { timeout: 60_000 }, async () => {
      const seed = Math.floor(Math.random() * 2 ** 31);
      const random = seeded(seed);
      const pick = (count: number) => Math.floor(random() * count);
      const owners = [journal, await under.rival()];
      const lists = new Map<string, EventDraft[]>();
      const claims = new Map<string, { owner: Journal; claim: Claim }>();
      for (const runId of ['r0', 'r1', 'r2']) {
        const owner = owners[pick(2)] as Journal;
        claims.set(runId, { owner, claim: await owner.create(sampleRun(runId)) });
        lists.set(runId, []);
      }
      for (let step = 0; step < 150; step += 1) {
        const runId = `r${pick(3)}`;
        const { owner, claim } = claims.get(runId) as { owner: Journal; claim: Claim };
        const list = lists.get(runId) as EventDraft[];
        const choice = pick(10);
        const context = `seed ${seed}, step ${step}`;
        if (choice < 6) {
          const drafts = Array.from({ length: pick(4) }, (_, part) =>
            nodeFinished({ step, part, text: 'x'.repeat(pick(30_000)) }),
          );
          const stored = await owner.append(claim, drafts);
          expect(
            stored.map(({ seq }) => seq),
            context,
          ).toEqual(drafts.map((_, index) => list.length + index + 1));
          list.push(...drafts);
        } else if (choice === 6) {
          await owner.release(claim);
          const next = owners[pick(2)] as Journal;
          claims.set(runId, { owner: next, claim: await next.claim(runId) });
        } else if (choice === 7) {
          const stale = { ...claim, epoch: claim.epoch - 1 };
          await expect(owner.append(stale, [nodeFinished({})]), context).rejects.toMatchObject({
            code: 'journal.claim_lost',
          });
        } else if (choice === 8) {
          const from = pick(list.length + 2) + 1;
          const read = await owner.read(runId, from, 5);
          expect(read.map(withoutPlace), context).toEqual(list.slice(from - 1, from + 4));
        } else expect(await owner.verify(runId), context).toMatchObject({ events: list.length });
      }
      for (const [runId, list] of lists) {
        const read = await journal.read(runId, 1);
        expect(read.map(withoutPlace), `seed ${seed}`).toEqual(list);
      }
    });
  });
}

/** Texts and values that a careless store would alter. */
function awkwardDrafts(): EventDraft[] {
  const texts = [
    '',
    '\0',
    '\u{1F600}é漢字\u202Eabc',
    '\uD800 alone',
    'line\r\nline\u2028',
    '"quoted\\',
    "'; DROP TABLE event; --",
    '\uFEFF',
  ];
  const values = [null, true, 0, -1.5e-7, 2 ** 53 - 1, [], {}, [[[]]], { '': { a: [1, { b: null }] } }];
  const keys = JSON.parse(
    '{"__proto__":{"x":1},"constructor":2,"seq":3,"runId":"other","type":"run.finished","at":-1}',
  ) as never;
  return [
    ...texts.map((text) => nodeFinished({ text, [text]: 1 })),
    ...values.map((value) => nodeFinished({ value })),
    nodeFinished(keys),
  ];
}

/** As text with the keys of the outermost object in order, because `toEqual` looks away from own `__proto__` keys. */
function sortedText(event: object): string {
  return JSON.stringify(Object.fromEntries(Object.entries(event).toSorted(([a], [b]) => (a < b ? -1 : 1))));
}

function withoutPlace({ runId: _, seq: __, ...draft }: RunEvent): EventDraft {
  return draft as EventDraft;
}

function noise(random: () => number, length: number): string {
  let text = '';
  while (text.length < length) text += random().toString(36).slice(2);
  return text.slice(0, length);
}
