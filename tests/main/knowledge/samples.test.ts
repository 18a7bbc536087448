// The questions that stand beside the bundled samples, asked of their documents: the search finds the file that holds the answer. What
// an answer must not state as the present fact ("superseded") is not asked for.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { openFolderAt } from '../../../src/main/knowledge/index.ts';

const samples = [
  { name: 'data-extraction', folder: 'notes', limit: 6, filesFloor: 0.85, phrasesFloor: 0.75 },
  { name: 'draft-review-approve', folder: 'notes', limit: 6, filesFloor: 0.85, phrasesFloor: 0.75 },
  { name: 'evidence-review', folder: 'reports', limit: 6, filesFloor: 0.85, phrasesFloor: 0.5 },
  { name: 'literature-matrix', folder: 'papers', limit: 6, filesFloor: 0.85, phrasesFloor: 0.75 },
  { name: 'news-brief', folder: 'news', limit: 6, filesFloor: 0.85, phrasesFloor: 0.75 },
  { name: 'second-opinion', folder: 'sources', limit: 6, filesFloor: 0.85, phrasesFloor: 0.75 },
] as const;

const pathOf = (sample: string, inside: string) =>
  fileURLToPath(new URL(`../../../resources/samples/${sample}/${inside}`, import.meta.url));

interface Row {
  readonly question: string;
  readonly file: string;
  readonly phrase: string;
}

function rowsOf(sample: string): readonly Row[] {
  const lines = readFileSync(pathOf(sample, 'ABOUT.md'), 'utf8').split('\n');
  const cells = lines.filter((line) => line.startsWith('| ')).map((line) => line.split('|').map((cell) => cell.trim()));
  return cells.slice(2).map(([, question = '', file = '', phrase = '']) => ({ question, file, phrase }));
}

const figures: string[] = [];
afterAll(() => console.info(figures.join('\n')));

describe.each(samples)('the documents of $name', ({ name, folder, limit, filesFloor, phrasesFloor }) => {
  const rows = rowsOf(name);

  test('hold each phrase of the question table in the file that it names', async () => {
    expect(rows.length).toBeGreaterThan(10);
    const open = await openFolderAt(pathOf(name, folder), { indexDirectory: null, folder });
    for (const { file, phrase } of rows) expect((await open.read(file)).text, file).toContain(phrase);
    expect((await open.list()).map((one) => one.file)).toEqual(readdirSync(pathOf(name, folder)).toSorted());
    open.close();
  });

  test('are found by the questions about them', async () => {
    const asked = rows.filter(({ question }) => !question.endsWith('(superseded)'));
    const open = await openFolderAt(pathOf(name, folder), { indexDirectory: null, folder });
    const results = await Promise.all(
      asked.map(async ({ question, file, phrase }) => {
        const passages = await open.search(question, { limit });
        return {
          question,
          file,
          hasFile: passages.some((one) => one.file === file),
          hasPhrase: passages.some((one) => one.text.includes(phrase)),
        };
      }),
    );
    open.close();
    const files = results.filter((one) => one.hasFile).length;
    const phrases = results.filter((one) => one.hasPhrase).length;
    figures.push(
      `${name}: right file in the first ${limit} passages for ${files} of ${asked.length} rows, its phrase too for ${phrases}`,
    );
    const missing = results.filter((one) => !one.hasFile).map((one) => `${one.question} -> ${one.file}`);
    expect(files / asked.length, missing.join('\n')).toBeGreaterThanOrEqual(filesFloor);
    expect(phrases / asked.length).toBeGreaterThanOrEqual(phrasesFloor);
  });
});
