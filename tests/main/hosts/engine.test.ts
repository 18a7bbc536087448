// The engine as hosts use it: samples from start to end on the rehearsal endpoint, watched and replayed, and the contract's promises
// without any transport.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEngine } from '../../../src/main/hosts/engine.ts';
import type { Engine, StartRequest } from '../../../src/main/hosts/engine-types.ts';
import { openSample, sampleBindings } from '../../../src/main/hosts/samples.ts';
import { hostPromises } from '../../promises/host.ts';
import { engineInNewHome, removeEngineHome } from '../../kit/engine-home.ts';
import { emptyRunView, viewDeltas, viewEvent, type RunView } from '../../../src/shared/run/view.ts';

let home: string;
let engine: Engine;

beforeEach(async () => {
  ({ home, engine } = await engineInNewHome());
});

afterEach(() => removeEngineHome({ home, engine }));

const sampleRequest = (name: string, more: Partial<StartRequest> = {}): StartRequest => {
  const { document, path } = openSample(`sample:${name}`);
  return {
    document,
    pipelineId: `sample:${name}`,
    bindings: sampleBindings(path, document),
    inputs: {},
    endpoint: null,
    model: null,
    maxSteps: null,
    budgetUsd: null,
    now: '2026-11-20T18:00:00Z',
    rehearsal: null,
    ...more,
  };
};

for (const name of ['news-brief', 'evidence-review']) {
  test(`the sample ${name} runs to its end, cites what it says, and replays to the same state`, async () => {
    const run = await engine.start(sampleRequest(name));
    let view: RunView = emptyRunView;
    for await (const frame of run.watch(1, new AbortController().signal)) {
      if (frame.frame === 'events') view = frame.events.reduce(viewEvent, view);
      if (frame.frame === 'deltas') view = viewDeltas(view, frame.deltas);
    }
    const { summary } = await run.done;
    expect(summary.status).toBe('done');
    expect(summary.costNanoUsd).toEqual({ low: 0, high: 0 });
    expect(view.status).toBe('done');
    expect(view.steps.flatMap((step) => step.calls).length).toBeGreaterThan(2);
    expect((summary.outputs['evidence'] as unknown[]).length).toBeGreaterThan(1);
    const replayed = await engine.replay(run.runId);
    expect(replayed.stateHash).toBe(summary.stateHash);
    expect(replayed.recorded).toBe(summary.stateHash);
    const again = await engine.start(sampleRequest(name));
    expect((await again.done).summary.stateHash).toBe(summary.stateHash);
  });
}

hostPromises('without a transport', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'longline-host-'));
  process.env['LONGLINE_HOME'] = directory;
  const own = await createEngine({ host: 'browser' });
  return {
    host: own.api,
    close: () => own.close().then(() => rmSync(directory, { recursive: true, force: true })),
  };
});
