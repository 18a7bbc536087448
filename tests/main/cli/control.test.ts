// Steering runs from the command line while they are driven elsewhere, and working with what they left: each command is given to a run
// that an engine of its own drives, as another process would.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEngine } from '../../../src/main/hosts/engine.ts';
import type { Engine, LiveRun, StartRequest } from '../../../src/main/hosts/engine-types.ts';
import type { JsonObject } from '../../../src/shared/json/value.ts';
import type { RunEvent } from '../../../src/shared/run/events.ts';
import { linesOf, temporaryHome } from '../../kit/command-line.ts';
import { longlineHere } from '../../kit/command-line-here.ts';
import { finalAnswer, startScriptedServer, type ScriptedAnswer } from '../../kit/scripted-server.ts';
import { askPerson, newsAgent, newsFolder, saved } from '../../kit/sample-files.ts';

vi.setConfig({ testTimeout: 30_000 });

let home: ReturnType<typeof temporaryHome>;
let driver: Engine;
beforeEach(async () => {
  home = temporaryHome();
  process.env['LONGLINE_HOME'] = home.path;
  driver = await createEngine({ host: 'cli' });
});
afterEach(async () => {
  await driver.close();
  delete process.env['LONGLINE_HOME'];
  home.remove();
});

const request = (params: JsonObject = {}, more: Partial<StartRequest> = {}): StartRequest => ({
  document: newsAgent(params),
  pipelineId: null,
  bindings: { news: newsFolder },
  inputs: { question: 'What changed at the port of Halmere?' },
  endpoint: null,
  model: null,
  maxSteps: null,
  budgetUsd: null,
  now: '2026-11-21T00:00:00.000Z',
  rehearsal: { steps: 6, delayMs: 0 },
  ...more,
});
/** A run of the driver that has finished. */
const finishedRun = async (params: JsonObject = {}, more: Partial<StartRequest> = {}) => {
  const run = await driver.start(request(params, more));
  await run.done;
  return run.runId;
};
const recorded = async (runId: string): Promise<readonly RunEvent[]> => (await driver.store()).read(runId, 1, 10_000);

/** A reply that searches twice in one step. */
function twoCalls(...texts: readonly string[]): ScriptedAnswer {
  const common = { id: 'scripted-1', object: 'chat.completion.chunk', created: 0, model: 'scripted' };
  const calls = texts.map((text, index) => ({
    index,
    id: `search:${index}`,
    type: 'function',
    function: { name: 'search', arguments: text },
  }));
  return {
    status: 200,
    chunks: [
      { ...common, choices: [{ index: 0, delta: { role: 'assistant', tool_calls: calls }, finish_reason: null }] },
      { ...common, choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] },
    ],
  };
}

/** Resolves when such an event is durable; the run must go on by itself until then. */
async function event<Type extends RunEvent['type']>(
  run: LiveRun,
  type: Type,
): Promise<Extract<RunEvent, { type: Type }>> {
  for await (const frame of run.watch(1, new AbortController().signal)) {
    const found = frame.frame === 'events' ? frame.events.find((candidate) => candidate.type === type) : undefined;
    if (found !== undefined) return found as Extract<RunEvent, { type: Type }>;
  }
  throw new Error(`the run ended without ${type}`);
}

