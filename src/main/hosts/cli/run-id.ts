// Runs as people name them: by id, by the beginning of an id, or `last`. Where there is no database yet, there are no runs, and none
// is created by asking.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LonglineError } from '../../../shared/errors.ts';
import { dataDirectory } from '../../store/data-directory.ts';
import type { RunRow } from '../../drivers/journal.ts';
import type { Engine } from '../engine-types.ts';

const mostRuns = 100_000;

/** Whether anything has ever been recorded here. */
export function hasRuns(): boolean {
  return existsSync(join(dataDirectory(), 'longline.db'));
}

/** The run that a person means. Errors: `journal.run_unknown`, `usage.ambiguous`. */
export async function findRun(engine: Engine, name: string): Promise<RunRow> {
  if (!hasRuns()) throw unknown(name);
  const store = await engine.store();
  const exact = name === 'last' ? null : await store.run(name.toUpperCase());
  if (exact !== null) return exact;
  const found =
    name === 'last'
      ? await store.runs(1)
      : (await store.runs(mostRuns)).filter((row) => row.runId.startsWith(name.toUpperCase()));
  const [first, second] = found;
  if (first === undefined || name === '') throw unknown(name);
  if (second === undefined) return first;
  const some = found.slice(0, 5).map((row) => row.runId);
  throw new LonglineError(
    'usage.ambiguous',
    `${found.length} runs begin with ${name}: ${some.join(', ')}${found.length > 5 ? ', …' : ''}.`,
    {
      action: 'Write more of the id.',
    },
  );
}

function unknown(name: string): LonglineError {
  const sentence = name === 'last' ? 'There are no runs yet.' : `There is no run ${name.slice(0, 60)}.`;
  return new LonglineError('journal.run_unknown', sentence, { action: 'List the runs with: longline runs' });
}
