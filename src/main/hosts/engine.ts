// The engine: store, endpoints, tools and drivers wired into one object that every host uses. What a window may ask of it is host-api.ts.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { LonglineError } from '../../shared/errors.ts';
import { canonicalJson } from '../../shared/json/canonical.ts';
import { compile } from '../../shared/pipeline/compile.ts';
import { writeDocument } from '../../shared/pipeline/document.ts';
import { catalogWithTools, structuralKinds } from '../../shared/pipeline/kinds/index.ts';
import type { Plan } from '../../shared/pipeline/plan.ts';
import { checkInputs } from '../../shared/pipeline/run-inputs.ts';
import type { JsonObject } from '../../shared/json/value.ts';
import type { EventDraft, Limits, ModelBinding, RunEvent } from '../../shared/run/events.ts';
import { evolve } from '../../shared/run/evolve.ts';
import { stateHash } from '../../shared/run/final-state.ts';
import { initialState, type RunState } from '../../shared/run/state.ts';
import { drive } from '../drivers/drive.ts';
import type { Hands } from '../drivers/hands.ts';
import { firstEpoch, type Claim } from '../drivers/journal.ts';
import { foldRun } from '../drivers/replay.ts';
import { dataDirectory } from '../store/data-directory.ts';
import type { Store } from '../store/store.ts';
import type { ToolCaller } from '../tools/call-tool.ts';
import { cardOf } from '../tools/define.ts';
import { tools as toolDefinitions } from '../tools/index.ts';
import { namedHandles, namedModels } from './agents-of.ts';
import type { Engine, EngineOptions, LiveRun, People, Replayed, StartRequest } from './engine-types.ts';
import { createHostApi } from './host-api.ts';
import { startLiveRun } from './live-run.ts';
import { createModels, rehearsalSteps, type RunModels } from './models.ts';
import { createDesk } from './people.ts';
import { sha256 } from './sha256.ts';
import { steering } from './steering.ts';
import { summaryOf } from './summary.ts';
import { programName } from './version.ts';

const claimTries = 10;
const claimPauseMs = 200;