describe('a run that is driven elsewhere', () => {
  test('is paused, told something, given other limits, and goes on', async () => {
    const run = await driver.start(request({}, { rehearsal: { steps: 24, delayMs: 5 } }));
    await event(run, 'tool.finished');
    const paused = await longlineHere(['pause', run.runId]);
    expect(paused).toEqual({
      code: 0,
      stdout: `${run.runId} pauses; what is under way ends first. Go on with: longline resume ${run.runId}\n`,
      stderr: '',
    });
    await event(run, 'run.paused');
    expect(await longlineHere(['steer', run.runId, 'Look at October only.'])).toMatchObject({
      code: 0,
      stdout: 'Every agent at work is told once the run goes on.\n',
    });
    const limited = await longlineHere(['limit', 'last', '--budget', '2', '--time', '2h', '--json']);
    expect(linesOf(limited.stdout)).toEqual([
      {
        type: 'command.posted',
        runId: run.runId,
        command: {
          kind: 'limit',
          limits: expect.objectContaining({ budgetNanoUsd: 2_000_000_000, maxWallMs: 7_200_000, agentSteps: 26 }),
        },
      },
    ]);
    expect(await longlineHere(['resume', run.runId])).toEqual({
      code: 0,
      stdout: `${run.runId} goes on where it is driven.\n`,
      stderr: '',
    });
    expect((await run.done).summary.status).toBe('done');
    const events = await recorded(run.runId);
    const types = events.map(({ type }) => type);
    expect(types.filter((type) => type === 'run.paused' || type === 'run.continued')).toEqual([
      'run.paused',
      'run.continued',
    ]);
    expect(events.find(({ type }) => type === 'run.steered')).toMatchObject({
      activation: null,
      text: 'Look at October only.',
    });
    expect(events.find(({ type }) => type === 'limits.changed')).toMatchObject({
      limits: { budgetNanoUsd: 2_000_000_000, maxWallMs: 7_200_000 },
    });
  });

  test('is stopped, and can be resumed', async () => {
    const run = await driver.start(request({}, { rehearsal: { steps: 24, delayMs: 5 } }));
    await event(run, 'tool.finished');
    expect(await longlineHere(['stop', run.runId])).toMatchObject({ code: 0 });
    expect((await run.done).summary.status).toBe('interrupted');
    const resumed = await longlineHere(['resume', run.runId, '--json']);
    expect(resumed.code).toBe(0);
    expect(linesOf(resumed.stdout).at(-1)).toMatchObject({ type: 'run.finished', status: 'done' });
  });

  test('refuses what does not apply: pausing a run that nobody drives, telling an agent that it does not have', async () => {
    const runId = await finishedRun();
    expect(await longlineHere(['pause', runId])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('has ended'),
    });
    expect(await longlineHere(['steer', runId, 'x', '--agent', 'nobody'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no agent "nobody"'),
    });
    expect(await longlineHere(['steer', runId, '  '])).toMatchObject({ code: 2 });
    expect(await longlineHere(['limit', runId])).toMatchObject({
      code: 2,
      stderr: 'longline: No limit is named.\n  Name at least one of --budget, --tokens, --steps, --time.\n',
    });
    expect(await longlineHere(['approve', runId])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('No call of the run'),
    });
  });
});

