// Following a run on the terminal: what is live is shown where it can be and said once where it cannot, and a pause says how to go on.

import { createColors } from 'picocolors';
import { expect, test } from 'vitest';
import type { CommandLine } from '../../../src/main/hosts/cli/command.ts';
import { followRun } from '../../../src/main/hosts/cli/follow-run.ts';
import type { LiveRun, RunSummary } from '../../../src/main/hosts/engine-types.ts';
import type { WatchFrame } from '../../../src/shared/api/table.ts';
import { emptyLedger } from '../../../src/shared/cost/usage.ts';
import type { EventDraft, ModelStatus, RunEvent } from '../../../src/shared/run/events.ts';
import { testModel } from '../../kit/pipelines.ts';

const drafts: readonly EventDraft[] = [
  {
    type: 'run.started',
    at: 1000,
    machine: 2,
    program: 'longline/test',
    title: 'Brief',
    planHash: 'plan',
    documentHash: 'document',
    inputs: {},
    limits: { maxSteps: null, agentSteps: null, budgetNanoUsd: null },
    models: { '/': testModel },
    now: null,
  },
  {
    type: 'model.requested',
    at: 2000,
    effect: 'model:agent@1#1',
    activation: 'agent',
    step: 1,
    attempt: 1,
    model: '/',
    messages: 1,
    digest: '',
    last: false,
    maxOutputTokens: 1,
    reservedNanoUsd: null,
  },
  { type: 'run.paused', at: 3000 },
];
const events = drafts.map((draft, index) => ({ ...draft, runId: 'RUN', seq: index + 1 }) as RunEvent);
const queued = (until: number | null): ModelStatus => ({
  type: 'model.status',
  runId: 'RUN',
  activation: 'agent',
  step: 1,
  attempt: 1,
  status: 'queued',
  reason: '3 requests a minute are allowed',
  until,
});
const summary: RunSummary = {
  runId: 'RUN',
  seq: 3,
  type: 'run.finished',
  status: 'paused',
  reason: { code: 'run.paused', message: 'The run is paused; it can be resumed.' },
  outputs: {},
  usage: emptyLedger.usage as RunSummary['usage'],
  costNanoUsd: { low: 0, high: 0 },
  steps: 1,
  stateHash: '',
};
const runOf = (...pieces: readonly ModelStatus[]): LiveRun => ({
  runId: 'RUN',
  done: Promise.resolve({ runId: 'RUN', end: 'interrupted', lastSeq: 3, summary }),
  interrupt: () => undefined,
  command: () => undefined,
  async *watch(): AsyncGenerator<WatchFrame> {
    await Promise.resolve();
    yield { frame: 'events', events: events.slice(0, 2) };
    for (const piece of pieces) yield { frame: 'deltas', deltas: [piece] };
    yield { frame: 'events', events: events.slice(2) };
  },
});
const follow = async (run: LiveRun, json: boolean) => {
  const said = { stdout: '', stderr: '' };
  const line: CommandLine = {
    terminal: {
      json,
      colours: createColors(false),
      columns: Number.POSITIVE_INFINITY,
      live: false,
      print: (text) => {
        said.stdout += text;
        return Promise.resolve();
      },
      note: (text) => {
        said.stderr += `${text}\n`;
      },
      showLive: () => undefined,
      flush: () => Promise.resolve(),
    },
    interruption: { signal: new AbortController().signal, interrupt: () => undefined, press: () => undefined },
    exitCode: 0,
  };
  await followRun(run, line);
  return said;
};

test('a request that is held up is said once on stderr, with its reason, when nobody sees a live line', async () => {
  const run = runOf(queued(null), queued(null), queued(Date.now() + 12_000));
  expect((await follow(run, false)).stderr).toBe(
    'longline: step 1 of agent is waiting: 3 requests a minute are allowed\n',
  );
  const json = await follow(runOf(queued(Date.now() + 60_000)), true);
  expect(json.stderr).toMatch(/^longline: step 1 of agent is waiting \d+ s: 3 requests a minute are allowed\n/);
  expect(json.stdout.split('\n').filter((text) => text !== '')).toEqual([
    ...events.map((event) => JSON.stringify(event)),
    JSON.stringify(summary),
  ]);
});

test('a wait that is over in a moment is not said at all', async () => {
  expect((await follow(runOf(queued(Date.now() + 500)), false)).stderr).toBe('');
});

test('a paused run says how it goes on, for people and beside the JSON lines', async () => {
  const text = await follow(runOf(), false);
  expect(text.stdout).toContain('\npaused · go on with: longline resume RUN\n');
  expect(text.stdout).toMatch(/\npaused · 1 step · .*\n {2}Go on with: longline resume RUN\n$/);
  expect((await follow(runOf(), true)).stderr).toBe(
    'longline: The run is paused. Go on with: longline resume RUN\n' +
      'longline: The run is paused; it can be resumed. Go on with: longline resume RUN\n',
  );
});
