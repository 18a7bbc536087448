// `npm run bench -- loop`: what the loop costs around the model, against floors in the same run. Contenders are measured in turns, so
// that a busy machine is busy for all of them; what counts are the ratios.

import { writeDocument } from '../../../src/shared/pipeline/document.ts';
import { milliseconds } from '../measure.ts';
import type { Figure, Report } from '../table.ts';
import { buildYardstick } from './build.ts';
import { yardstickPipeline } from './pipeline.ts';
import { coresApart, measure, startYardstick, type YardstickServer } from './processes.ts';
import { questionFor, type Session } from './script.ts';
import type { SessionStats } from './server.ts';

type Name = 'longline' | 'floor' | 'floor-full' | 'openai';
const names: readonly Name[] = ['floor', 'floor-full', 'longline', 'openai'];

interface Long {
  readonly cpuPerStep: number;
  readonly cpuEarly: number;
  readonly cpuLate: number;
  readonly wallEarly: number;
  readonly wallLate: number;
  readonly rssMiB: number;
  readonly stats: SessionStats;
}

/** Runs all scenarios; `passes` times each contender. */
export async function loop(passes: number): Promise<Report> {
  await buildYardstick();
  const server = await startYardstick();
  try {
    const long = await inTurns(passes, names, (name, pass) => longRun(server, name, `long-${name}-${pass}`));
    const cold = await inTurns(passes * 3, names, (name, pass) => firstRequest(server, name, `cold-${name}-${pass}`));
    const many = await inTurns(passes, ['floor-full', 'engine', 'openai'], (name, pass) =>
      fifty(server, name, `many-${name}-${pass}`),
    );
    const paced = await inTurns(passes, ['floor', 'engine', 'openai'], (name, pass) =>
      hundred(server, name, `paced-${name}-${pass}`),
    );
    const other = await longRun(server, 'longline', 'other-key', { key: 'reasoning' }).catch(() => null);
    const [loose, strict] = [
      await forgetful(server, 'forgets-loose', false),
      await forgetful(server, 'forgets-strict', true),
    ];

    const longlines = [...of(long, 'longline'), ...(other === null ? [] : [other])];
    const clean =
      longlines.every(({ stats }) => isClean(stats)) && of(long, 'floor').every(({ stats }) => isClean(stats));
    const caught = (loose.faults['reasoning missing'] ?? 0) > 0 && strict.refused > 0;
    const held = clean && caught && other !== null;
    return {
      command: `npm run bench -- loop --times ${passes}`,
      held,
      figures: [
        {
          what: 'server and client on cores of their own',
          value: coresApart ? 'yes' : 'NO',
          control: `medians of ${passes}`,
        },
        ...against('CPU of a step, 300 steps of 200 pieces', long, names, (run) => run.cpuPerStep, milliseconds),
        ...against('  of it steps 1 to 50', long, names, (run) => run.cpuEarly, milliseconds),
        ...against('  of it steps 250 to 300', long, names, (run) => run.cpuLate, milliseconds),
        ...against('wall of a step without the server, 1 to 50', long, names, (run) => run.wallEarly, milliseconds),
        ...against('wall of a step without the server, 250 to 300', long, names, (run) => run.wallLate, milliseconds),
        ...against('peak memory', long, names, (run) => run.rssMiB, mebibytes),
        ...against('process start to first request', cold, names, (ms) => ms, milliseconds),
        ...against(
          '50 runs at once, CPU of a step',
          many,
          ['floor-full', 'engine', 'openai'],
          (run) => run.cpuPerStep,
          milliseconds,
        ),
        ...against(
          '50 runs at once, peak memory',
          many,
          ['floor-full', 'engine', 'openai'],
          (run) => run.rssMiB,
          mebibytes,
        ),
        ...against(
          '100 streams of 50 pieces a second, share of a core',
          paced,
          ['floor', 'engine', 'openai'],
          (run) => run.share,
          percent,
        ),
        ...against('100 streams, delivery p99', paced, ['floor', 'engine', 'openai'], (run) => run.p99, milliseconds),
        {
          what: 'requests with lost reasoning, both keys, strict',
          value: String(sum(longlines, lost)),
          control: `a client that forgets it: ${lost({ stats: loose })}, strict server: ${strict.refused === 0 ? 'NOT REFUSED' : 'refused'}`,
        },
        { what: 'reasoning under the other key, strict', value: other === null ? 'REFUSED' : 'accepted', control: '' },
        {
          what: 'other faults / changed prefixes',
          value: `${sum(longlines, ({ stats }) => Object.keys(stats.faults).length)} / ${sum(longlines, ({ stats }) => stats.prefixChanges)}`,
          control: '',
        },
      ],
    };
  } finally {
    server.stop();
  }
}

