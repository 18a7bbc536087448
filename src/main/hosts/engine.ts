// The engine: store, endpoints, tools and drivers wired into one object that every host uses. What a window may ask of it is host-api.ts,
// how a run is driven drive-here.ts; what is seldom asked for is loaded when it is.

import { ulid } from 'ulid';
import { LonglineError } from '../../shared/errors.ts';
import { canonicalJson } from '../../shared/json/canonical.ts';
import { compile } from '../../shared/pipeline/compile.ts';
import { writeDocument, type PipelineDocument } from '../../shared/pipeline/document.ts';
import { catalogWithTools, structuralKinds } from '../../shared/pipeline/kinds/index.ts';
import { givenPaths, isWhole, partOf } from '../../shared/pipeline/part.ts';
import type { Plan } from '../../shared/pipeline/plan.ts';
import { checkInputs } from '../../shared/pipeline/run-inputs.ts';
import type { EventDraft, Limits, ModelBinding, RunEvent } from '../../shared/run/events.ts';
import { evolve } from '../../shared/run/evolve.ts';
import { initialState } from '../../shared/run/state.ts';
import { firstEpoch, unknownRun, type Claim } from '../drivers/journal.ts';
import { foldRun } from '../drivers/replay.ts';
import { dataDirectory } from '../store/data-directory.ts';
import type { RunCommand } from '../store/commands.ts';
import type { Store } from '../store/store.ts';
import { cardOf } from '../tools/define.ts';
import { tools as toolDefinitions } from '../tools/index.ts';
import { namedHandles, namedModels } from './agents-of.ts';
import { bindModels, checkBindings } from './bind-run.ts';
import { createDriving, wait } from './drive-here.ts';
import type { Engine, EngineOptions, ForkRequest, LiveRun, People, StartRequest } from './engine-types.ts';
import { createHostApi } from './host-api.ts';
import { createModels, rehearsalSteps, type RunModels } from './models.ts';
import { createDesk } from './people.ts';
import { limitsOf, refuseUnknownPrices } from './run-limits.ts';
import { sha256 } from './sha256.ts';
import { programName } from './version.ts';

const claimTries = 10;
const claimPauseMs = 200;
const pageSize = 2000;

