// Asks a server which models it has. Servers add what they like to the list; what tells the window of a model is read wherever it is.

import type { Network } from '../net/guarded-fetch.ts';
import type { Watchdogs } from '../net/policy.ts';
import { getJson, openClient } from './client.ts';
import { failureOf, thrownFailure } from './errors.ts';
import { isFields, textIn, tokensIn, type Fields } from './probe/reading.ts';
import type { ListedModel } from './profile.ts';
import { readText } from './read-text.ts';
import { placeOf, policyFor, type EndpointTarget } from './target.ts';

const watchdogs: Watchdogs = { connectMs: 5000, firstByteMs: 10_000, idleMs: 5000, wallMs: 20_000 };

/** The models that a server lists, in its order. Errors: `endpoint.*`. */
export async function listModels(
  target: EndpointTarget,
  network: Network,
  signal?: AbortSignal,
): Promise<readonly ListedModel[]> {
  try {
    const client = await openClient(target, network, policyFor(target, watchdogs));
    const response = await client.get('/models', signal === undefined ? {} : { signal }).asResponse();
    return readModels(JSON.parse(await response.text()));
  } catch (thrown) {
    throw thrownFailure(failureOf(thrown, placeOf(target, ''), false, Date.now()), thrown);
  }
}

/**
 * The same for a run that is about to start, without the client: loading that takes longer than the answer of a server in the house.
 * Errors: `endpoint.*`.
 */
export async function askModels(
  target: EndpointTarget,
  network: Network,
  signal?: AbortSignal,
): Promise<readonly ListedModel[]> {
  try {
    const answer = await getJson(target, network, policyFor(target, watchdogs), '/models', signal);
    return readModels(JSON.parse((await readText(answer, mostListBytes)).text));
  } catch (thrown) {
    throw thrownFailure(failureOf(thrown, placeOf(target, ''), false, Date.now()), thrown);
  }
}

const mostListBytes = 16 * 1024 * 1024;

/** The models in an answer to `GET /models`; whatever is not a model is left out. */
export function readModels(value: unknown): readonly ListedModel[] {
  const rows = isFields(value) ? (value['data'] ?? value['models']) : value;
  if (!Array.isArray(rows)) return [];
  return (rows as readonly unknown[]).flatMap((row) => {
    if (!isFields(row)) return [];
    const id = row['id'] ?? row['name'] ?? row['model'];
    if (typeof id !== 'string' || id === '') return [];
    return [{ id, ownedBy: ownerOf(row), ...windowOf(row) }];
  });
}

// LM Studio tells its kind by the name of the field.
function ownerOf(row: Fields): string {
  const owner = textIn(row['owned_by']) ?? textIn(row['organization_owner']);
  return owner ?? '';
}

// vLLM and SGLang: max_model_len; llama.cpp: meta, where n_ctx is what is loaded; Moonshot, Together, Fireworks and OpenRouter:
// context_length, which at OpenRouter the best service may not reach.
function windowOf(row: Fields): Pick<ListedModel, 'windowTokens' | 'windowRuns'> {
  const meta = isFields(row['meta']) ? row['meta'] : {};
  const running = tokensIn(row['max_model_len']) ?? tokensIn(meta['n_ctx']);
  if (running !== null) return { windowTokens: running, windowRuns: true };
  const service = isFields(row['top_provider']) ? tokensIn(row['top_provider']['context_length']) : null;
  const listed = tokensIn(row['context_length']) ?? tokensIn(row['context_window']);
  const least = listed === null || service === null ? (listed ?? service) : Math.min(listed, service);
  return { windowTokens: least ?? tokensIn(meta['n_ctx_train']), windowRuns: false };
}
