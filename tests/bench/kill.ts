// `kill -9` at random moments of long runs, each time followed by `resume`: the state must be that of the undisturbed run, what was
// printed as recorded must be in the journal, nothing recorded may be done again, and no line may be written twice. Prints seed and range,
// so that a long sweep can be run in parts.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linesOf, type Ended, type Line } from '../kit/command-line.ts';
import { saved } from '../kit/sample-files.ts';
import { seeded } from '../kit/seeded.ts';
import type { Report } from './table.ts';
import { buildYardstick } from './yardstick/build.ts';
import { yardstickPipeline } from './yardstick/pipeline.ts';
import { runBuilt, startYardstick, type YardstickServer } from './yardstick/processes.ts';
import { questionFor } from './yardstick/script.ts';

const steps = 300;
const run = 'killed';

/** When a process is killed: so long after it has printed so many lines. */
interface Moment {
  readonly line: number;
  readonly afterMs: number;
}
const outcomes: ReadonlySet<string> = new Set(['model.responded', 'tool.finished', 'node.finished']);

interface Killed {
  readonly killed: boolean;
  /** Lines that had been printed as recorded and are not in the journal. */
  readonly lost: number;
  /** Recorded outcomes that were made again. */
  readonly repeated: number;
  /** Lines that stand twice in the file of `append`. */
  readonly twice: number;
  /** Whether a person had to say what became of a call that the kill had cut off, and that it had happened. */
  readonly asked: boolean;
  readonly happened: boolean;
  readonly hash: unknown;
}

/** Kills and resumes runs; `first` skips moments of the seed. */
export async function kill(times: number, seed: number, first: number): Promise<Report> {
  await buildYardstick();
  const server = await startYardstick();
  try {
    const random = seeded(seed);
    const whole = await undisturbed(server, 'done', []);
    const other = await undisturbed(server, 'limited', ['--max-steps', String(steps)]);
    const runs: Killed[] = [];
    for (let time = 0; time < first + times; time += 1) {
      const moment = { line: 1 + Math.floor(random() * (whole.lines - 10)), afterMs: random() * 4 };
      if (time < first) continue;
      runs.push(await killedAndResumed(server, moment));
    }
    const stats = await server.stats(run);
    const count = (pick: (run: Killed) => boolean) => runs.filter(pick).length;
    const sum = (pick: (run: Killed) => number) => runs.reduce((total, run) => total + pick(run), 0);
    // A call that happened and was told as failed has another result than the server expects.
    const counted = Object.entries(stats.faults).filter(
      ([fault]) => fault !== 'result changed' || runs.every((one) => !one.happened),
    );
    const faults = counted.reduce((total, [, requests]) => total + requests, stats.prefixChanges);
    // A call that happened and was not recorded is told to the model as failed: its run goes on, and comes to another state.
    const comparable = runs.filter((run) => !run.happened);
    const same = comparable.filter((run) => run.hash === whole.hash).length;
    const held =
      same === comparable.length &&
      sum((run) => run.lost + run.repeated + run.twice) === 0 &&
      other.hash !== whole.hash;
    const range = `moments ${first} to ${first + times - 1}`;
    return {
      command: `npm run bench -- kill --times ${times} --seed ${seed} --first ${first}`,
      held: held && faults === 0,
      figures: [
        {
          what: `killed in runs of ${steps} steps and resumed, ${range}`,
          value: `${count((run) => run.killed)} of ${times}`,
          control: `seed ${seed}`,
        },
        {
          what: 'same state hash as undisturbed',
          value: `${same} of ${comparable.length}`,
          control: `a run that may take a step less: ${other.hash === whole.hash ? 'THE SAME' : 'another hash'}`,
        },
        { what: 'events printed as recorded and lost', value: String(sum((run) => run.lost)), control: '' },
        { what: 'recorded calls that were repeated', value: String(sum((run) => run.repeated)), control: '' },
        {
          what: 'lines that were written twice',
          value: String(sum((run) => run.twice)),
          control: `asked a person about a call in doubt: ${count((run) => run.asked)}, of which had happened: ${count((run) => run.happened)}`,
        },
        { what: 'requests with faults or changed prefixes', value: String(faults), control: '' },
      ],
    };
  } finally {
    server.stop();
  }
}

async function undisturbed(
  server: YardstickServer,
  status: 'done' | 'limited',
  more: readonly string[],
): Promise<{ readonly hash: unknown; readonly lines: number }> {
  return inHome(async (home) => {
    const ended = await start(server, home, { more });
    const lines = linesOf(ended.stdout);
    if (lines.at(-1)?.['status'] !== status)
      throw new Error(`the undisturbed run did not end ${status}: ${ended.stderr}`);
    return { hash: lines.at(-1)?.['stateHash'], lines: lines.length };
  });
}

async function killedAndResumed(server: YardstickServer, moment: Moment): Promise<Killed> {
  return inHome(async (home) => {
    const ended = await start(server, home, { moment });
    const printed = linesOf(ended.stdout);
    const before = await recorded(home);
    const stored = new Set(before.map((event) => event.seq));
    let asked = false;
    let happened = false;
    let last = linesOf((await runBuilt(home, ['resume', 'last', '--json'])).stdout).at(-1);
    for (let tries = 0; last?.['status'] === 'waiting' && tries < 3; tries += 1) {
      asked = true;
      const question = (await recorded(home)).findLast((event) => event.type === 'human.asked');
      happened = appended(home).some((line) => line.startsWith(`${String(question?.['effect'])} `));
      last = linesOf(
        (await runBuilt(home, ['resume', 'last', '--answer', happened ? 'failed' : 'again', '--json'])).stdout,
      ).at(-1);
    }
    const known = new Set(before.filter((event) => outcomes.has(event.type)).map((event) => event['effect']));
    const after = (await recorded(home)).slice(before.length);
    const lines = appended(home);
    return {
      killed: ended.signal === 'SIGKILL',
      lost: printed.filter((line) => !stored.has(line.seq)).length,
      repeated: after.filter((event) => known.has(event['effect'])).length,
      twice: lines.length - new Set(lines).size,
      asked,
      happened,
      hash: last?.['stateHash'],
    };
  });
}

interface Start {
  readonly moment?: Moment;
  readonly more?: readonly string[];
}

function start(server: YardstickServer, home: string, { moment, more = [] }: Start): Promise<Ended> {
  const document = yardstickPipeline({ appendTo: join(home, 'appended.txt') });
  // The question is part of the state, and so the same in all runs.
  const question = questionFor({ run, steps, deltas: 20, tool: 'both' });
  const args = [
    'run',
    saved(home, document),
    '--endpoint',
    server.url,
    '--input',
    `question=${question}`,
    '--json',
    ...more,
  ];
  let killing = false;
  let seen = 0;
  return runBuilt(home, args, (child, piece) => {
    for (const character of piece) if (character === '\n') seen += 1;
    if (moment === undefined || killing || seen < moment.line) return;
    killing = true;
    setTimeout(() => child.kill('SIGKILL'), moment.afterMs);
  });
}

async function recorded(home: string): Promise<readonly Line[]> {
  return linesOf((await runBuilt(home, ['runs', 'events', 'last', '--json'])).stdout);
}

function appended(home: string): readonly string[] {
  try {
    return readFileSync(join(home, 'appended.txt'), 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return [];
  }
}

async function inHome<Result>(work: (home: string) => Promise<Result>): Promise<Result> {
  const home = mkdtempSync(join(tmpdir(), 'longline-kill-'));
  try {
    return await work(home);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