describe('a call that needs approval', () => {
  const waitingRun = async () => {
    const run = await driver.start(request({ approval: 'all' }, { rehearsal: { steps: 1, delayMs: 0 } }), () =>
      Promise.resolve(null),
    );
    expect((await run.done).summary.status).toBe('waiting');
    return run.runId;
  };

  test('keeps the run waiting with exit code 4, is shown whole, and runs exactly so when it is approved', async () => {
    const path = saved(home.path, newsAgent({ approval: 'all' }));
    const ran = await longlineHere([
      'run',
      path,
      '--folder',
      `news=${newsFolder}`,
      '--input',
      'question=Why?',
      '--rehearsal-steps',
      '1',
    ]);
    expect(ran.code).toBe(4);
    expect(ran.stdout).toContain('1 call waits for approval: longline approve ');
    const approved = await longlineHere(['approve', 'last']);
    const exact = /\n {4}(\{"input":.*\})\n/.exec(approved.stdout)?.[1] ?? '';
    expect(JSON.parse(exact)).toMatchObject({ kind: expect.any(String), params: {}, version: 1 });
    expect(ran.stdout).toContain(exact);
    expect(approved.stdout).toContain('a person approved the call');
    expect(approved.code).toBe(0);
    const runId = /run (\w{26})/.exec(approved.stdout)?.[1] ?? '';
    const events = await recorded(runId);
    const asked = events.find(({ type }) => type === 'human.asked');
    const called = events.find(({ type }) => type === 'tool.requested');
    expect(asked?.type === 'human.asked' && called?.type === 'tool.requested' && asked.exact).toBe(exact);
    expect(called?.type === 'tool.requested' && JSON.parse(called.input)).toEqual(
      (JSON.parse(exact) as JsonObject)['input'],
    );
  });

  test('that is denied does not run, and the model learns why', async () => {
    const runId = await waitingRun();
    const denied = await longlineHere(['approve', runId, '--deny', '--reason', 'Not on a Friday.', '--json']);
    expect(denied.code).toBe(0);
    const lines = linesOf(denied.stdout);
    expect(lines.find((line) => line.type === 'human.answered')).toMatchObject({
      answer: { deny: 'Not on a Friday.' },
    });
    expect(lines.filter((line) => line.type === 'tool.requested')).toEqual([]);
    expect(lines.at(-1)).toMatchObject({ type: 'run.finished', status: 'done' });
  });

  test('is answered where it is driven, when somebody there waits for it', async () => {
    const run = await driver.start(request({ approval: 'all' }, { rehearsal: { steps: 1, delayMs: 0 } }));
    await event(run, 'human.asked');
    const approved = await longlineHere(['approve', run.runId]);
    expect(approved.code).toBe(0);
    expect(approved.stdout).toMatch(
      /^ {2}call 1 waits for approval: .*\n {4}\{"input":.*\n {4}sha256 \w{64}\ncall 1 is approved\n$/,
    );
    expect((await run.done).summary.status).toBe('done');
  });

  test('is named when more than one waits, and keeps its number while others are answered', async () => {
    const server = await startScriptedServer((number) =>
      number === 1 ? twoCalls('{"query":"port"}', '{"query":"ferries"}') : finalAnswer('So.'),
    );
    try {
      const run = await driver.start(
        request({ approval: 'all' }, { endpoint: server.url, model: 'scripted', rehearsal: null }),
        () => Promise.resolve(null),
      );
      expect((await run.done).summary.status).toBe('waiting');
      const unclear = await longlineHere(['approve', run.runId]);
      expect(unclear).toMatchObject({
        code: 2,
        stderr: 'longline: 2 calls wait for approval.\n  Say which with --call N, or --all.\n',
      });
      expect(unclear.stdout).toMatch(/call 1 waits .*\n.*"query":"port".*\n.*\n.*call 2 waits .*\n.*"query":"ferries"/);
      const denied = await longlineHere(['approve', run.runId, '--call', '1', '--deny']);
      expect(denied.code).toBe(4);
      const left = await longlineHere(['approve', run.runId, '--json']);
      expect(left.code).toBe(0);
      expect(linesOf(left.stdout).filter(({ type }) => type === 'tool.requested')).toEqual([
        expect.objectContaining({ input: '{"query":"ferries"}' }),
      ]);
    } finally {
      await server.close();
    }
  });

  test('is never answered by --answer, nor by a number that nothing waits under', async () => {
    const runId = await waitingRun();
    expect(await longlineHere(['resume', runId, '--answer', 'approve'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`longline approve ${runId}`),
    });
    const other = await longlineHere(['approve', runId, '--call', '7']);
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('These do: 1.') });
    expect(other.stdout).toContain('call 1 waits for approval');
    expect(await longlineHere(['approve', runId, '--reason', 'x'])).toMatchObject({ code: 2 });
    expect(await longlineHere(['approve', runId, '--call', '1', '--all'])).toMatchObject({ code: 2 });
    expect((await recorded(runId)).some(({ type }) => type === 'human.answered')).toBe(false);
  });

  test('needs no person with --approvals allow', async () => {
    const path = saved(home.path, newsAgent({ approval: 'all' }));
    const args = ['run', path, '--folder', `news=${newsFolder}`, '--input', 'question=Why?', '--rehearsal-steps', '1'];
    expect((await longlineHere([...args, '--approvals', 'allow'])).code).toBe(0);
    expect(await longlineHere([...args, '--approvals', 'perhaps'])).toMatchObject({ code: 2 });
  });

  test('a question that is no approval is answered as before', async () => {
    const path = saved(home.path, askPerson);
    expect((await longlineHere(['run', path, '--input', 'question=Well?'])).code).toBe(4);
    expect((await longlineHere(['resume', 'last', '--answer', 'Yes'])).code).toBe(0);
  });
});

