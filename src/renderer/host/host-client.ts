// The contract as functions over any oRPC link: every method of the table by its dotted name, errors turned back into LonglineErrors.
// Which link carries it is connect.ts's choice.

import { ORPCError } from '@orpc/client';
import { api, type ApiName, type Host } from '../../shared/api/table.ts';
import { LonglineError, type ErrorEnvelope, fromEnvelope } from '../../shared/errors.ts';

/** The part of an oRPC link that is used here. */
export interface Link {
  call(
    path: readonly string[],
    input: unknown,
    options: { readonly context: object; readonly signal?: AbortSignal },
  ): Promise<unknown>;
}

/** A host at the far end of a link. Its functions reject with LonglineError; a lost connection is `host.offline`. */
export function hostOver(link: Link): Host {
  const host: Record<string, unknown> = {};
  for (const name of Object.keys(api) as ApiName[]) {
    const path = name.split('.');
    host[name] = api[name].stream
      ? (input: unknown, signal: AbortSignal) => stream(link, path, input, signal)
      : (input: unknown) => call(link, path, input);
  }
  return host as unknown as Host;
}

/** The error that a failed call stands for. */
export function errorOf(thrown: unknown): LonglineError {
  if (thrown instanceof LonglineError) return thrown;
  if (thrown instanceof ORPCError && isEnvelope(thrown.data)) return fromEnvelope(thrown.data);
  if (thrown instanceof ORPCError) {
    return new LonglineError('host.refused', thrown.message, { cause: thrown });
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new LonglineError('host.offline', 'The connection to Longline is lost.', {
    retryable: true,
    action: 'It is being opened again.',
    details: { message },
    cause: thrown,
  });
}

async function call(link: Link, path: readonly string[], input: unknown): Promise<unknown> {
  try {
    return await link.call(path, input, { context: {} });
  } catch (thrown) {
    throw errorOf(thrown);
  }
}

async function* stream(
  link: Link,
  path: readonly string[],
  input: unknown,
  signal: AbortSignal,
): AsyncGenerator<unknown> {
  try {
    yield* (await link.call(path, input, { context: {}, signal })) as AsyncIterable<unknown>;
  } catch (thrown) {
    if (signal.aborted) return;
    throw errorOf(thrown);
  }
}

function isEnvelope(value: unknown): value is ErrorEnvelope {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value;
}
