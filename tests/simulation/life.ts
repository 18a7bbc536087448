// One life of a simulated run: a process that drives it, made of the product's own parts, until it ends, is killed, or loses the run to
// another. Its disk, its network and its tools are the simulation's, and nothing of it outlives it.

import { AsyncLocalStorage } from 'node:async_hooks';
import { drive } from '../../src/main/drivers/drive.ts';
import type { Hands } from '../../src/main/drivers/hands.ts';
import { firstEpoch, type Claim } from '../../src/main/drivers/journal.ts';
import { foldRun } from '../../src/main/drivers/replay.ts';
import { createGates } from '../../src/main/endpoints/gate/gates.ts';
import type { Endpoints } from '../../src/main/endpoints/registry.ts';
import type { EndpointTarget } from '../../src/main/endpoints/target.ts';
import { createModelCaller } from '../../src/main/endpoints/transport.ts';
import { steering } from '../../src/main/hosts/steering.ts';
import type { RunCommand } from '../../src/main/store/commands.ts';
import { createToolCaller } from '../../src/main/tools/call-tool.ts';
import { LonglineError } from '../../src/shared/errors.ts';
import type { CompiledPlan } from '../../src/shared/pipeline/compile.ts';
import type { EventDraft, ModelBinding, RunEvent } from '../../src/shared/run/events.ts';
import { evolve } from '../../src/shared/run/evolve.ts';
import { initialState } from '../../src/shared/run/state.ts';
import { sha256 } from '../kit/pipelines.ts';
import type { VirtualClock } from '../kit/virtual-clock.ts';
import { attemptOf, checkHistory, judge, type Attempt, type Sent } from './attempts.ts';
import type { Chance } from './chance.ts';
import type { Disk } from './disk.ts';
import type { SimulatedEndpoint } from './endpoint.ts';
import { simulatedNetwork } from './network.ts';
import type { Observer } from './observer.ts';
import { answerTo } from './people.ts';
import type { Report } from './report.ts';
import type { Scenario } from './scenario.ts';
import { runId } from './surroundings.ts';
import { simulatedTools } from './tools.ts';

export type End = 'finished' | 'waiting' | 'interrupted' | 'disk failed';

/** What all lives of one run have in common. */
export interface Shared {
  readonly scenario: Scenario;
  readonly clock: VirtualClock;
  readonly report: Report;
  readonly random: Chance;
  readonly fate: Chance;
  readonly people: Chance;
  readonly observer: Observer;
  readonly compiled: CompiledPlan;
  readonly endpoint: SimulatedEndpoint;
  readonly target: EndpointTarget;
  readonly binding: ModelBinding;
  readonly sent: Sent;
  readonly trouble: () => Scenario['trouble'];
  /** Told whenever something has happened. */
  readonly progress: () => void;
  /** Whether a process was killed while a write was on its way, of which nobody can say whether it arrived. */
  mayHoldMore: boolean;
  /** The claim of the life that drives the run at the moment. */
  claimed: Claim | null;
}

export interface Life {
  readonly done: Promise<End>;
  crashed(): boolean;
  kill(): void;
  /** Gives the run a command from within its process. */
  give(command: RunCommand): void;
}

const attempts = new AsyncLocalStorage<Attempt>();

