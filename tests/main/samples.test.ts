// The bundled samples, all of them: they have no problems, run at once on the rehearsal endpoint without typing, and give what their
// descriptions promise. What is said in a table or a text is looked up in the documents beside the sample.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Engine, People, RunSummary } from '../../src/main/hosts/engine-types.ts';
import {
  listSamples,
  resourcesDirectory,
  sampleBindings,
  sampleWords,
  type Sample,
} from '../../src/main/hosts/samples.ts';
import { openFolderAt } from '../../src/main/knowledge/index.ts';
import { check } from '../../src/shared/pipeline/check.ts';
import { writeDocument } from '../../src/shared/pipeline/document.ts';
import { citedIds, passagesOf } from '../../src/shared/run/evidence.ts';
import { fitsPort, type Table } from '../../src/shared/tool/ports.ts';
import { catalogWithTools } from '../../src/shared/pipeline/kinds/index.ts';
import { engineInNewHome, removeEngineHome } from '../kit/engine-home.ts';

// Nine runs on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let home: string;
let engine: Engine;

beforeAll(async () => {
  ({ home, engine } = await engineInNewHome());
});

afterAll(() => removeEngineHome({ home, engine }));

/** A start with nothing said about it. */
const more = {
  inputs: {},
  endpoint: null,
  model: null,
  maxSteps: null,
  budgetUsd: null,
  now: null,
  rehearsal: null,
};

const folders = readdirSync(join(resourcesDirectory(), 'samples')).toSorted();
const samples = listSamples();
const sampleNamed = (name: string): Sample => {
  const found = samples.find(({ id }) => id === `sample:${name}`);
  if (found === undefined) throw new Error(`no sample ${name}`);
  return found;
};

/** People who give these answers, one after the other, and nothing more. */
const answering = (answers: readonly string[]): { people: People; asked: string[] } => {
  const asked: string[] = [];
  return {
    asked,
    people: (question) => {
      asked.push(question.question);
      return Promise.resolve(answers[asked.length - 1] ?? null);
    },
  };
};

async function run(name: string, answers: readonly string[] = ['Approve']): Promise<RunSummary> {
  const { document, path } = sampleNamed(name);
  const request = {
    document,
    pipelineId: `sample:${name}`,
    bindings: sampleBindings(path, document),
    inputs: {},
    endpoint: null,
    model: null,
    maxSteps: null,
    budgetUsd: null,
    now: '2026-11-21T09:00:00Z',
    rehearsal: null,
  };
  const live = await engine.start(request, answering(answers).people);
  return (await live.done).summary;
}

/** The plain text of every document of a sample, by file name. */
async function textsOf(name: string, folder: string): Promise<ReadonlyMap<string, string>> {
  const open = await openFolderAt(join(dirname(sampleNamed(name).path), folder), { indexDirectory: null, folder });
  const files = (await open.list()).map(({ file }) => file);
  const texts = await Promise.all(files.map(async (file) => [file, (await open.read(file)).text] as const));
  open.close();
  return new Map(texts);
}

const tableOf = (summary: RunSummary, output: string): readonly Readonly<Record<string, unknown>>[] => {
  const table = summary.outputs[output];
  expect(fitsPort(table ?? null, { type: 'table' })).toBe(true);
  const { columns, rows } = table as unknown as Table;
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));
};

test('every folder of the samples is found as a sample', () => {
  expect(samples.map(({ id }) => id)).toEqual(folders.map((name) => `sample:${name}`));
});

