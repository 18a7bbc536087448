// Running pipelines from the command line: what is on stdout, exit codes, several inputs, output files, reproducibility.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { eventSchema } from '../../../src/shared/run/events.ts';
import { linesOf, longline, temporaryHome } from '../../kit/command-line.ts';
import { agentPipeline } from '../../kit/pipelines.ts';
import { askPerson, chain, echo, newsAgent, newsFolder, saved } from '../../kit/sample-files.ts';
import { finalAnswer, startScriptedServer } from '../../kit/scripted-server.ts';

// Each test starts processes, and the machine may be busy.
vi.setConfig({ testTimeout: 60_000 });

let home: ReturnType<typeof temporaryHome>;
beforeEach(() => {
  home = temporaryHome();
});
afterEach(() => home.remove());

const run = (args: readonly string[]) => longline(['run', ...args], { home: home.path });
const newsRun = (path: string, ...more: readonly string[]) =>
  run([
    path,
    '--folder',
    `news=${newsFolder}`,
    '--input',
    'question=What did the council decide in the last four weeks?',
    '--now',
    '2026-11-21',
    ...more,
  ]);

describe('longline run', () => {
  test('--json prints every event in order, one a line, and run.finished last', async () => {
    const { code, stdout, stderr } = await newsRun(saved(home.path, newsAgent()), '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = linesOf(stdout);
    expect(lines.map((line) => line.seq)).toEqual(lines.map((_, index) => index + 1));
    expect(new Set(lines.map((line) => line.runId)).size).toBe(1);
    for (const line of lines) expect(eventSchema.safeParse(line).error).toBeUndefined();
    expect(lines.at(0)?.type).toBe('run.started');
    const last = lines.at(-1);
    expect(last).toMatchObject({
      type: 'run.finished',
      status: 'done',
      reason: null,
      costNanoUsd: { low: 0, high: 0 },
    });
    expect(Object.keys(last ?? {})).toEqual(
      expect.arrayContaining([
        'runId',
        'seq',
        'type',
        'status',
        'reason',
        'outputs',
        'usage',
        'costNanoUsd',
        'steps',
        'stateHash',
      ]),
    );
    expect(last?.['outputs']).toEqual({ answer: expect.stringMatching(/\[p-[0-9a-f]{8,}\]/) });
    expect(last?.['stateHash']).toMatch(/^[0-9a-f]{64}$/);
  });

  test('for people it prints plain text with reasoning, calls, the answer, its evidence and what it cost', async () => {
    const { code, stdout } = await newsRun(saved(home.path, newsAgent()));
    expect(code).toBe(0);
    expect(stdout).not.toContain('\u001b');
    expect(stdout.split('\n')[0]).toBe('Test · rehearsal, no model');
    expect(stdout).toMatch(/step 1 · agent\n {2}\S/);
    expect(stdout).toMatch(/ {2}search \{"query":.*\n {4}→ \d+ passages: .*\.md.*\(\d+ ms\)/);
    expect(stdout).toMatch(/\nevidence\n {2}\[1\] .*\n {6}news\/\S+, characters \d+–\d+\n {6}“.*”/);
    expect(stdout).toMatch(
      /\ndone · \d+ steps · [\d,]+ tokens in \([\d,]+ cached\) \/ [\d,]+ out · \$0\.00 · .* · run \w{26} · rehearsal, no model\n$/,
    );
  });

  test('two runs with the same --now have the same state hash, and another time gives another', async () => {
    const path = saved(home.path, newsAgent());
    const hash = async (now: string) =>
      linesOf((await newsRun(path, '--json', '--rehearsal-steps', '6', '--now', now)).stdout).at(-1)?.['stateHash'];
    const first = await hash('2026-11-21T09:00:00Z');
    expect(await hash('2026-11-21T10:00:00+01:00')).toBe(first);
    expect(await hash('2026-09-01')).not.toBe(first);
  });

  test('a run at its step limit gives the answer it has and exit code 3', async () => {
    const { code, stdout } = await newsRun(
      saved(home.path, newsAgent()),
      '--json',
      '--rehearsal-steps',
      '10',
      '--max-steps',
      '4',
    );
    expect(code).toBe(3);
    expect(linesOf(stdout).at(-1)).toMatchObject({
      type: 'run.finished',
      status: 'limited',
      steps: 4,
      outputs: { answer: expect.any(String) },
    });
  });

  test('a run at its budget is exit code 3, and what it spent is within the budget', async () => {
    const server = await startScriptedServer(() => finalAnswer('It is so.', 50_000, 10));
    try {
      mkdirSync(join(home.path, 'data'));
      const priced = { url: server.url, model: 'scripted', pricing: { input: 1, cachedInput: 0.1, output: 4 } };
      writeFileSync(join(home.path, 'data/endpoints.json'), JSON.stringify({ priced }));
      const args = [saved(home.path, agentPipeline([])), '--input', 'question=Why?', '--endpoint', 'priced', '--json'];
      const poor = await run([...args, '--budget', '0.000001']);
      expect(poor.code).toBe(3);
      expect(linesOf(poor.stdout).at(-1)).toMatchObject({ status: 'limited', costNanoUsd: { low: 0, high: 0 } });
      expect(server.bodies).toEqual([]);
      const rich = await run([...args, '--budget', '1']);
      expect(rich.code).toBe(0);
      expect(linesOf(rich.stdout).at(-1)).toMatchObject({
        status: 'done',
        costNanoUsd: { low: 50_040_000, high: 50_040_000 },
      });
    } finally {
      await server.close();
    }
  });

  test('an endpoint that refuses is exit code 5 and says why', async () => {
    const server = await startScriptedServer(() => ({
      status: 400,
      chunks: [{ error: { message: 'the model is on holiday', type: 'invalid_request_error' } }],
    }));
    try {
      const args = [
        saved(home.path, agentPipeline([])),
        '--input',
        'question=Why?',
        '--endpoint',
        server.url,
        '--model',
        'scripted',
      ];
      const { code, stdout } = await run(args);
      expect(code).toBe(5);
      expect(stdout).toContain('on holiday');
      expect(stdout).toContain('cost unknown');
      expect(stdout).not.toContain('rehearsal');
      expect(linesOf((await run([...args, '--json'])).stdout).at(-1)).toMatchObject({
        type: 'run.finished',
        status: 'failed',
        costNanoUsd: null,
      });
    } finally {
      await server.close();
    }
  });

  test('text of a model cannot act on the terminal, and --json keeps it as it came', async () => {
    const hostile = 'a\u001b]0;title\u0007b\u009b31mc\u202ed\u200be';
    const server = await startScriptedServer(() => finalAnswer(hostile));
    try {
      const args = [
        saved(home.path, agentPipeline([])),
        '--input',
        'question=Why?',
        '--endpoint',
        server.url,
        '--model',
        'scripted',
      ];
      const { stdout } = await run(args);
      expect(stdout).toContain('a\\x1b]0;title\\x07b\\x9b31mc\\u202ed\\u200be');
      // oxlint-disable-next-line no-control-regex
      expect(stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u202e]/);
      expect(linesOf((await run([...args, '--json'])).stdout).at(-1)?.['outputs']).toEqual({ answer: hostile });
    } finally {
      await server.close();
    }
  });

  test('--inputs with an array is one run per element, one after the other, and the worst exit code', async () => {
    const inputs = join(home.path, 'cases.json');
    writeFileSync(inputs, JSON.stringify([{ question: 'one' }, { question: 'two' }]));
    const out = join(home.path, 'answers.json');
    const { code, stdout } = await run([saved(home.path, echo), '--inputs', inputs, '--out', out, '--json']);
    expect(code).toBe(0);
    const ends = linesOf(stdout).filter((line) => line.type === 'run.finished');
    expect(ends.map((line) => line['outputs'])).toEqual([{ answer: 'one' }, { answer: 'two' }]);
    expect(new Set(ends.map((line) => line.runId)).size).toBe(2);
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual([{ answer: 'one' }, { answer: 'two' }]);
    const waiting = await run([saved(home.path, askPerson), '--inputs', inputs]);
    expect(waiting.code).toBe(4);
  });

  test('--out writes JSON, or the one text into .md, and leaves nothing else behind', async () => {
    const path = saved(home.path, echo);
    const before = readdirSync(home.path);
    await run([path, '--input', 'question=# Title', '--out', join(home.path, 'a.json')]);
    await run([path, '--input', 'question=# Title', '--out', join(home.path, 'a.md')]);
    expect(readFileSync(join(home.path, 'a.json'), 'utf8')).toBe('{\n  "answer": "# Title"\n}\n');
    expect(readFileSync(join(home.path, 'a.md'), 'utf8')).toBe('# Title\n');
    expect(readdirSync(home.path)).toEqual([...before, 'a.json', 'a.md', 'data'].toSorted());
  });

  test('a chain of 5,000 nodes runs', async () => {
    const { code, stdout } = await run([saved(home.path, chain(5000)), '--input', 'question=through', '--json']);
    expect(code).toBe(0);
    expect(linesOf(stdout).at(-1)).toMatchObject({ status: 'done', outputs: { answer: 'through' } });
  }, 60_000);

  test('demo runs the News brief as a rehearsal and says so', async () => {
    const { code, stdout } = await longline(['demo'], { home: home.path });
    expect(code).toBe(0);
    expect(stdout).toContain('News brief · rehearsal, no model');
    expect(stdout).toContain('412 million');
    expect(stdout).toMatch(/\nevidence\n {2}\[1\] /);
    expect(stdout).toMatch(/done · \d+ steps .* \$0\.00 .* rehearsal, no model\n$/);
  });

  test('--version and --help answer without making a data directory', async () => {
    expect(await longline(['--version'], { home: home.path })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    const commands = ['run', 'check', 'runs', 'replay', 'resume', 'catalog', 'serve', 'demo', 'pause', 'endpoints'];
    for (const command of commands) {
      const { code, stdout } = await longline([command, '--help'], { home: home.path });
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Examples:') });
    }
    expect(readdirSync(home.path)).toEqual([]);
  }, 30_000);

  test('catalog --json is the cards of all kinds', async () => {
    const { stdout } = await longline(['catalog', '--json'], { home: home.path });
    const kinds = (JSON.parse(stdout) as { kind: string }[]).map((card) => card.kind);
    expect(kinds).toEqual(
      expect.arrayContaining(['input', 'agent', 'clock', 'documents', 'read-document', 'calculate', 'ask-human']),
    );
    expect(readdirSync(home.path)).toEqual([]);
  });
});
