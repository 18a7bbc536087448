// The format of the chain, held to a golden file that was not written by this code, and to the rows of a real database.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { zstdDecompressSync } from 'node:zlib';
import type { EventDraft } from '../../../src/shared/run/events.ts';
import { chainHash, type ChainedRun, chainOrigin } from '../../../src/main/store/chain.ts';
import { draftText, eventOf } from '../../../src/main/store/event-text.ts';
import { nodeFinished, runFinished, runStarted, sampleRun } from '../../kit/journal-samples.ts';
import { storeFolder } from '../../kit/store-folder.ts';

interface Golden {
  readonly run: ChainedRun;
  readonly origin: string;
  readonly events: readonly {
    readonly draft: EventDraft;
    readonly header: string;
    readonly salt: string;
    readonly body: string;
    readonly hash: string;
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../fixtures/formats/journal-chain.json', import.meta.url), 'utf8'),
) as Golden;

test('the chain of a run is the one of the golden file', () => {
  const { runId } = golden.run;
  let previous = chainOrigin(golden.run);
  expect(previous.toString('hex')).toBe(golden.origin);
  for (const [index, { draft, salt, body, hash }] of golden.events.entries()) {
    const seq = index + 1;
    const text = draftText(draft);
    expect(text.body).toBe(body);
    previous = chainHash(
      previous,
      { runId, seq, type: text.type, at: text.at },
      Buffer.from(salt, 'hex'),
      Buffer.from(text.body),
    );
    expect(previous.toString('hex')).toBe(hash);
    expect(eventOf(runId, { ...text, seq })).toEqual({ runId, seq, ...draft });
  }
});

test('the rows of a database are chained as the format says, whatever holds their bodies', async () => {
  const folder = storeFolder();
  try {
    const store = await folder.open();
    const run = sampleRun('run-1');
    const claim = await store.create(run);
    const large = [nodeFinished({ text: 'abc '.repeat(2000) }), nodeFinished({ text: 'x'.repeat(100_000) })];
    for (const draft of [runStarted(), ...large, runFinished('done')]) await store.append(claim, [draft]);
    const { head } = await store.verify('run-1');

    const sha256 = (...parts: (string | Uint8Array)[]) => {
      const hash = createHash('sha256');
      for (const part of parts) hash.update(part);
      return hash.digest();
    };
    let previous = sha256(JSON.stringify(['longline-run/1', 'run-1', null, run.title, run.planHash, run.createdAt]));
    const rows = folder.raw((connection) =>
      connection
        .prepare<
          [],
          { seq: number; type: string; at: number; codec: number; body: Buffer; packing: number; salt: Buffer }
        >(
          `SELECT seq, type, at, e.codec, coalesce(e.body, b.body) AS body, coalesce(b.codec, e.codec) AS packing, salt
           FROM event e LEFT JOIN blob b ON b.hash = e.blob ORDER BY seq`,
        )
        .all(),
    );
    expect(rows.map(({ codec }) => codec)).toEqual([0, 1, 2, 0]);
    for (const { seq, type, at, body, packing, salt } of rows) {
      const text = packing === 1 ? zstdDecompressSync(body) : body;
      previous = sha256(previous, JSON.stringify(['longline-event/1', 'run-1', seq, type, at]), sha256(salt, text));
    }
    expect(previous.toString('hex')).toBe(head);
  } finally {
    await folder.remove();
  }
});