describe.each(folders)('the sample %s', (name) => {
  test('has no problems, says what it is for, and has a place for every node', () => {
    const { document, path } = sampleNamed(name);
    expect(check(document, engine.catalog)).toEqual([]);
    expect(readFileSync(path, 'utf8')).toBe(`${writeDocument(document)}\n`);
    expect(document.meta.description).toMatch(/^\p{Lu}.{60,}\.$/u);
    expect(document.meta.tags).toContain('sample');
    for (const one of [document, ...Object.values(document.pipelines ?? {})])
      expect(Object.keys(one.view?.positions ?? {}).toSorted()).toEqual(one.nodes.map(({ id }) => id).toSorted());
    expect(readdirSync(dirname(path))).toEqual(
      expect.arrayContaining(['ABOUT.md', ...Object.keys(document.handles ?? {})]),
    );
  });

  test('has a title, a description and tags in Chinese', () => {
    const words = sampleWords(sampleNamed(name))['zh-cn'];
    const chinese = /[\u4e00-\u9fff]/;
    expect(words?.title).toMatch(chinese);
    expect(words?.description).toMatch(/[\u4e00-\u9fff].{30,}（资料为英文）$/);
    const tags = (sampleNamed(name).document.meta.tags ?? []).filter((tag) => tag !== 'sample');
    expect(Object.keys(words?.tags ?? {}).toSorted()).toEqual(tags.toSorted());
    for (const tag of Object.values(words?.tags ?? {})) expect(tag).toMatch(chinese);
  });

  test('runs at once, costs nothing, cites only what its tools returned, and comes out the same again', async () => {
    const summary = await run(name);
    expect(summary).toMatchObject({ status: 'done', reason: null, costNanoUsd: { low: 0, high: 0 } });
    const wanted = sampleNamed(name).document.nodes.filter((node) => node.kind === 'output');
    expect(Object.keys(summary.outputs).toSorted()).toEqual(
      wanted.map((node) => String(node.params['name'])).toSorted(),
    );
    for (const { params } of wanted) {
      const value = summary.outputs[String(params['name'])];
      expect(fitsPort(value ?? null, { type: (params['type'] ?? 'text') as 'text' })).toBe(true);
    }
    const evidence = new Set(passagesOf(summary.outputs).map((passage) => passage.id));
    const texts = Object.values(summary.outputs).filter((value) => typeof value === 'string');
    const cited = texts.flatMap((text) => citedIds(text));
    expect(cited.length).toBeGreaterThan(1);
    for (const id of cited) expect(evidence).toContain(id);
    expect((await run(name)).stateHash).toBe(summary.stateHash);
  });
});

test('a sample needs no words in other languages, and some that cannot be read are as good as none', () => {
  const directory = mkdtempSync(join(tmpdir(), 'longline-words-'));
  const path = join(directory, 'one.longline');
  try {
    expect(sampleWords({ path })).toEqual({});
    const good = { title: 'Eins', description: 'Ein Beispiel.', tags: { table: 'Tabelle' } };
    writeFileSync(join(directory, 'words.de.json'), JSON.stringify(good));
    writeFileSync(join(directory, 'words.fr.json'), '{');
    writeFileSync(join(directory, 'words.it.json'), JSON.stringify({ ...good, title: 1 }));
    expect(sampleWords({ path })).toEqual({ de: good });
  } finally {
    rmSync(directory, { recursive: true });
  }
});

