// `longline demo`: the bundled News brief with its preset question on the rehearsal endpoint, at a fixed time, so that it comes out
// the same everywhere.

import { examples, type Declare } from '../command.ts';
import type { RunOptions } from '../start-runs.ts';
import { withRunOptions } from './run.ts';

/** The day after the last of the sample's documents. */
const demoTime = '2026-11-21T09:00:00.000Z';

export const declareDemo: Declare = (program, line) => {
  withRunOptions(program.command('demo'))
    .description('Run the bundled News brief on the rehearsal endpoint (no model, no cost) and print what happens.')
    .addHelpText(
      'after',
      examples('longline demo', 'longline demo --rehearsal-steps 100', 'longline demo --json | tail -n 1'),
    )
    .action(async (options: Omit<RunOptions, 'input' | 'folder'>) => {
      const { startRuns } = await import('../start-runs.ts');
      const preset = { now: demoTime, input: new Map(), folder: new Map() };
      line.exitCode = await startRuns('sample:news-brief', { ...preset, ...options }, line);
    });
};
