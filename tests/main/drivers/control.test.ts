// What people do to a run while it is driven: pausing, steering, limits, answers from elsewhere; and what becomes of it when the process
// ends in the midst.

import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { foldRun } from '../../../src/main/drivers/replay.ts';
import { LonglineError } from '../../../src/shared/errors.ts';
import type { EventDraft, LivePiece, RunEvent } from '../../../src/shared/run/events.ts';
import { resumeRun, startRun, type TestRun } from '../../kit/drive-run.ts';
import { memoryJournal } from '../../kit/memory-journal.ts';
import { agentPipeline, compiled, node, pipeline, sha256, wire } from '../../kit/pipelines.ts';
import { scriptedHands, type Script, type ScriptedHands, type ScriptMessage } from '../../kit/scripted-hands.ts';
import { testInbox, type TestInbox } from '../../kit/test-inbox.ts';

const at = Date.UTC(2026, 10, 23);
const paused: EventDraft = { type: 'run.paused', at };
const continued: EventDraft = { type: 'run.continued', at };
const steer = (id: string, text: string): EventDraft => ({ type: 'run.steered', at, id, activation: null, text });
const look = (query: string) => ({ name: 'look', arguments: JSON.stringify({ query }) });

/** So many steps with one call each, then an answer; `before` runs while the model of that step is asked. */
function steps(count: number, before: (step: number) => void = () => undefined): Script {
  return {
    model: (_, messages) => {
      const step = messages.filter((message) => message.role === 'assistant').length + 1;
      before(step);
      return step > count ? { content: 'Done.' } : { reasoning: 'On.', calls: [look(`query ${step}`)] };
    },
    tool: (request) => ({ status: 'ok', outputs: { text: `<${String(request.input['query'])}>` } }),
  };
}

const run = (more: Partial<TestRun> & { readonly hands: ScriptedHands }): TestRun => ({
  journal: memoryJournal(),
  compiled: compiled(agentPipeline([node('look', 'look')])),
  inputs: { question: 'What is there?' },
  ...more,
});

