// An engine as the command line makes one, in a new home that goes with it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from '../../src/main/hosts/engine.ts';
import type { Engine } from '../../src/main/hosts/engine-types.ts';

export interface EngineHome {
  readonly home: string;
  readonly engine: Engine;
}

/** Makes the home and the engine; `LONGLINE_HOME` points to it until it is removed. */
export async function engineInNewHome(): Promise<EngineHome> {
  const home = mkdtempSync(join(tmpdir(), 'longline-engine-'));
  process.env['LONGLINE_HOME'] = home;
  return { home, engine: await createEngine({ host: 'cli' }) };
}

/** Closes the engine and removes its home. */
export async function removeEngineHome({ home, engine }: EngineHome): Promise<void> {
  await engine.close();
  delete process.env['LONGLINE_HOME'];
  rmSync(home, { recursive: true, force: true });
}
