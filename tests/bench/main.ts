// `npm run bench [-- NAME … --times N --seed N --first N --nodes N,N --edits N]`: benchmarks of the built application. Each prints its figures, the command
// that reproduces them and their controls; the exit code is 1 when a promise did not hold.

import { parseArgs } from 'node:util';
import { canvas } from './canvas/canvas.ts';
import { kill } from './kill.ts';
import { longRun } from './long-run.ts';
import { plans } from './plans.ts';
import { start } from './start.ts';
import { reportText, type Report } from './table.ts';
import { loop } from './yardstick/loop.ts';
import { profile } from './yardstick/profile.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    times: { type: 'string' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
    nodes: { type: 'string', default: '100,500,1000,2000' },
    edits: { type: 'string', default: '1000' },
  },
});
const benchmarks: Readonly<Record<string, () => Promise<Report>>> = {
  start,
  plans,
  'long-run': longRun,
  loop: () => loop(Number(values.times ?? 3)),
  profile,
  canvas: () => canvas(values.nodes.split(',').map(Number), Number(values.times ?? 3), Number(values.edits)),
  kill: () => kill(Number(values.times ?? 8), Number(values.seed), Number(values.first)),
};

const names = positionals.length === 0 ? Object.keys(benchmarks) : positionals;
for (const name of names) {
  const benchmark = benchmarks[name];
  if (benchmark === undefined) {
    process.stderr.write(`There is no benchmark "${name}"; there are: ${Object.keys(benchmarks).join(', ')}.\n`);
    process.exitCode = 2;
    continue;
  }
  const report = await benchmark();
  process.stdout.write(`${reportText(report)}\n`);
  if (!report.held) process.exitCode = 1;
}
