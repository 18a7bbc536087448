// One simulated run from its seed to its end. The machine, the driver, steering, the gate, the transport and the caller of tools are the
// product's; the clock, the network, the disk, the tools and the people are the simulation's. Processes come and go: each life of the run
// (life.ts) ends by itself, by a crash, or because another process took the run over.

import { LonglineError } from '../../src/shared/errors.ts';
import { compile } from '../../src/shared/pipeline/compile.ts';
import { catalogWithTools } from '../../src/shared/pipeline/kinds/index.ts';
import type { RunEvent } from '../../src/shared/run/events.ts';
import { sha256 } from '../kit/pipelines.ts';
import { virtualClock, type VirtualClock } from '../kit/virtual-clock.ts';
import { chance } from './chance.ts';
import { databaseDisks, memoryDisks, type Disk, type Disks } from './disk.ts';
import { simulatedEndpoint } from './endpoint.ts';
import { createLife, type End, type Life, type Shared } from './life.ts';
import { createObserver, type Observer } from './observer.ts';
import { answerTo, wishOf } from './people.ts';
import { createReport, type Report } from './report.ts';
import { calm, scenarioOf, type Scenario } from './scenario.ts';
import { bindingOf, key, pipelineOf, runId, targetOf, waitingKinds } from './surroundings.ts';
import { askCard, toolCards } from './tools.ts';

export interface World {
  readonly scenario: Scenario;
  readonly clock: VirtualClock;
  readonly report: Report;
  /** Everything that was recorded. */
  readonly events: () => readonly RunEvent[];
  /** Plays the run to its end. Rejects with the first broken promise. */
  play(): Promise<void>;
  close(): Promise<void>;
}

/** After so much trouble the world calms down, so that every run comes to an end. */
const mostLives = 8;
const calmAfterMs = 4 * 3_600_000;
const mostIdleMs = 6 * 3_600_000;
const mostTurns = 300_000;

