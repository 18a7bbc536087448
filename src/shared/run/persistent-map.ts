// An immutable map from text to values that shares structure: changing one of thousands of entries copies a few small arrays. A hash
// trie with 32 branches a level; iteration order follows the hashes and is the same for the same content.

const bits = 5;
const mask = 31;

interface Leaf<Value> {
  readonly hash: number;
  readonly key: string;
  readonly value: Value;
  /** Another entry with the same hash. */
  readonly next: Leaf<Value> | null;
}
interface Branch<Value> {
  readonly bitmap: number;
  readonly children: readonly (Branch<Value> | Leaf<Value>)[];
}
type Trie<Value> = Branch<Value> | Leaf<Value> | null;

/** An immutable map; `with` and `without` give a new one and leave this one as it is. */
export class PersistentMap<Value> {
  static readonly #empty = new PersistentMap<never>(null, 0);
  readonly size: number;
  readonly #root: Trie<Value>;

  private constructor(root: Trie<Value>, size: number) {
    this.#root = root;
    this.size = size;
  }

  static empty<Value>(): PersistentMap<Value> {
    return PersistentMap.#empty as PersistentMap<Value>;
  }

  get(key: string): Value | undefined {
    const hash = hashOf(key);
    let trie = this.#root;
    for (let shift = 0; trie !== null; shift += bits) {
      if (isLeaf(trie)) {
        for (let leaf: Leaf<Value> | null = trie; leaf !== null; leaf = leaf.next)
          if (leaf.key === key) return leaf.value;
        return undefined;
      }
      const bit = 1 << ((hash >>> shift) & mask);
      if ((trie.bitmap & bit) === 0) return undefined;
      trie = trie.children[positionOf(trie.bitmap, bit)] ?? null;
    }
    return undefined;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  with(key: string, value: Value): PersistentMap<Value> {
    const added = this.get(key) === undefined ? 1 : 0;
    return new PersistentMap(insert(this.#root, { hash: hashOf(key), key, value, next: null }, 0), this.size + added);
  }

  without(key: string): PersistentMap<Value> {
    if (this.get(key) === undefined) return this;
    return new PersistentMap(remove(this.#root, hashOf(key), key, 0), this.size - 1);
  }

  *entries(): Generator<readonly [string, Value]> {
    const stack: Trie<Value>[] = [this.#root];
    for (let trie = stack.pop(); trie !== undefined; trie = stack.pop()) {
      if (trie === null) continue;
      if (isLeaf(trie))
        for (let leaf: Leaf<Value> | null = trie; leaf !== null; leaf = leaf.next) yield [leaf.key, leaf.value];
      else for (const child of trie.children.toReversed()) stack.push(child);
    }
  }

  *values(): Generator<Value> {
    for (const [, value] of this.entries()) yield value;
  }
}

function isLeaf<Value>(trie: Branch<Value> | Leaf<Value>): trie is Leaf<Value> {
  return 'key' in trie;
}

function insert<Value>(trie: Trie<Value>, leaf: Leaf<Value>, shift: number): Branch<Value> | Leaf<Value> {
  if (trie === null) return leaf;
  if (isLeaf(trie)) {
    if (trie.hash === leaf.hash) return insertIntoChain(trie, leaf);
    const bit = 1 << ((trie.hash >>> shift) & mask);
    return insert({ bitmap: bit, children: [trie] }, leaf, shift);
  }
  const bit = 1 << ((leaf.hash >>> shift) & mask);
  const position = positionOf(trie.bitmap, bit);
  const child = trie.children[position];
  if ((trie.bitmap & bit) !== 0 && child !== undefined) {
    return { bitmap: trie.bitmap, children: trie.children.with(position, insert(child, leaf, shift + bits)) };
  }
  return { bitmap: trie.bitmap | bit, children: trie.children.toSpliced(position, 0, leaf) };
}

function insertIntoChain<Value>(chain: Leaf<Value>, leaf: Leaf<Value>): Leaf<Value> {
  let rest: Leaf<Value> | null = null;
  for (let link: Leaf<Value> | null = chain; link !== null; link = link.next)
    if (link.key !== leaf.key) rest = { ...link, next: rest };
  return { ...leaf, next: rest };
}

function remove<Value>(trie: Trie<Value>, hash: number, key: string, shift: number): Trie<Value> {
  if (trie === null) return null;
  if (isLeaf(trie)) {
    let rest: Leaf<Value> | null = null;
    for (let link: Leaf<Value> | null = trie; link !== null; link = link.next)
      if (link.key !== key) rest = { ...link, next: rest };
    return rest;
  }
  const bit = 1 << ((hash >>> shift) & mask);
  const position = positionOf(trie.bitmap, bit);
  const child = remove(trie.children[position] ?? null, hash, key, shift + bits);
  if (child !== null) return { bitmap: trie.bitmap, children: trie.children.with(position, child) };
  return trie.children.length === 1
    ? null
    : { bitmap: trie.bitmap & ~bit, children: trie.children.toSpliced(position, 1) };
}

function positionOf(bitmap: number, bit: number): number {
  let below = bitmap & (bit - 1);
  below -= (below >>> 1) & 0x55555555;
  below = (below & 0x33333333) + ((below >>> 2) & 0x33333333);
  return Math.imul((below + (below >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

// FNV-1a over UTF-16 units with a final mix, so that keys that differ in their last letter spread over all levels.
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i += 1) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 15)) >>> 0;
}