/** Builds an engine. Nothing is read or written yet: the store opens when it is first needed. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const directory = dataDirectory();
  const tools = toolDefinitions.map(cardOf);
  const catalog = catalogWithTools(tools);
  const models = createModels(directory);
  const desk = createDesk();
  const driving = createDriving(directory, models.cards);
  let opening: Promise<Store> | null = null;

  const engine: Engine = {
    api: createHostApi({ options, desk, live: driving.live, models, tools, directory, engine: () => engine }),
    store,
    catalog,
    cards: [...structuralKinds.map((kind) => kind.card), ...tools],
    registry: models.registry,
    start,
    resume,
    fork,
    command,
    replay: async (runId, onEvents, to) => {
      const { replayRun } = await import('./replay-run.ts');
      return replayRun(await store(), runId, { onEvents, to });
    },
    diff: async (left, right) => {
      const { diffRuns } = await import('../../shared/run/diff.ts');
      const [one, other] = await Promise.all([left, right].map(recordedEvents));
      return diffRuns(one ?? [], other ?? []);
    },
    regress: async (runId, document) => {
      const { regressRun } = await import('../drivers/regress.ts');
      const { plan, hash } = compiled(document);
      const keys = namedModels(plan).map(({ key }) => key);
      return regressRun(await store(), runId, { plan, hash, models: keys }, sha256);
    },
    verify: async (runId) => (await store()).verify(runId),
    estimate: async (request) => {
      const { estimateRun } = await import('./estimate.ts');
      const { plan } = prepared(request);
      const limits = limitsOf(request);
      return withModels(request, (runModels) => estimateRun(runModels, plan, request, limits));
    },
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

  // As the journal gives it back: the order of keys is in the bytes of a request, and a resumed run must send the same.
  function compiled(document: PipelineDocument): { readonly plan: Plan; readonly hash: string } {
    const { plan, hash } = compile(document, catalog, sha256);
    return { plan: JSON.parse(canonicalJson(plan)) as Plan, hash };
  }

  // What of the document runs, and what of the request that needs.
  function prepared({ document, inputs, bindings, part = null }: StartRequest): Prepared {
    if (part === null || isWhole(part)) return { ...compiled(document), inputs, bindings, part: null };
    const runs = partOf(document, part, catalog);
    const { plan, hash } = compiled(runs);
    const inputNames = plan.inputs.map(({ name }) => name);
    return {
      plan,
      hash,
      inputs: picked(inputs, inputNames),
      bindings: picked(bindings, namedHandles(plan)),
      part: { from: part.from, to: part.to, given: [...givenPaths(runs, part)] },
    };
  }

  async function start(request: StartRequest, people: People = desk.people): Promise<LiveRun> {
    const { plan, hash: planHash, part, ...needed } = prepared(request);
    const inputs = checkInputs(plan, needed.inputs);
    checkBindings(plan, needed.bindings);
    const limits = limitsOf(request);
    const runModels = models.forRun(rehearsalOf(request));
    try {
      const bound = await bindModels(runModels, plan, request);
      refuseUnknownPrices(limits, Object.values(bound));
      const text = writeDocument(request.document);
      const started = startedEvent(request, text, { planHash, inputs, limits, models: bound, part });
      return await create(request, { plan, planHash, text, started, runModels, people });
    } catch (thrown) {
      await runModels.close();
      throw thrown;
    }
  }

  async function create(request: StartRequest, parts: Creation): Promise<LiveRun> {
    const { plan, planHash, text, started, runModels, people } = parts;
    const journal = await store();
    const runId = ulid();
    const { pipelineId, bindings, document } = request;
    const { title } = document.meta;
    // Asked for in one tick and so stored as one: no crash leaves a run that never began.
    const [claim, events] = await Promise.all([
      journal.create({ runId, pipelineId, title, planHash, plan, bindings, createdAt: started.at, document: text }),
      journal.append({ runId, epoch: firstEpoch }, [started]),
    ]);
    const state = events.reduce(evolve, initialState(plan, sha256));
    return driving.begin({ journal, claim, state, bindings, people, runModels });
  }

  async function resume(runId: string, people: People = desk.people): Promise<LiveRun> {
    const journal = await store();
    const row = await journal.run(runId);
    if (row === null) throw unknownRun(runId);
    if (row.status === 'done' || row.status === 'failed' || row.status === 'limited') {
      throw new LonglineError('run.ended', `The run ${runId} has ended (${row.status}); there is nothing to resume.`, {
        details: { runId, case: 'resume' },
      });
    }
    const claim = await claimed(journal, runId);
    try {
      const state = await foldRun(journal, runId, sha256);
      const resumed: EventDraft = { type: 'run.resumed', at: Date.now() };
      // A crash between creating the run and its first event leaves nothing that could go on.
      if (state.started === null) {
        throw new LonglineError('run.never_started', `The run ${runId} was created and never began.`, {
          details: { runId },
        });
      }
      const runModels = models.forRun({ steps: rehearsalSteps(state.models), delayMs: 0 });
      const after = (await journal.append(claim, [resumed])).reduce(evolve, state);
      return await driving.begin({ journal, claim, state: after, bindings: row.bindings, people, runModels });
    } catch (thrown) {
      await journal.release(claim).catch(() => undefined);
      throw thrown;
    }
  }

  async function fork(request: ForkRequest, people: People = desk.people): Promise<LiveRun> {
    const { prepareFork } = await import('./prepare-fork.ts');
    const journal = await store();
    const prepared = await prepareFork({ journal, models, catalog, request });
    try {
      const { claim, state } = await prepared.create(ulid(), Date.now());
      const { bindings, runModels } = prepared;
      return await driving.begin({ journal, claim, state, bindings, people, runModels });
    } catch (thrown) {
      await prepared.runModels.close();
      throw thrown;
    }
  }

  async function command(runId: string, given: RunCommand): Promise<void> {
    if (given.kind === 'limit' || given.kind === 'steer') {
      const { checkCommand } = await import('./check-command.ts');
      await checkCommand(await store(), runId, given);
    }
    const here = driving.live.get(runId);
    if (here !== undefined) here.command(given);
    else await (await store()).commands.post(runId, given);
  }

  async function recordedEvents(runId: string): Promise<readonly RunEvent[]> {
    const journal = await store();
    if ((await journal.run(runId)) === null) throw unknownRun(runId);
    const events: RunEvent[] = [];
    for (;;) {
      const page = await journal.read(runId, events.length + 1, pageSize);
      for (const event of page) events.push(event);
      if (page.length < pageSize) return events;
    }
  }

  async function withModels<Result>(
    request: StartRequest,
    use: (runModels: RunModels) => Promise<Result>,
  ): Promise<Result> {
    const runModels = models.forRun(rehearsalOf(request));
    try {
      return await use(runModels);
    } finally {
      await runModels.close();
    }
  }

  async function close(): Promise<void> {
    await driving.close();
    await (await opening)?.close();
    await models.close();
  }
}

interface Prepared extends Pick<StartRequest, 'inputs' | 'bindings'> {
  readonly plan: Plan;
  readonly hash: string;
  /** As the run records it; null: all of the document runs. */
  readonly part: StartedPart | null;
}

type StartedPart = NonNullable<Extract<EventDraft, { type: 'run.started' }>['part']>;

interface Creation {
  readonly plan: Plan;
  readonly planHash: string;
  /** Canonical JSON of the document on the canvas. */
  readonly text: string;
  readonly started: EventDraft;
  readonly runModels: RunModels;
  readonly people: People;
}

function rehearsalOf({ rehearsal }: StartRequest) {
  const { steps = null, delayMs = 0 } = rehearsal ?? {};
  return { steps, delayMs };
}

function picked<Value>(all: Readonly<Record<string, Value>>, names: readonly string[]): Record<string, Value> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}

function startedEvent(
  { document, now, approvals }: StartRequest,
  text: string,
  {
    part,
    ...bound
  }: {
    readonly planHash: string;
    readonly inputs: StartRequest['inputs'];
    readonly limits: Limits;
    readonly models: Record<string, ModelBinding>;
    readonly part: StartedPart | null;
  },
): EventDraft {
  return {
    type: 'run.started',
    at: Date.now(),
    machine: 2,
    program: programName,
    title: document.meta.title,
    documentHash: sha256(text),
    ...bound,
    now,
    approvals: approvals ?? 'ask',
    ...(part === null ? {} : { part }),
  };
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
