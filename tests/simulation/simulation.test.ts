// Two hundred worlds, every seed that ever broke a promise, and proof that a seed is a whole world. More seeds: `npm run simulate`.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { simulate } from './simulate.ts';

/** Seeds that once broke a promise; with `sqlite`, on the real database. */
const kept = JSON.parse(readFileSync(new URL('seeds.json', import.meta.url), 'utf8')) as readonly {
  readonly seed: number;
  readonly sqlite?: boolean;
}[];
const shards = Array.from({ length: 10 }, (_, shard) => Array.from({ length: 20 }, (__, index) => shard * 20 + index));

const faults = new Set<string>();
const ends = new Map<string, number>();

describe('A run keeps its promises whatever goes wrong around it (R1 to R7)', () => {
  for (const seeds of shards) {
    test(`in the worlds ${seeds[0]} to ${seeds.at(-1)}`, { timeout: 120_000 }, async () => {
      const broken: string[] = [];
      for (const seed of seeds) {
        const run = await simulate(seed);
        for (const name of run.faults.keys()) faults.add(name);
        ends.set(run.status, (ends.get(run.status) ?? 0) + 1);
        if (run.broken !== null) broken.push(`seed ${seed}: ${run.broken}`);
      }
      expect(broken).toEqual([]);
    });
  }

  test('and those worlds were no easy ones', () => {
    expect(faults.size).toBeGreaterThan(70);
    for (const end of ['done', 'failed', 'limited']) expect(ends.get(end) ?? 0).toBeGreaterThan(15);
  });

  test('in worlds whose disk is the real database', { timeout: 120_000 }, async () => {
    const broken: string[] = [];
    for (let seed = 1000; seed < 1020; seed += 1) {
      const run = await simulate(seed, { sqlite: true });
      if (run.broken !== null) broken.push(`seed ${seed}: ${run.broken}`);
    }
    expect(broken).toEqual([]);
  });

  test('in every world that once broke one', { timeout: 120_000 }, async () => {
    const broken: string[] = [];
    for (const { seed, sqlite } of kept) {
      const run = await simulate(seed, { sqlite: sqlite === true });
      if (run.broken !== null) broken.push(`seed ${seed}: ${run.broken}`);
    }
    expect(broken).toEqual([]);
  });
});

test('the same seed plays the same world, to the byte', { timeout: 120_000 }, async () => {
  for (let seed = 300; seed < 310; seed += 1) {
    const [once, twice] = [await simulate(seed), await simulate(seed)];
    expect(twice.trace).toEqual(once.trace);
  }
});
