// What endpoints have shown is kept across processes, and no trouble with the file ever stands in the way of a run.

import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCards } from '../../../src/main/endpoints/cards.ts';
import { emptyCard } from '../../../src/main/endpoints/empty-card.ts';

const origin = 'https://models.example.com';
let directory = '';
let said: string[] = [];
const open = () => createCards(directory, (sentence) => said.push(sentence));
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'longline-cards-'));
  said = [];
});
afterEach(async () => {
  await chmod(directory, 0o700);
  await rm(directory, { recursive: true, force: true });
});

describe('a card', () => {
  test('is nothing at first, and then what was seen, piece by piece', async () => {
    const cards = open();
    expect(await cards.get(origin, 'm')).toBeNull();
    await cards.observe(origin, 'm', { reasoningKey: 'reasoning' });
    await cards.observe(origin, 'm', { windowTokens: 8192, windowSource: 'a refusal' });
    await cards.observe(origin, 'other', { retention: 'kept' });
    const expected = {
      ...emptyCard('models.example.com', 'm'),
      reasoningKey: 'reasoning',
      windowTokens: 8192,
      windowSource: 'a refusal',
    };
    expect(await open().get(origin, 'm')).toEqual(expected);
    expect(await cards.get('https://other.example.com', 'm')).toBeNull();
    expect((await cards.get(origin, null))?.model).toBe('other');
    expect(said).toEqual([]);
  });

  test('of two observers at once loses nothing, and leaves no file but its own, for its owner alone', async () => {
    const cards = open();
    await Promise.all(Array.from({ length: 40 }, (_, at) => cards.observe(origin, `m${at}`, { windowTokens: at + 1 })));
    const kept = await Promise.all(Array.from({ length: 40 }, (_, at) => cards.get(origin, `m${at}`)));
    expect(kept.map((card) => card?.windowTokens)).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
    expect(await readdir(directory)).toEqual(['endpoint-cards.json']);
    expect((await stat(join(directory, 'endpoint-cards.json'))).mode & 0o777).toBe(0o600);
  });

  test('is not written again when nothing is new', async () => {
    const cards = open();
    await cards.observe(origin, 'm', { windowTokens: 1 });
    const before = await stat(join(directory, 'endpoint-cards.json'));
    await cards.observe(origin, 'm', { windowTokens: 1 });
    expect((await stat(join(directory, 'endpoint-cards.json'))).ino).toBe(before.ino);
  });

  test('makes room: of more than 500 the one that changed longest ago goes', async () => {
    const cards = open();
    const rows = Array.from({ length: 500 }, (_, at) => ({ origin, model: `m${at}`, card: emptyCard('s', `m${at}`) }));
    await writeFile(
      join(directory, 'endpoint-cards.json'),
      JSON.stringify({ format: 'longline/endpoint-cards/1', cards: rows }),
    );
    await cards.observe(origin, 'm0', { windowTokens: 1 });
    await cards.observe(origin, 'new', { windowTokens: 1 });
    const left = await Promise.all(
      ['m0', 'm1', 'm2', 'new'].map(async (model) => (await cards.get(origin, model)) !== null),
    );
    expect(left).toEqual([true, false, true, true]);
  });
});

describe('a broken file', () => {
  test.each([
    '',
    '{"format":"longline/endpoint-cards/1","cards":[{"origin"',
    '[]',
    '{"format":"another/1","cards":[]}',
  ])('is moved aside and said so: %j', async (text) => {
    const file = join(directory, 'endpoint-cards.json');
    await writeFile(file, text);
    const cards = open();
    expect(await cards.get(origin, 'm')).toBeNull();
    expect(said).toEqual([`${file} was broken. It is now ${file}.broken; what endpoints have shown is gathered anew.`]);
    expect(await readFile(`${file}.broken`, 'utf8')).toBe(text);
    await cards.observe(origin, 'm', { windowTokens: 1 });
    expect((await cards.get(origin, 'm'))?.windowTokens).toBe(1);
  });

  test('that cannot be written is said, and is no failure', async () => {
    await rm(directory, { recursive: true });
    await writeFile(directory, 'a file where the directory should be');
    const cards = open();
    await cards.observe(origin, 'm', { windowTokens: 1 });
    expect(said).toEqual([
      expect.stringMatching(/cannot be read/),
      expect.stringMatching(/^What was seen of m at https:\/\/models\.example\.com could not be kept in .*: /),
    ]);
    expect(await cards.get(origin, 'm')).toBeNull();
  });
});
