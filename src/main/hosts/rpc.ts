// The main end of every transport: an oRPC router derived from the contract's table. Input is checked here, where it enters; errors
// leave as envelopes.

import { ORPCError, os } from '@orpc/server';
import { api, type ApiName, type Host } from '../../shared/api/table.ts';
import { toEnvelope } from '../../shared/errors.ts';
import type { Engine } from './engine-types.ts';

type Branch = { [name: string]: unknown };

/** A router of all methods of the table over an engine: `a.b` becomes `{ a: { b } }`. */
export function createRouter(engine: Pick<Engine, 'api'>): Branch {
  const router: Branch = {};
  for (const name of Object.keys(api) as ApiName[]) {
    const [group = '', method = ''] = name.split('.');
    const branch = (router[group] ??= {}) as Branch;
    branch[method] = procedure(engine.api, name);
  }
  return router;
}

function procedure(host: Host, name: ApiName): unknown {
  const entry = api[name];
  const call = host[name] as (input: unknown, signal: AbortSignal) => Promise<unknown> | AsyncIterable<unknown>;
  if (!entry.stream) {
    return os.input(entry.input).handler(async ({ input, signal }) => {
      try {
        return await call(input, signal ?? new AbortController().signal);
      } catch (thrown) {
        throw asRpcError(thrown);
      }
    });
  }
  return os.input(entry.input).handler(async function* ({ input, signal }) {
    try {
      yield* call(input, signal ?? new AbortController().signal) as AsyncIterable<unknown>;
    } catch (thrown) {
      throw asRpcError(thrown);
    }
  });
}

function asRpcError(thrown: unknown): ORPCError<string, unknown> {
  const envelope = toEnvelope(thrown);
  return new ORPCError('LONGLINE', { status: 400, message: envelope.message, data: envelope });
}