/** Lets everything happen that can happen without anybody. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await setImmediate();
}

describe('a pause', () => {
  test('lets end what is under way, begins nothing new, keeps the run, and goes on where it was', async () => {
    const inbox = testInbox();
    const journal = memoryJournal();
    const hands = scriptedHands(steps(3, (step) => void (step === 2 && inbox.send(paused))));
    const ending = startRun(run({ hands, journal, inbox }));
    await settled();
    expect((await journal.read('run-1', 1)).slice(-2).map(({ type }) => type)).toEqual([
      'run.paused',
      'model.responded',
    ]);
    expect(hands.toolRequests).toHaveLength(1);
    expect(hands.modelRequests).toHaveLength(2);
    expect((await journal.run('run-1'))?.status).toBe('paused');
    await expect(journal.rival().claim('run-1')).rejects.toMatchObject({ code: 'journal.run_owned' });
    inbox.send(continued);
    const { end, state } = await ending;
    expect(end).toBe('finished');
    const calm = await startRun(run({ hands: scriptedHands(steps(3)) }));
    expect(state.finished?.stateHash).toBe(calm.state.finished?.stateHash);
  });

  test('of a paused run, or going on with one that is not paused, changes nothing and is not recorded', async () => {
    const inbox = testInbox();
    const hands = scriptedHands(
      steps(2, (step) => {
        if (step === 1) for (const draft of [continued, paused, paused]) inbox.send(draft);
      }),
    );
    const journal = memoryJournal();
    const ending = startRun(run({ hands, journal, inbox }));
    await settled();
    inbox.send(continued);
    await ending;
    const types = (await journal.read('run-1', 1)).map(({ type }) => type).filter((type) => type.startsWith('run.'));
    expect(types).toEqual(['run.started', 'run.paused', 'run.continued', 'run.finished']);
    expect(inbox.passed).toEqual([continued, paused]);
  });

  test('is over when the run was stopped in it and is resumed', async () => {
    const inbox = testInbox();
    const stop = new AbortController();
    const journal = memoryJournal();
    const hands = scriptedHands(steps(2, (step) => void (step === 1 && inbox.send(paused))));
    const ending = startRun(run({ hands, journal, inbox, signal: stop.signal }));
    await settled();
    stop.abort();
    expect((await ending).end).toBe('interrupted');
    const resumed = await resumeRun(run({ hands, journal, inbox: testInbox() }));
    expect(resumed.state.finished?.status).toBe('done');
  });

  test('of a run whose process was killed is over when somebody takes it over', async () => {
    const inbox = testInbox();
    const journal = memoryJournal();
    const hands = scriptedHands(steps(2, (step) => void (step === 1 && inbox.send(paused))));
    void startRun(run({ hands, journal, inbox })).catch(() => undefined);
    await settled();
    const survivor = journal.survivor();
    expect((await survivor.run('run-1'))?.status).toBe('paused');
    expect((await resumeRun(run({ hands, journal: survivor }))).state.finished?.status).toBe('done');
  });
});

describe('a message to the model', () => {
  const heard = (hands: ScriptedHands): string[] =>
    hands.modelRequests.map(({ body }) =>
      (JSON.parse(body) as ScriptMessage[])
        .filter((message) => message.role === 'user')
        .map((message) => message.content)
        .join('|'),
    );

  test('is heard at the next step, once, however often it is delivered', async () => {
    const inbox = testInbox();
    const hands = scriptedHands(
      steps(3, (step) => {
        if (step >= 2) inbox.send(steer('7', 'Be brief.'));
      }),
    );
    const journal = memoryJournal();
    await startRun(run({ hands, journal, inbox }));
    const said = heard(hands).map((text) => text.split('Be brief.').length - 1);
    expect(said).toEqual([0, 0, 1, 1]);
    expect((await journal.read('run-1', 1)).filter(({ type }) => type === 'run.steered')).toHaveLength(1);
    expect(inbox.passed).toHaveLength(2);
  });

  test('that comes with a stop is recorded before the run is left', async () => {
    const inbox = testInbox();
    const stop = new AbortController();
    const hands = scriptedHands(
      steps(2, (step) => {
        if (step !== 2) return;
        inbox.send(steer('1', 'Be brief.'));
        stop.abort();
      }),
    );
    const journal = memoryJournal();
    await startRun(run({ hands, journal, inbox, signal: stop.signal }));
    const types = (await journal.read('run-1', 1)).map(({ type }) => type);
    expect(types.filter((type) => type.startsWith('run.'))).toEqual(['run.started', 'run.steered', 'run.suspended']);
    await resumeRun(run({ hands, journal }));
    expect(heard(hands).at(-1)).toContain('Be brief.');
  });

  test('is heard once and only once wherever the process is killed, and the runs come to the same end', async () => {
    const plain = scriptedHands(steps(3, () => undefined));
    const whole = async (dieAfterAppends?: number) => {
      const inbox = testInbox();
      const journal = memoryJournal(dieAfterAppends === undefined ? {} : { dieAfterAppends });
      const script = steps(3, (step) => void (step === 2 && inbox.send(steer('1', 'Be brief.'))));
      const hands = scriptedHands(script);
      const ended = await startRun(run({ hands, journal, inbox })).catch((thrown: unknown) => {
        expect(thrown).toMatchObject({ code: 'storage.unavailable' });
        return null;
      });
      if (ended !== null) return { hash: ended.state.finished?.stateHash, events: await journal.read('run-1', 1) };
      const survivor = journal.survivor();
      if ((await survivor.read('run-1', 1)).length === 0) return null;
      // What was not recorded is still in the store, and comes again.
      const again = testInbox();
      const isLate = (await survivor.read('run-1', 1)).some(({ type }) => type === 'tool.finished');
      if (isLate) again.send(steer('1', 'Be brief.'));
      const resumed = await resumeRun(
        run({
          hands: scriptedHands(steps(3, (step) => void (step === 2 && again.send(steer('1', 'Be brief.'))))),
          journal: survivor,
          inbox: again,
        }),
      );
      return { hash: resumed.state.finished?.stateHash, events: await survivor.read('run-1', 1) };
    };
    const calm = await whole();
    expect(calm?.hash).not.toBe((await startRun(run({ hands: plain }))).state.finished?.stateHash);
    let died = 0;
    for (let appends = 0; appends < 30; appends += 1) {
      const ended = await whole(appends);
      if (ended === null) continue;
      died += 1;
      expect(ended.events.filter(({ type }) => type === 'run.steered')).toHaveLength(1);
      expect(ended.events.at(-1)).toMatchObject({ type: 'run.finished', status: 'done' });
    }
    expect(died).toBeGreaterThan(10);
  });
});

test('a limit that is raised while the run goes on is the limit from then on', async () => {
  const limits = { maxSteps: 2, agentSteps: null, budgetNanoUsd: null };
  const more = { maxSteps: 6, agentSteps: null, budgetNanoUsd: null };
  const limited = await startRun(run({ hands: scriptedHands(steps(3)), limits }));
  expect(limited.state.finished?.status).toBe('limited');
  const inbox = testInbox();
  const hands = scriptedHands(
    steps(3, (step) => void (step === 1 && inbox.send({ type: 'limits.changed', at, limits: more }))),
  );
  const raised = await startRun(run({ hands, limits, inbox }));
  expect(raised.state.finished).toMatchObject({ status: 'done', steps: 4 });
  expect(raised.state.limits).toEqual(more);
});

test('an answer that comes while other work goes on is taken, though nobody here could give it', async () => {
  const inbox: TestInbox = testInbox();
  let answer: string | null = null;
  const asking = pipeline(
    [
      node('question', 'input', { name: 'question', type: 'text' }),
      node('ask', 'ask'),
      node('agent', 'agent'),
      node('out', 'output', { name: 'answer' }),
    ],
    [wire('question.value', 'ask.question'), wire('question.value', 'agent.task'), wire('ask.answer', 'out.value')],
  );
  const hands = scriptedHands({
    model: async () => {
      // By now nobody could answer; then somebody elsewhere does.
      await settled();
      answer = 'Yes.';
      inbox.stir();
      await settled();
      return { content: 'Done.' };
    },
    human: () => answer,
  });
  const { end, state } = await startRun(run({ compiled: compiled(asking), hands, inbox }));
  expect(end).toBe('finished');
  expect(state.finished?.outputs).toEqual({ answer: 'Yes.' });
  expect(hands.questions).toHaveLength(2);
});

test('the bytes of a failed answer are kept, and what holds a request up is told live', async () => {
  let attempts = 0;
  const raw = new TextEncoder().encode('data: {"oops"');
  const hands = scriptedHands({
    model: () => {
      attempts += 1;
      return attempts === 1
        ? { fail: 'incomplete', retryable: true, windowTokens: 4096, raw, held: '3 requests a minute are allowed.' }
        : { content: 'Done.' };
    },
  });
  const journal = memoryJournal();
  const pieces: LivePiece[] = [];
  await startRun(run({ hands, journal, onDelta: (piece) => pieces.push(piece) }));
  const failed = (await journal.read('run-1', 1)).find(({ type }) => type === 'model.failed');
  if (failed?.type !== 'model.failed') throw new Error('nothing failed');
  expect(failed).toMatchObject({ verdict: 'incomplete', windowTokens: 4096 });
  expect(await journal.blob(failed.raw ?? '')).toEqual(raw);
  const place = { type: 'model.status', runId: 'run-1', activation: 'agent', step: 1, attempt: 1, until: null };
  expect(pieces).toEqual([
    { ...place, status: 'queued', reason: '3 requests a minute are allowed.' },
    { ...place, status: 'asking', reason: '' },
  ]);
});

test('a run is not begun anew, and nothing is told, when the bytes of a failed answer cannot be stored', async () => {
  const journal = memoryJournal();
  const told: RunEvent[] = [];
  const hands = scriptedHands({ model: () => ({ fail: 'incomplete', retryable: true, raw: new Uint8Array(3) }) });
  const failing = { ...journal, putBlob: () => Promise.reject(new LonglineError('storage.full', 'No space.')) };
  await expect(
    startRun(run({ hands, journal: failing, onEvents: (events) => told.push(...events) })),
  ).rejects.toMatchObject({ code: 'storage.full' });
  expect(told.map(({ type }) => type)).not.toContain('model.failed');
  expect(hands.modelRequests).toHaveLength(1);
});

test('time that was spent paused does not count, and a limit of working time ends the run when it is used up', async () => {
  const inbox = testInbox();
  const limits = { maxWallMs: 10_000 };
  const waits: (() => void)[] = [];
  const expired: RunEvent[] = [];
  const journal = memoryJournal();
  const hands: ScriptedHands = scriptedHands({
    model: async () => {
      inbox.send(paused);
      await settled();
      expired.push(...(await journal.read('run-1', 1)).filter(({ type }) => type === 'time.expired'));
      for (const fire of waits.splice(0)) fire();
      await settled();
      return { content: 'Done.' };
    },
  });
  const begun: number[] = [];
  const slow: ScriptedHands = {
    ...hands,
    wait: (delayMs, signal) =>
      new Promise((resolve) => {
        begun.push(delayMs);
        if (delayMs <= 10_000 && delayMs > 5000) waits.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      }),
  };
  // The pause is over as soon as it is there, before the waits that it calls off have ended.
  const onEvents = (events: readonly RunEvent[]) => {
    if (events.some(({ type }) => type === 'run.paused')) inbox.send(continued);
  };
  const { state } = await startRun(run({ hands: slow, journal, limits, inbox, onEvents }));
  expect(expired).toEqual([]);
  const types = (await journal.read('run-1', 1)).map(({ type }) => type);
  expect(types.filter((type) => type === 'time.expired')).toHaveLength(2);
  expect(begun.filter((delayMs) => delayMs > 5000)).toHaveLength(4);
  expect(state.finished).toMatchObject({ status: 'limited', reason: { code: 'limit.time' } });
  expect((await foldRun(journal, 'run-1', sha256)).finished?.stateHash).toBe(state.finished?.stateHash);
});
