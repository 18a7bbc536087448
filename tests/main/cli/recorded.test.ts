// Runs after they have begun: waiting and answering, interrupting, killing, resuming, replaying offline, looking at what is recorded.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { launcher, linesOf, longline, refuseNetwork, temporaryHome, type Line } from '../../kit/command-line.ts';
import { seeded } from '../../kit/seeded.ts';
import { askPerson, newsAgent, newsFolder, saved } from '../../kit/sample-files.ts';

// Each test starts processes, and the machine may be busy.
vi.setConfig({ testTimeout: 60_000 });

let home: ReturnType<typeof temporaryHome>;
beforeEach(() => {
  home = temporaryHome();
});
afterEach(() => home.remove());

const here = () => ({ home: home.path });
const longRun = (steps: number, delayMs: number) => [
  'run',
  saved(home.path, newsAgent()),
  '--folder',
  `news=${newsFolder}`,
  '--input',
  'question=What changed at the port of Halmere?',
  '--now',
  '2026-11-21',
  '--rehearsal-steps',
  String(steps),
  '--rehearsal-delay',
  String(delayMs),
  '--json',
];
const events = async (id: string) => linesOf((await longline(['runs', 'events', id, '--json'], here())).stdout);

describe('a run that needs a person', () => {
  test('waits with exit code 4, says how to answer, and goes on with the answer', async () => {
    const path = saved(home.path, askPerson);
    const waiting = await longline(['run', path, '--input', 'question=Shall it go out?'], here());
    expect(waiting.code).toBe(4);
    expect(waiting.stdout).toContain('Asked: Shall it go out?');
    const id = /longline resume (\w{26}) --answer/.exec(waiting.stdout)?.[1] ?? '';
    const again = await longline(['resume', id.slice(0, 12).toLowerCase()], here());
    expect(again.code).toBe(4);
    const answered = await longline(['resume', id, '--answer', 'Yes, today', '--json'], here());
    expect(answered.code).toBe(0);
    expect(linesOf(answered.stdout).map((line) => line.type)).toEqual(
      expect.arrayContaining(['run.resumed', 'human.answered', 'run.finished']),
    );
    expect(linesOf(answered.stdout).at(-1)).toMatchObject({ status: 'done', outputs: { answer: 'Yes, today' } });
    const late = await longline(['resume', id, '--answer', 'No'], here());
    expect(late).toMatchObject({ code: 2, stderr: expect.stringContaining('asks nothing') });
  });

  test('with --json the last line is a summary with status waiting and the last recorded seq', async () => {
    const { code, stdout } = await longline(
      ['run', saved(home.path, askPerson), '--input', 'question=Well?', '--json'],
      here(),
    );
    const lines = linesOf(stdout);
    expect(code).toBe(4);
    expect(lines.at(-1)).toMatchObject({ type: 'run.finished', status: 'waiting', seq: lines.at(-2)?.seq });
    expect(lines.at(-2)?.type).toBe('run.suspended');
  });
});

describe('an interrupted run', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'ends on %s with exit code 130, says how to go on, and resumes',
    async (name) => {
      const { code, stdout, stderr } = await longline(longRun(12, 2), {
        ...here(),
        onOutput: afterLines(4, (child) => child.kill(name)),
      });
      expect(code).toBe(130);
      const last = linesOf(stdout).at(-1);
      expect(last).toMatchObject({ type: 'run.finished', status: 'interrupted' });
      expect(stderr).toContain(`longline resume ${last?.runId ?? ''}`);
      const resumed = await longline(['resume', 'last', '--json'], here());
      expect(resumed.code).toBe(0);
      expect((await events('last')).filter((event) => event.type === 'tool.finished')).toHaveLength(12);
    },
  );

  test('a reader that goes away interrupts it quietly, and it can be resumed', async () => {
    const args = longRun(40, 2);
    const child = spawn(process.execPath, [launcher, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '', HOME: home.path, LONGLINE_HOME: join(home.path, 'data') },
    });
    let said = '';
    child.stderr.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(130);
    expect(said).not.toMatch(/EPIPE|ECONNRESET|Error/);
    expect((await events('last')).at(-1)).toMatchObject({ type: 'run.suspended', reason: 'interrupted' });
    expect((await longline(['resume', 'last', '--json'], here())).code).toBe(0);
  });
});