/** Builds an engine. Nothing is read or written yet: the store opens when it is first needed. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const directory = dataDirectory();
  const tools = toolDefinitions.map(cardOf);
  const catalog = catalogWithTools(tools);
  const models = createModels(directory);
  const desk = createDesk();
  const live = new Map<string, LiveRun>();
  let opening: Promise<Store> | null = null;
  let toolCaller: Promise<ToolCaller> | null = null;

  const engine: Engine = {
    api: createHostApi({ options, desk, live, tools, directory, engine: () => engine }),
    store,
    catalog,
    cards: [...structuralKinds.map((kind) => kind.card), ...tools],
    registry: models.registry,
    start,
    resume,
    replay,
    close,
  };
  return engine;

  function store(): Promise<Store> {
    opening ??= import('../store/open.ts').then(({ openStore }) =>
      openStore(directory, { thread: options.host === 'cli' ? 'same' : 'worker' }),
    );
    opening.catch(() => {
      opening = null;
    });
    return opening;
  }

  async function start(request: StartRequest, people: People = desk.people): Promise<LiveRun> {
    const { plan: compiled, hash: planHash } = compile(request.document, catalog, sha256);
    // As the journal gives it back: the order of keys is in the bytes of a request, and a resumed run must send the same.
    const plan = JSON.parse(canonicalJson(compiled)) as Plan;
    const inputs = checkInputs(plan, request.inputs);
    checkBindings(plan, request.bindings);
    const limits = limitsOf(request);
    const { steps = null, delayMs = 0 } = request.rehearsal ?? {};
    const runModels = models.forRun({ steps, delayMs });
    try {
      const bound = await bindModels(runModels, plan, request, limits);
      return await create(request, { plan, planHash, inputs, limits, bound }, runModels, people);
    } catch (thrown) {
      await runModels.close();
      throw thrown;
    }
  }

  async function create(
    request: StartRequest,
    checked: CheckedStart,
    runModels: RunModels,
    people: People,
  ): Promise<LiveRun> {
    const { plan, planHash, inputs, limits, bound } = checked;
    const journal = await store();
    const runId = ulid();
    const { pipelineId, bindings, document } = request;
    const title = document.meta.title;
    const createdAt = Date.now();
    const started: EventDraft = {
      type: 'run.started',
      at: createdAt,
      machine: 1,
      program: programName,
      title,
      planHash,
      documentHash: sha256(writeDocument(document)),
      inputs,
      limits,
      models: bound,
      now: request.now,
    };
    // Asked for in one tick and so stored as one: no crash leaves a run that never began.
    const [claim, events] = await Promise.all([
      journal.create({ runId, pipelineId, title, planHash, plan, bindings, createdAt }),
      journal.append({ runId, epoch: firstEpoch }, [started]),
    ]);
    const state = events.reduce(evolve, initialState(plan, sha256));
    return begin({ journal, claim, state, bindings, people, runModels });
  }

  async function resume(runId: string, people: People = desk.people): Promise<LiveRun> {
    const journal = await store();
    const row = await journal.run(runId);
    if (row === null) throw unknownRun(runId);
    if (row.status === 'done' || row.status === 'failed' || row.status === 'limited') {
      throw new LonglineError('run.ended', `The run ${runId} has ended (${row.status}); there is nothing to resume.`);
    }
    const claim = await claimed(journal, runId);
    try {
      const state = await foldRun(journal, runId, sha256);
      const resumed: EventDraft = { type: 'run.resumed', at: Date.now() };
      // A crash between creating the run and its first event leaves nothing that could go on.
      if (state.started === null)
        throw new LonglineError('run.never_started', `The run ${runId} was created and never began.`);
      const runModels = models.forRun({ steps: rehearsalSteps(state.started.models), delayMs: 0 });
      const after = (await journal.append(claim, [resumed])).reduce(evolve, state);
      return await begin({ journal, claim, state: after, bindings: row.bindings, people, runModels });
    } catch (thrown) {
      await journal.release(claim).catch(() => undefined);
      throw thrown;
    }
  }

  // Drives a run on from a state that is recorded.
  async function begin({ journal, claim, state, bindings, people, runModels }: Beginning): Promise<LiveRun> {
    const { runId } = claim;
    toolCaller ??= import('../tools/call-tool.ts').then(({ createToolCaller }) =>
      createToolCaller({ indexDirectory: join(directory, 'index') }),
    );
    const { callTool } = await toolCaller;
    const run = startLiveRun({
      runId,
      journal,
      drive: async ({ signal, onEvents, onDelta }) => {
        const commands = steering(journal, claim, () => run.interrupt());
        const hands: Hands = {
          callModel: runModels.callModel,
          callTool,
          askHuman: commands.people(people),
          wait,
          now: () => Date.now(),
          random: () => Math.random(),
        };
        const onDurable = (recorded: readonly RunEvent[]) => {
          onEvents(recorded);
          commands.recorded(recorded);
        };
        try {
          return await drive({ journal, claim, state, hands, bindings, signal, onEvents: onDurable, onDelta });
        } finally {
          commands.stop();
          await runModels.close();
        }
      },
    });
    live.set(runId, run);
    const forget = () => live.delete(runId);
    run.done.then(forget, forget);
    return run;
  }

  async function bindModels(
    runModels: RunModels,
    plan: Plan,
    request: StartRequest,
    limits: Limits,
  ): Promise<Record<string, ModelBinding>> {
    const day = new Date().toISOString().slice(0, 10);
    const bound: Record<string, ModelBinding> = {};
    for (const named of namedModels(plan)) {
      const endpoint = request.endpoint ?? named.endpoint;
      // A model that the author chose for one endpoint says nothing about another.
      const model = request.endpoint === null || request.endpoint === named.endpoint ? named.model : null;
      bound[named.key] = await runModels.bind({ endpoint, model }, request.model, day);
    }
    if (limits.budgetNanoUsd !== null) refuseUnknownPrices(Object.values(bound));
    return bound;
  }

  async function replay(runId: string, onEvents?: Parameters<Engine['replay']>[1]): Promise<Replayed> {
    const state = await foldRun(await store(), runId, sha256, onEvents);
    const recorded = state.finished?.stateHash ?? null;
    const end = state.finished ?? { status: 'done' as const, reason: null };
    const folded = stateHash({ ...state, finished: null }, end);
    return { events: state.seq, stateHash: folded, recorded, summary: summaryOf(runId, state, 'interrupted') };
  }

  async function close(): Promise<void> {
    for (const run of live.values()) run.interrupt();
    await Promise.allSettled([...live.values()].map((run) => run.done));
    (await toolCaller)?.close();
    await (await opening)?.close();
    await models.close();
  }
}

interface CheckedStart {
  readonly plan: Plan;
  readonly planHash: string;
  readonly inputs: JsonObject;
  readonly limits: Limits;
  readonly bound: Readonly<Record<string, ModelBinding>>;
}

interface Beginning {
  readonly journal: Store;
  readonly claim: Claim;
  readonly state: RunState;
  readonly bindings: Readonly<Record<string, string>>;
  readonly people: People;
  readonly runModels: RunModels;
}

function limitsOf({ maxSteps, budgetUsd, rehearsal }: StartRequest): Limits {
  // A rehearsal of N calls answers at step N + 1, and must not be told there that it is the last.
  const agentSteps =
    maxSteps ?? (rehearsal?.steps === null || rehearsal?.steps === undefined ? null : rehearsal.steps + 2);
  return { maxSteps, agentSteps, budgetNanoUsd: budgetUsd === null ? null : Math.round(budgetUsd * 1e9) };
}

function refuseUnknownPrices(bindings: readonly ModelBinding[]): void {
  const unknown = bindings.find((binding) => binding.pricing.kind === 'unknown');
  if (unknown === undefined) return;
  throw new LonglineError(
    'run.price_unknown',
    `The price of ${unknown.model} at ${unknown.endpoint} is not known, so a budget cannot be kept.`,
    {
      action:
        'Declare the price of the endpoint in endpoints.json ("pricing": "free" for your own machine), or run without a budget.',
    },
  );
}

function checkBindings(plan: Plan, bindings: Readonly<Record<string, string>>): void {
  for (const name of namedHandles(plan)) {
    const path = bindings[name];
    if (path === undefined) {
      throw new LonglineError(
        'folder.unbound',
        `The pipeline reads the folder "${name}", and nobody has said where that is.`,
        {
          action: `Choose it in the inspector, or give it with --folder ${name}=PATH.`,
        },
      );
    }
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new LonglineError(
        'folder.unreadable',
        `The folder "${name}" cannot be opened: there is no folder at ${path}.`,
      );
    }
  }
  const extra = Object.keys(bindings).find((name) => !namedHandles(plan).includes(name));
  if (extra !== undefined) throw new LonglineError('folder.unknown', `The pipeline has no folder "${extra}".`);
}

// An owner that has just been killed may take a moment to be gone.
async function claimed(journal: Store, runId: string): Promise<Claim> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await journal.claim(runId);
    } catch (thrown) {
      const owned = thrown instanceof LonglineError && thrown.code === 'journal.run_owned';
      if (!owned || tries === claimTries) throw thrown;
      await wait(claimPauseMs, new AbortController().signal);
    }
  }
}

function unknownRun(runId: string): LonglineError {
  return new LonglineError('journal.run_unknown', `There is no run ${runId}.`, {
    action: 'List the runs with: longline runs',
  });
}

function wait(delayMs: number, signal: AbortSignal): Promise<void> {
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