describe('the literature matrix', () => {
  test('has a row for each paper, and every cell stands in that paper', async () => {
    const summary = await run('literature-matrix');
    const texts = await textsOf('literature-matrix', 'papers');
    const rows = tableOf(summary, 'matrix');
    expect(rows.length).toBe(texts.size);
    expect(new Set(rows.map((row) => row['source'])).size).toBe(texts.size);
    for (const [index, [file, text]] of [...texts].toSorted(([a], [b]) => (a < b ? -1 : 1)).entries()) {
      const row = rows[index] ?? {};
      for (const column of ['paper', 'design', 'sample', 'measure', 'finding', 'limits']) {
        expect(typeof row[column], `${file}: ${column}`).toBe('string');
        expect(text, `${file}: ${column}`).toContain(String(row[column]));
      }
      expect(file).toContain(String(row['year']));
    }
    const findings = Object.fromEntries(rows.map((row) => [row['source'], row['finding']]));
    expect(Object.values(findings).filter((finding) => /\d/.test(String(finding))).length).toBeGreaterThanOrEqual(7);
    const { synthesis } = summary.outputs;
    expect(synthesis).toMatch(/^## Answer\n/);
    expect(synthesis).toContain('## Where the papers disagree');
  });
});

describe('data extraction', () => {
  test('takes the figures of every note as they stand, and adds up what it took', async () => {
    const summary = await run('data-extraction');
    const texts = await textsOf('data-extraction', 'notes');
    const rows = tableOf(summary, 'records');
    expect(rows.map((row) => row['note'])).toEqual(
      [...texts.keys()].map((file) => file.replace(/\..*$/, '')).toSorted(),
    );
    for (const row of rows) {
      const text = texts.get([...texts.keys()].find((file) => file.startsWith(String(row['note']))) ?? '') ?? '';
      for (const column of ['date', 'supplier', 'goods']) expect(text).toContain(String(row[column]));
      for (const column of ['delivered_kg', 'accepted_kg'])
        expect(text.replaceAll(',', '')).toContain(`${String(row[column])} kg`);
      if (row['temperature_c'] === null) expect(text).toContain('not measured');
      else expect(text).toContain(`${String(row['temperature_c'])} °C`);
    }
    const sum = (column: string) => rows.reduce((total, row) => total + Number(row[column]), 0);
    expect(summary.outputs['accepted_kg']).toBe(sum('accepted_kg'));
    expect(summary.outputs['accepted_percent']).toBeCloseTo((100 * sum('accepted_kg')) / sum('delivered_kg'), 1);
    expect(summary.outputs['report']).toMatch(/WR-304.*refused/);
  });
});

describe('draft, review, approve', () => {
  test('gives an approved draft as it is, with the decision beneath it', async () => {
    const { outputs } = await run('draft-review-approve', ['Approve']);
    expect(outputs['review']).toMatch(/^\d of 8 points are met\.\n\n- (?:Met|Not met): /);
    expect(outputs['letter']).toMatch(/^## [\s\S]*\n\n---\n\nDecision of the person: Approve$/);
  });

  test('revises the draft as the person wants it, and adds what the review found missing', async () => {
    const { outputs } = await run('draft-review-approve', ['Approve']);
    const draft = String(outputs['letter']).split('\n\n---')[0] ?? '';
    const wishes = 'Say where the warm room is.\nLeave out the telephone of Mara Lindqvist.';
    const revised = await run('draft-review-approve', ['Ask for changes', wishes]);
    const letter = String(revised.outputs['letter']);
    expect(draft).not.toContain('warm room');
    expect(draft).toContain('Mara Lindqvist');
    expect(letter).toMatch(/warm room every day from 9:00 to 20:00\. \[p-[0-9a-f]{8}\]/);
    expect(letter).not.toContain('Mara Lindqvist');
    const kept = draft.split('\n').filter((line) => line !== '' && !line.includes('Mara Lindqvist'));
    expect(kept.filter((line) => letter.includes(line)).length).toBeGreaterThanOrEqual(kept.length - 1);
    expect(letter).toContain('In these six hours there is neither heating nor hot water');
  });

  test('waits where nobody answers, with draft and review in the question', async () => {
    const { people, asked } = answering([]);
    const { document, path } = sampleNamed('draft-review-approve');
    const bindings = sampleBindings(path, document);
    const live = await engine.start({ document, pipelineId: null, bindings, ...more }, people);
    expect((await live.done).summary.status).toBe('waiting');
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatch(/points are met[\s\S]*## [\s\S]*May this go out as it is\?$/);
  });
});

describe('second opinion', () => {
  test('weighs three answers that began to look in different places', async () => {
    const { document, path } = sampleNamed('second-opinion');
    const live = await engine.start({ document, pipelineId: null, bindings: sampleBindings(path, document), ...more });
    const queries = new Map<string, string[]>();
    for await (const frame of live.watch(1, new AbortController().signal)) {
      if (frame.frame !== 'events') continue;
      for (const event of frame.events) {
        if (event.type !== 'model.responded') continue;
        const made = queries.get(event.activation) ?? [];
        made.push(...event.reply.calls.map((call) => call.arguments));
        queries.set(event.activation, made);
      }
    }
    const { summary } = await live.done;
    const trajectories = [...queries].filter(([activation]) => activation.includes('~'));
    expect(trajectories.map(([activation]) => activation)).toHaveLength(3);
    expect(new Set(trajectories.map(([, made]) => made.join('\n'))).size).toBe(3);
    for (const cause of ['rain', 'gates of the weir', 'blocked culvert'])
      expect(summary.outputs['answer']).toContain(cause);
  });
});

test('a value that does not fit a convert node fails that node with its code, and the run says which (P40)', async () => {
  const document = {
    format: 'longline/1',
    meta: { title: 'Convert' },
    nodes: [
      { id: 'given', kind: 'input', version: 1, params: { name: 'given' } },
      { id: 'number', kind: 'convert', version: 1, params: { to: 'number' } },
      { id: 'out', kind: 'output', version: 1, params: { name: 'out', type: 'number' } },
    ],
    wires: [
      { kind: 'data', from: { node: 'given', port: 'value' }, to: { node: 'number', port: 'value' } },
      { kind: 'data', from: { node: 'number', port: 'result' }, to: { node: 'out', port: 'value' } },
    ],
  } as const;
  expect(check(document, catalogWithTools([]))).toEqual([]);
  const more = { endpoint: null, model: null, maxSteps: null, budgetUsd: null, now: null, rehearsal: null };
  const start = async (given: string) =>
    (await (await engine.start({ document, pipelineId: null, bindings: {}, inputs: { given }, ...more })).done).summary;
  expect(await start('1,240.5')).toMatchObject({ status: 'done', outputs: { out: 1240.5 } });
  expect(await start('1,240.5 kg')).toMatchObject({
    status: 'failed',
    reason: { code: 'convert.not_a_number', message: expect.stringContaining('1,240.5 kg') },
  });
});