describe('a killed run', () => {
  const seed = Number(process.env['LONGLINE_TEST_SEED'] ?? 20261124);
  test(`resumes after kill -9 at 8 moments to the state of the undisturbed run and repeats nothing recorded (seed ${seed})`, async () => {
    const random = seeded(seed);
    const calls = 20;
    const undisturbed = linesOf((await longline(longRun(calls, 0), here())).stdout);
    const hash = undisturbed.at(-1)?.['stateHash'];
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    for (let time = 0; time < 8; time += 1) {
      const moment = 1 + Math.floor(random() * (undisturbed.length - 4));
      const killed = await longline(longRun(calls, 1), {
        ...here(),
        onOutput: afterLines(moment, (child) => child.kill('SIGKILL')),
      });
      expect(killed, `seed ${seed}, time ${time}, moment ${moment}`).toMatchObject({ signal: 'SIGKILL' });
      const before = await events('last');
      const resumed = await longline(['resume', 'last', '--json'], here());
      expect(resumed.code, resumed.stderr).toBe(0);
      expect(linesOf(resumed.stdout).at(-1)?.['stateHash'], `seed ${seed}, time ${time}, moment ${moment}`).toBe(hash);
      expect(repeated(before, await events('last'))).toEqual([]);
    }
  }, 120_000);
});

describe('a long run', () => {
  test('of 300 tool calls ends, and replays offline to the same state hash', async () => {
    const run = await longline(longRun(300, 0), here());
    expect(run.code, run.stderr).toBe(0);
    const lines = linesOf(run.stdout);
    expect(lines.filter((line) => line.type === 'tool.finished')).toHaveLength(300);
    const last = lines.at(-1);
    expect(last).toMatchObject({ status: 'done', steps: 301 });

    const replayed = await longline(['replay', 'last', '--json'], { ...here(), preload: refuseNetwork });
    expect(replayed).toMatchObject({ code: 0, stderr: '' });
    const replayedLines = linesOf(replayed.stdout);
    expect(replayedLines.slice(0, -1)).toEqual(lines);
    expect(replayedLines.at(-1)).toMatchObject({
      type: 'replay.finished',
      stateHash: last?.['stateHash'],
      recorded: last?.['stateHash'],
      same: true,
    });

    const shown = await longline(['runs', 'show', 'last'], here());
    expect(shown.stdout).toContain('step 301 · agent');
  }, 120_000);

  test('without a network a new run cannot even begin, so the replay had none', async () => {
    const { code } = await longline(longRun(1, 0), { ...here(), preload: refuseNetwork });
    expect(code).not.toBe(0);
  });
});

describe('longline runs', () => {
  test('lists what was run, newest first, for people and as JSON', async () => {
    expect(await longline(['runs', '--json'], here())).toMatchObject({ code: 0, stdout: '[]\n' });
    const path = saved(home.path, askPerson);
    for (const question of ['first', 'second'])
      await longline(['run', path, '--input', `question=${question}`], here());
    const rows = JSON.parse((await longline(['runs', 'list', '--json'], here())).stdout) as {
      runId: string;
      status: string;
    }[];
    expect(rows.map((row) => row.status)).toEqual(['waiting', 'waiting']);
    const listed = (await longline(['runs'], here())).stdout.trimEnd().split('\n');
    expect(listed.map((line) => line.slice(0, 26))).toEqual(rows.map((row) => row.runId));
    const [first] = rows;
    const shown = JSON.parse(
      (await longline(['runs', 'show', first?.runId ?? '', '--json'], here())).stdout,
    ) as unknown;
    expect(shown).toMatchObject({
      type: 'run.shown',
      runId: first?.runId,
      status: 'waiting',
      inputs: { question: 'second' },
    });
  });
});

// Calls an action once, as soon as this many lines are out.
function afterLines(
  lines: number,
  action: (child: ChildProcess) => void,
): (child: ChildProcess, stdout: string) => void {
  let over = false;
  return (child, stdout) => {
    if (over || stdout.split('\n').length <= lines) return;
    over = true;
    action(child);
  };
}

// Effects that had an outcome before, and were asked for or answered once more after.
function repeated(before: readonly Line[], after: readonly Line[]): readonly unknown[] {
  const outcomes = new Set(['model.responded', 'tool.finished', 'node.finished', 'human.answered']);
  const known = new Set(before.filter((event) => outcomes.has(event.type)).map((event) => event['effect']));
  return after.slice(before.length).filter((event) => known.has(event['effect']));
}
