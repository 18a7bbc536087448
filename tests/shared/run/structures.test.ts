// The immutable structures that a run is kept in, against a Map and arrays.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppendList } from '../../../src/shared/run/append-list.ts';
import { PersistentMap } from '../../../src/shared/run/persistent-map.ts';

// Pairs that have the same hash: see the test that proves it.
const colliding = findCollisions();

describe('a persistent map', () => {
  test('does what a Map does, and leaves every earlier version as it was (R11)', () => {
    const key = fc.oneof(
      fc.constantFrom(...colliding.flat()),
      fc.string({ maxLength: 2 }),
      fc.constantFrom('__proto__', 'constructor', ''),
    );
    const step = fc.record({ key, value: fc.nat(), remove: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        let map = PersistentMap.empty<number>();
        const oracle = new Map<string, number>();
        const versions: { map: PersistentMap<number>; content: [string, number][] }[] = [];
        for (const { key: name, value, remove } of steps) {
          map = remove ? map.without(name) : map.with(name, value);
          if (remove) oracle.delete(name);
          else oracle.set(name, value);
          expect([map.size, map.get(name), map.has(name)]).toEqual([oracle.size, oracle.get(name), oracle.has(name)]);
          versions.push({ map, content: [...oracle] });
        }
        for (const { map: version, content } of versions) {
          expect([...version.entries()].toSorted()).toEqual(content.toSorted());
          expect([...version.values()]).toHaveLength(version.size);
        }
      }),
    );
  });

  test('keeps keys apart that have the same hash (R11)', () => {
    expect(colliding.length).toBeGreaterThan(0);
    for (const [left, right] of colliding) {
      const both = PersistentMap.empty<number>().with(left, 1).with(right, 2);
      expect([both.get(left), both.get(right), both.size]).toEqual([1, 2, 2]);
      expect([both.without(left).get(right), both.without(left).get(left), both.without(right).size]).toEqual([
        2,
        undefined,
        1,
      ]);
    }
  });
});

describe('an append list', () => {
  test('does what copies of an array do, for every version (R11)', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.array(fc.nat(), { maxLength: 3 })), { maxLength: 40 }), (steps) => {
        const versions = [{ list: AppendList.of<number>([]), oracle: [] as number[] }];
        for (const [which, items] of steps) {
          const from = versions[which % versions.length];
          if (from !== undefined) versions.push({ list: from.list.push(...items), oracle: [...from.oracle, ...items] });
        }
        for (const { list, oracle } of versions) {
          expect([list.length, list.from(0), list.from(1), list.backing.slice(0, list.length)]).toEqual([
            oracle.length,
            oracle,
            oracle.slice(1),
            oracle,
          ]);
        }
      }),
    );
  });
});

// FNV-1a collides before the map's final mix, which is a bijection: a birthday search over many keys finds pairs.
function findCollisions(): [string, string][] {
  const seen = new Map<number, string>();
  const pairs: [string, string][] = [];
  for (let i = 0; i < 400_000 && pairs.length < 4; i += 1) {
    const key = `${Math.imul(i, 0x9e3779b1) >>> 0}.${i}`;
    let hash = 0x811c9dc5;
    for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
    const other = seen.get(hash);
    if (other !== undefined) pairs.push([other, key]);
    seen.set(hash, key);
  }
  return pairs;
}
