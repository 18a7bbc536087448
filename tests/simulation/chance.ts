// Decisions of a simulation, drawn from its seed. Each part of the world has its own stream, so that one more decision in one part does
// not change all the others.

import { seeded } from '../kit/seeded.ts';

export interface Chance {
  /** In [0, 1). */
  number(): number;
  /** True with this probability. */
  happens(probability: number): boolean;
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  one<const Item>(items: readonly [Item, ...Item[]]): Item;
  /** A stream of its own. */
  stream(name: string): Chance;
}

export function chance(seed: number): Chance {
  const number = seeded(seed);
  const between = (least: number, most: number) => least + Math.floor(number() * (most - least + 1));
  return {
    number,
    happens: (probability) => number() < probability,
    between,
    one: (items) => items[between(0, items.length - 1)] ?? items[0],
    stream(name) {
      let mixed = seed;
      for (const character of name) mixed = Math.imul(mixed ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
      return chance(mixed);
    },
  };
}