async function longRun(server: YardstickServer, name: Name, run: string, more: Partial<Session> = {}): Promise<Long> {
  const { samples } = await ask(server, name, { run, steps: 300, deltas: 200, ...more });
  const stats = await server.stats(run);
  const { cpuMs } = samples;
  const own = stats.steps.slice(1).map((step, index) => {
    const before = stats.steps[index];
    return before === undefined
      ? Number.NaN
      : step.receivedAt - before.receivedAt - (before.answeredAt - before.readAt);
  });
  const between = (from: number, to: number) => ((cpuMs[to] ?? Number.NaN) - (cpuMs[from] ?? Number.NaN)) / (to - from);
  return {
    cpuPerStep: between(0, 299),
    cpuEarly: between(0, 49),
    cpuLate: between(249, 299),
    wallEarly: mean(own.slice(0, 50)),
    wallLate: mean(own.slice(250, 300)),
    rssMiB: samples.maxRssMiB,
    stats,
  };
}

async function firstRequest(server: YardstickServer, name: Name, run: string): Promise<number> {
  const { startedAt } = await ask(server, name, { run, steps: 1, deltas: 1 });
  return ((await server.stats(run)).steps[0]?.receivedAt ?? Number.NaN) - startedAt;
}

function ask(server: YardstickServer, name: Name, session: Partial<Session> & { readonly run: string }) {
  const question = questionFor(session);
  if (name !== 'longline') return measure('floors/floors', [name, server.url, question]);
  const files = { 'pipeline.longline': writeDocument(yardstickPipeline({})) };
  return measure(
    'cli',
    ['run', 'pipeline.longline', '--endpoint', server.url, '--input', `question=${question}`, '--json'],
    { files },
  );
}

async function fifty(server: YardstickServer, name: string, run: string) {
  const questions = Array.from({ length: 50 }, (_, index) =>
    questionFor({ run: `${run}.${index}`, steps: 100, deltas: 200 }),
  );
  const { samples } = await measure(name === 'engine' ? 'engine/many' : 'floors/floors', [
    name,
    server.url,
    ...questions,
  ]);
  return { cpuPerStep: samples.span.cpuMs / (50 * 101), rssMiB: samples.maxRssMiB };
}

async function hundred(server: YardstickServer, name: string, run: string) {
  const session = { steps: 2, deltas: 200, paceMs: 20 };
  const questions = Array.from({ length: 100 }, (_, index) => questionFor({ run: `${run}.${index}`, ...session }));
  const { samples } = await measure(name === 'engine' ? 'engine/many' : 'floors/floors', [
    name,
    server.url,
    ...questions,
  ]);
  const sorted = samples.deliveryMs.toSorted((left, right) => left - right);
  const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
  return { share: (100 * samples.span.cpuMs) / samples.span.wallMs, p99, stamps: sorted.length };
}

async function forgetful(server: YardstickServer, run: string, strict: boolean): Promise<SessionStats> {
  const question = questionFor({ run, steps: 5, deltas: 20, strict });
  await measure('floors/floors', ['openai-forgets', server.url, question], strict ? { code: 1 } : {});
  return server.stats(run);
}

function isClean(stats: SessionStats): boolean {
  return stats.answered && stats.prefixChanges === 0 && Object.keys(stats.faults).length === 0;
}

function lost({ stats }: { readonly stats: SessionStats }): number {
  return (stats.faults['reasoning missing'] ?? 0) + (stats.faults['reasoning changed'] ?? 0);
}

// A B C, then B C A: what drifts hits all alike.
async function inTurns<Key extends string, Result>(
  passes: number,
  contenders: readonly Key[],
  once: (name: Key, pass: number) => Promise<Result>,
): Promise<ReadonlyMap<Key, readonly Result[]>> {
  const results = new Map<Key, Result[]>(contenders.map((name) => [name, []]));
  for (let pass = 0; pass < passes; pass += 1) {
    for (let place = 0; place < contenders.length; place += 1) {
      const name = contenders[(place + pass) % contenders.length];
      if (name !== undefined) results.get(name)?.push(await once(name, pass));
    }
  }
  return results;
}

function of<Key, Result>(results: ReadonlyMap<Key, readonly Result[]>, name: Key): readonly Result[] {
  return results.get(name) ?? [];
}

// One line: Longline's figure, and what each other contender came to beside it.
function against<Key extends string, Result>(
  what: string,
  results: ReadonlyMap<Key, readonly Result[]>,
  contenders: readonly Key[],
  pick: (result: Result) => number,
  unit: (value: number) => string,
): Figure[] {
  const value = (name: Key) => median(of(results, name).map(pick));
  const own = contenders.find((name) => name === 'longline' || name === 'engine');
  if (own === undefined) return [];
  const others = contenders.filter((name) => name !== own);
  const control = others
    .map((name) => `${name} ${unit(value(name))} (×${(value(own) / value(name)).toFixed(2)})`)
    .join(', ');
  return [{ what, value: unit(value(own)), control }];
}

function sum<Item>(items: readonly Item[], pick: (item: Item) => number): number {
  return items.reduce((total, item) => total + pick(item), 0);
}

function mean(values: readonly number[]): number {
  return sum(values, (value) => value) / values.length;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function mebibytes(value: number): string {
  return `${Math.round(value)} MiB`;
}

function percent(value: number): string {
  return `${value.toFixed(1)} %`;
}