describe('limits of a run', () => {
  const limitedRun = (...args: readonly string[]) =>
    longlineHere([
      'run',
      saved(home.path, newsAgent()),
      '--folder',
      `news=${newsFolder}`,
      '--input',
      'question=Why?',
      '--rehearsal-steps',
      '30',
      '--json',
      ...args,
    ]);

  test('--max-tokens and --max-time are recorded, and end the run with exit code 3', async () => {
    const tokens = await limitedRun('--max-tokens', '20000', '--max-time', '1h');
    const lines = linesOf(tokens.stdout);
    expect(lines[0]).toMatchObject({ limits: { maxTokens: 20_000, maxWallMs: 3_600_000 } });
    expect(tokens.code).toBe(3);
    expect(lines.at(-1)).toMatchObject({ type: 'run.finished', status: 'limited', reason: { code: 'limit.tokens' } });
    const time = await limitedRun('--max-time', '1s', '--rehearsal-delay', '30');
    expect(time.code).toBe(3);
    expect(linesOf(time.stdout).map(({ type }) => type)).toContain('time.expired');
  });
});

describe('what a run left', () => {
  test('is verified: chain and blobs, or what is wrong with them', async () => {
    const runId = await finishedRun();
    const { length } = await recorded(runId);
    const verified = await longlineHere(['verify', 'last', '--json']);
    expect(verified.code).toBe(0);
    expect(linesOf(verified.stdout)).toEqual([
      { type: 'verify.finished', runId, events: length, head: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    expect((await longlineHere(['verify', runId])).stdout).toMatch(
      new RegExp(`^whole · ${length} events · chain ends in [0-9a-f]{64} · run ${runId}\n$`),
    );
    expect((await longlineHere(['verify', '00000000000000000000000000'])).code).toBe(2);
  });

  test('is replayed up to a step', async () => {
    const runId = await finishedRun();
    const events = await recorded(runId);
    const replayed = await longlineHere(['replay', runId, '--to', 'agent@2', '--json']);
    expect(replayed.code).toBe(0);
    const lines = linesOf(replayed.stdout);
    const last = lines.at(-2);
    expect(lines.slice(0, -1)).toEqual(events.slice(0, last?.seq));
    expect(last).toMatchObject({ type: 'tool.finished', call: { step: 2 } });
    expect(lines.at(-1)).toMatchObject({ type: 'replay.finished', recorded: null, same: null, steps: 2 });
    expect(await longlineHere(['replay', runId, '--to', 'agent@99'])).toMatchObject({ code: 2 });
  });

  test('is folded against an edited pipeline, which says where it first differs', async () => {
    const runId = await finishedRun();
    const same = saved(home.path, newsAgent(), 'same.longline');
    const follows = await longlineHere(['replay', runId, '--against', same]);
    expect(follows).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^the same · \d+ events · state [0-9a-f]{64}/),
    });
    const edited = saved(home.path, newsAgent({ instructions: 'Be thorough.' }), 'edited.longline');
    const differs = await longlineHere(['replay', runId, '--against', edited, '--json']);
    expect(differs.code).toBe(1);
    expect(linesOf(differs.stdout)).toEqual([
      expect.objectContaining({
        type: 'regress.finished',
        runId,
        same: false,
        event: 'model.requested',
        step: 'agent@1',
        what: expect.stringContaining('Be thorough.'),
      }),
    ]);
    expect(await longlineHere(['replay', runId, '--to', '1', '--against', same])).toMatchObject({ code: 2 });
  });

  test('is forked from a step with something changed, and what came before is not paid again', async () => {
    const runId = await finishedRun();
    const events = await recorded(runId);
    const at = events.findIndex((one) => one.type === 'model.requested' && one.step === 4);
    const forked = await longlineHere([
      'fork',
      runId,
      '--at',
      '4',
      '--set',
      'agent.maxSteps=5',
      '--budget',
      '1',
      '--json',
    ]);
    expect(forked.code).not.toBe(2);
    const lines = linesOf(forked.stdout);
    expect(lines[0]).toMatchObject({
      type: 'run.forked',
      seq: at + 1,
      from: runId,
      step: 'agent@4',
      params: { agent: { maxSteps: 5 } },
      limits: { budgetNanoUsd: 1_000_000_000 },
    });
    const fork = lines[0]?.runId ?? '';
    expect(fork).not.toBe(runId);
    const copied = (await recorded(fork)).slice(0, at);
    expect(copied.map(({ runId: _, ...rest }) => rest)).toEqual(
      events.slice(0, at).map(({ runId: _, ...rest }) => rest),
    );
    expect(lines.filter(({ type }) => type === 'model.requested')[0]).toMatchObject({ step: 4 });
  });

  test('a fork is refused without a step, with one that is not there, and with a param that does not fit', async () => {
    const runId = await finishedRun();
    for (const args of [
      [],
      ['--at', '999'],
      ['--at', '2', '--set', 'agent.maxSteps=-1'],
      ['--at', '2', '--set', 'agent.odd=1'],
    ])
      expect(await longlineHere(['fork', runId, ...args]), args.join(' ')).toMatchObject({ code: 2 });
  });

  test('is compared with another run: the same, or where they part first', async () => {
    const one = await finishedRun();
    const other = await finishedRun();
    expect(await longlineHere(['diff', one, other])).toMatchObject({
      code: 0,
      stdout: 'Both runs did the same, in 7 steps.\n',
    });
    const third = await finishedRun({}, { rehearsal: { steps: 3, delayMs: 0 } });
    const text = await longlineHere(['diff', one, third]);
    expect(text.code).toBe(1);
    expect(text.stdout).toMatch(/Step 4 of agent: left calls .*, right answers “/);
    const { code, stdout } = await longlineHere(['diff', one, third, '--json']);
    expect(code).toBe(1);
    expect(linesOf(stdout)).toEqual([
      expect.objectContaining({
        type: 'diff.finished',
        left: one,
        right: third,
        first: { row: 3, what: expect.stringContaining('Step 4 of agent') },
      }),
    ]);
  });
});

test('a run of several trajectories says what it would cost before it starts', async () => {
  const path = saved(home.path, newsAgent({ trajectories: 2 }));
  const args = ['run', path, '--folder', `news=${newsFolder}`, '--input', 'question=Why?', '--rehearsal-steps', '2'];
  const { stdout } = await longlineHere([...args, '--json']);
  const [first, second] = linesOf(stdout);
  expect(first).toMatchObject({ type: 'run.estimated', trajectories: [{ node: 'agent', count: 2 }] });
  expect(second).toMatchObject({ type: 'run.started', seq: 1 });
  expect((await longlineHere(args)).stderr).toMatch(/^longline: 2 trajectories of agent: at most /);
});

test('every command has help with examples', async () => {
  for (const command of [
    'pause',
    'stop',
    'steer',
    'approve',
    'limit',
    'fork',
    'diff',
    'verify',
    'replay',
    'resume',
    'run',
  ])
    expect(await longlineHere([command, '--help'])).toEqual({
      code: 0,
      stdout: expect.stringContaining('Examples:\n  $ longline'),
      stderr: '',
    });
});