export function createWorld(seed: number, sqlite: boolean): World {
  const random = chance(seed);
  const scenario = scenarioOf(random.stream('scenario'), sqlite);
  const startMs = scenario.late ? Date.UTC(2038, 0, 19, 3, 13) : Date.UTC(2026, 10, 24, 12);
  const clock = virtualClock(startMs, random.stream('clock').number);
  const report = createReport(() => Math.round(clock.elapsed()));
  const compiled = compile(pipelineOf(scenario), catalogWithTools([...toolCards, askCard]), sha256);
  const observer = createObserver(compiled, waitingKinds(scenario), report);
  const fate = random.stream('fate');
  const people = random.stream('people');
  const disks: Disks = scenario.disk === 'sqlite' ? databaseDisks() : memoryDisks();
  const target = targetOf(scenario);
  let lives = 0;
  let wishes = 0;
  let clockTrouble = false;
  let progressAt = 0;
  let disk: Disk | null = null;
  const trouble = () => (lives > mostLives || clock.elapsed() > calmAfterMs ? calm : scenario.trouble);
  const endpoint = simulatedEndpoint({ random: random.stream('endpoint'), scenario, trouble, report, key });
  const progress = () => {
    progressAt = clock.elapsed();
  };

  const shared: Shared = {
    scenario,
    clock,
    report,
    random,
    fate,
    people,
    observer,
    compiled,
    endpoint,
    target,
    binding: bindingOf(scenario, target),
    sent: new Map(),
    trouble,
    progress,
    mayHoldMore: false,
    claimed: null,
  };

  return { scenario, clock, report, events: () => observer.events, play, close: disks.close };

  async function play(): Promise<void> {
    disk = await disks.open();
    if (scenario.late) report.fault('clock: passes the end of 32-bit time');
    const others: Life[] = [];
    for (;;) {
      lives += 1;
      report.note(`life ${lives}`);
      const life = createLife(disk, lives, shared);
      const end = await turn(life);
      if (end === 'finished') break;
      if (end === 'crashed') life.kill();
      report.promise('every run comes to an end', lives < mostLives * 10, () => `still going after ${lives} lives`);
      await pass(fate.between(0, 20_000));
      if (end === 'crashed') {
        disk = await disks.open();
      } else if (end === 'taken over') {
        others.push(life);
        await disks.expire();
        disk = await disks.beside();
      } else if (end === 'waiting') {
        for (const question of openQuestions(observer))
          await disk.commands.post(runId, {
            kind: 'answer',
            effect: question.effect,
            answer: answerTo({ purpose: question.purpose ?? 'question', choices: question.choices }, people),
          });
      }
    }
    await ended(others);
  }

  // Turns time until the life has ended or fate takes it away.
  async function turn(life: Life): Promise<End | 'crashed' | 'taken over'> {
    let end: End | null = null;
    let failure: unknown = null;
    life.done.then(
      (how) => {
        end = how;
      },
      (thrown: unknown) => {
        failure = thrown;
      },
    );
    progress();
    for (let turns = 0; ; turns += 1) {
      const moved = await clock.step();
      const broken = report.broken();
      if (broken !== null) throw broken;
      if (failure !== null) throw failure instanceof Error ? failure : new Error(String(failure));
      if (end !== null) return end;
      if (life.crashed()) return 'crashed';
      report.promise(
        'nothing hangs',
        moved && clock.elapsed() - progressAt < mostIdleMs && turns < mostTurns,
        () =>
          `life ${lives} stands still, due: ${[...observer.state().due.values()].map(({ effect }) => effect.id).join(', ')}`,
      );
      const happening = await happen(life);
      if (happening !== null) return happening;
    }
  }

  // What fate has in store between two moments.
  async function happen(life: Life): Promise<'crashed' | 'taken over' | null> {
    const { clock: clocks, user, crash } = trouble();
    if (fate.happens(clocks * 0.1)) {
      const ms = fate.one([-3_600_000, 3_600_000, -1, 86_400_000]);
      report.fault(`clock: jumps ${ms < 0 ? 'back' : 'forward'}`);
      clock.jump(ms);
      clockTrouble = true;
    }
    if (fate.happens(clocks * 0.05)) {
      report.fault('clock: stands still for a while');
      clock.freeze(true);
      clockTrouble = true;
    } else if (fate.happens(0.02)) clock.freeze(false);
    if (observer.events.length === 0) return null;
    if (fate.happens(user * 0.05)) await wish(life);
    if (fate.happens(crash * 0.02)) {
      report.fault('process: killed');
      return 'crashed';
    }
    if (fate.happens(crash * 0.01)) {
      report.fault('process: a second one is refused');
      await refused();
    }
    if (fate.happens(crash * 0.005)) {
      report.fault('process: taken over after its lease ran out');
      return 'taken over';
    }
    return null;
  }

  async function wish(life: Life): Promise<void> {
    const { name, commands } = wishOf(people, observer.state().limits, (wishes += 1));
    report.fault(`person: ${name}`);
    for (const command of commands) {
      if (people.happens(0.3)) life.give(command);
      else await disk?.commands.post(runId, command).catch(() => undefined);
    }
    const { commands: table } = disk ?? {};
    if (name === 'pause')
      clock.after(
        people.between(10, 60_000),
        () => void table?.post(runId, { kind: 'continue' }).catch(() => undefined),
      );
  }

  async function refused(): Promise<void> {
    const rival = await disks.beside();
    const code = await rival.claim(runId).then(
      () => 'nothing',
      (thrown: unknown) => (thrown instanceof LonglineError ? thrown.code : String(thrown)),
    );
    // Between two lives nobody holds the run, and before a life has claimed it neither. A lease that a clock has jumped over is void.
    if (shared.claimed !== null && !clockTrouble)
      report.promise('one owner', code === 'journal.run_owned', () => `a second claim came to ${code}`);
  }

  async function ended(others: readonly Life[]): Promise<void> {
    await pass(600_000);
    const left = new Set(others.filter((other) => !other.crashed()));
    for (const other of left) other.done.finally(() => left.delete(other)).catch(() => undefined);
    await pass(1);
    report.promise('a process that has lost its run ends', left.size === 0, () => `${left.size} have not`);
    report.promise('no timer is left', clock.pending() === 0, () => `${clock.pending()} are`);
    const last = await disks.beside();
    const events = await last.read(runId, 1);
    const places = Array.from({ length: 3 }, () => fate.between(0, events.length));
    observer.replayed(events, [...places, events.length]);
    await last.verify(runId);
    const text = JSON.stringify(events);
    report.promise('keys are kept out of journals', !text.includes(key) && !report.lines.join('\n').includes(key), () =>
      text.slice(Math.max(0, text.indexOf(key) - 300), text.indexOf(key) + 20),
    );
  }

  async function pass(ms: number): Promise<void> {
    let over = false;
    clock.after(ms, () => {
      over = true;
    });
    while (!over) if (!(await clock.step())) return;
    const broken = report.broken();
    if (broken !== null) throw broken;
  }
}

function openQuestions({ events, state }: Observer) {
  const due = state().due;
  return events
    .flatMap((event) => (event.type === 'human.asked' && due.has(event.effect) ? [event] : []))
    .filter((event, index, all) => all.findLastIndex((other) => other.effect === event.effect) === index);
}
