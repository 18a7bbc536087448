// A range of seeds from the command line: prints each seed that breaks a promise, then the range, how the runs ended and how often each
// fault fired. Started by main.ts once everything is built.

import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

const { values } = parseArgs({
  options: {
    first: { type: 'string', default: '0' },
    times: { type: 'string', default: '1000' },
    sqlite: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
  },
});
const first = Number(values.first);
const times = Number(values.times);
const faults = new Map<string, number>();
const statuses = new Map<string, number>();
const broken: number[] = [];
const events = new Map<string, number>();

for (let seed = first; seed < first + times; seed += 1) {
  const run = await simulate(seed, { sqlite: values.sqlite });
  for (const [sort, times] of run.events) count(events, sort, times);
  count(statuses, run.status, 1);
  for (const [name, fired] of run.faults) count(faults, name, fired);
  if (values.trace) process.stdout.write(`${run.trace.join('\n')}\n`);
  if (run.broken === null) continue;
  broken.push(seed);
  process.stdout.write(`seed ${seed}: ${run.broken.slice(0, 2000)}\n`);
}

const table = (counts: ReadonlyMap<string, number>) =>
  [...counts]
    .toSorted(([left], [right]) => left.localeCompare(right))
    .map(([name, fired]) => `  ${String(fired).padStart(8)}  ${name}`);
process.stdout.write(
  [
    `\nseeds ${first} to ${first + times - 1}${values.sqlite ? ' on the real database' : ''}: ${broken.length} broken, ${[...events.values()].reduce((sum, times) => sum + times, 0)} events`,
    `events (${events.size} sorts)`,
    ...table(events),
    'ends',
    ...table(statuses),
    `faults (${faults.size} sorts)`,
    ...table(faults),
    broken.length === 0 ? '' : `broken: ${broken.join(' ')}`,
  ].join('\n') + '\n',
);
process.exit(broken.length === 0 ? 0 : 1);

function count(counts: Map<string, number>, name: string, more: number): void {
  counts.set(name, (counts.get(name) ?? 0) + more);
}