/** Begins a life of a run on a disk: the first one starts it, every later one goes on from the journal. */
export function createLife(on: Disk, number: number, shared: Shared): Life {
  const { scenario, clock, report, random, fate, people, observer, trouble, progress } = shared;
  const owner = {};
  let crashed = false;
  let isDead = false;
  let writing = false;
  let give: Life['give'] = () => undefined;
  const network = simulatedNetwork(
    (_, body) => {
      progress();
      const attempt = attempts.getStore();
      if (attempt === undefined) throw new Error('a request that belongs to no attempt');
      return shared.endpoint.answer(body, attempt);
    },
    random.stream(`network ${number}`),
  );
  const kill = (): void => {
    isDead = true;
    shared.mayHoldMore ||= writing;
    network.kill();
    clock.kill(owner);
    shared.claimed = null;
  };
  const done = clock.owned(owner, live);
  return { done, crashed: () => crashed, kill, give: (command) => give(command) };

  async function live(): Promise<End> {
    const journal = shaky(on);
    try {
      const { claim, state } = observer.events.length === 0 ? await begin(journal) : await again(journal);
      // The process was killed after the end had been written.
      if (state.finished !== null) {
        await journal.release(claim);
        return 'finished';
      }
      shared.claimed = claim;
      const interruption = new AbortController();
      const wanted = steering({
        journal: journal as Parameters<typeof steering>[0]['journal'],
        claim,
        interrupt: () => interruption.abort(),
        now: clock.now,
      });
      give = wanted.give;
      try {
        const onEvents = (events: readonly RunEvent[]) => {
          if (!isDead) observer.shown(events);
          wanted.recorded(events);
        };
        const hands = handsOf(wanted.people(here));
        const { end } = await drive({
          journal,
          claim,
          state,
          hands,
          bindings: {},
          signal: interruption.signal,
          onEvents,
          onDelta: () => progress(),
          inbox: wanted.inbox,
        });
        report.promise('no answer is still being read', network.open() === 0, () => `${network.open()} are`);
        return end;
      } finally {
        wanted.stop();
        shared.claimed = null;
      }
    } catch (thrown) {
      if (!(thrown instanceof LonglineError) || !/^(storage|journal)\./.test(thrown.code)) throw thrown;
      report.note(`life ends: ${thrown.code}`);
      return 'disk failed';
    }
  }

  function shaky(base: Disk): Disk {
    const write: Disk['append'] = async (claim, drafts, fromSeq) => {
      const { disk: fails, crash } = trouble();
      if (fate.happens(0.3)) await new Promise<void>((resolve) => setTimeout(resolve, fate.between(0, 8)));
      if (observer.events.length > 0 && fate.happens(crash * 0.3)) return die('disk: killed before a write');
      if (observer.events.length > 0 && fate.happens(fails)) {
        const code = fate.one(['storage.full', 'storage.failed', 'storage.read_only']);
        report.fault(`disk: ${code}`);
        throw new LonglineError(code, 'The disk says no.');
      }
      if (isDead) return new Promise<never>(() => undefined);
      writing = true;
      const stored = await base.append(claim, drafts, fromSeq);
      writing = false;
      if (isDead) return new Promise<never>(() => undefined);
      progress();
      observer.stored(stored);
      if (fate.happens(crash * 0.3)) return die('disk: killed after a write');
      return stored;
    };
    // One write after the other, as a journal does, however long each takes.
    let before: Promise<unknown> = Promise.resolve();
    const append: Disk['append'] = (claim, drafts, fromSeq) => {
      const written = before.then(() => write(claim, drafts, fromSeq));
      before = written.catch(() => undefined);
      return written;
    };
    return { ...base, append };
  }

  function die(how: string): Promise<never> {
    report.fault(how);
    crashed = true;
    kill();
    return new Promise(() => undefined);
  }

  function handsOf(askHuman: Hands['askHuman']): Hands {
    const endpoints = { target: () => Promise.resolve(shared.target) } as Pick<Endpoints, 'target'> as Endpoints;
    const gates = createGates({
      clock,
      random: random.stream('gate').number,
      known: () => Promise.resolve(new Map()),
    });
    const ask = gates.around(
      createModelCaller({ endpoints, network, now: clock.now, elapsed: clock.elapsed }),
      endpoints,
    );
    const tools = new Map(
      simulatedTools({
        random: random.stream(`tools ${number}`),
        trouble: () => trouble().tool,
        fault: report.fault,
        begun: (kind, callId) => !isDead && observer.running(kind, callId),
      }).map((tool) => [tool.kind, tool]),
    );
    const { callTool } = createToolCaller({ indexDirectory: null, toolOf: (kind) => tools.get(kind) });
    const dice = random.stream(`dice ${number}`);
    return {
      async callModel(request, onPiece, signal) {
        const attempt = attemptOf(request, observer.events);
        if (!isDead) checkHistory(request, attempt, shared.sent, observer.events, report);
        const outcome = await attempts.run(attempt, () => ask(request, onPiece, signal));
        if (!isDead) judge(attempt, outcome, signal.aborted, report);
        return outcome;
      },
      async callTool(request, signal) {
        const outcome = await callTool(request, signal);
        progress();
        return outcome;
      },
      askHuman,
      wait: (delayMs, signal) => waitOn(delayMs, signal),
      now: clock.now,
      random: dice.number,
    };
  }

  async function here(
    { purpose, choices }: Parameters<Hands['askHuman']>[0],
    signal: AbortSignal,
  ): Promise<string | null> {
    const absent = people.happens(trouble().absent);
    const answer = answerTo({ purpose, choices }, people);
    await waitOn(people.between(100, 120_000), signal);
    if (absent) report.fault('person: is not there');
    if (signal.aborted || absent) return null;
    return answer as string;
  }

  async function begin(journal: Disk) {
    const { plan, hash: planHash } = shared.compiled;
    const started: EventDraft = {
      type: 'run.started',
      at: clock.now(),
      machine: 2,
      program: 'longline/simulation',
      title: plan.title,
      planHash,
      documentHash: planHash,
      inputs: { question: 'What changed at the quay?' },
      limits: scenario.limits,
      models: { '/': shared.binding },
      now: null,
      approvals: scenario.approvals,
    };
    const [claim, events] = await Promise.all([
      journal.create({
        runId,
        pipelineId: null,
        title: plan.title,
        planHash,
        plan,
        bindings: {},
        createdAt: clock.now(),
      }),
      journal.append({ runId, epoch: firstEpoch }, [started]),
    ]);
    return { claim, state: events.reduce(evolve, initialState(plan, sha256)) };
  }

  async function again(journal: Disk) {
    const claim = await journal.claim(runId);
    try {
      const state = await foldRun(journal, runId, sha256);
      observer.reopened(await journal.read(runId, 1), state, shared.mayHoldMore);
      shared.mayHoldMore = false;
      if (state.finished !== null) return { claim, state };
      const resumed = await journal.append(claim, [{ type: 'run.resumed', at: clock.now() }]);
      return { claim, state: resumed.reduce(evolve, state) };
    } catch (thrown) {
      await journal.release(claim);
      throw thrown;
    }
  }
}

function waitOn(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, delayMs);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
