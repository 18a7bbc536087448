// Asks a server which models it has. Servers add what they like to the list; what tells the window of a model is read wherever it is.

import type { Network } from '../net/guarded-fetch.ts';
import type { Watchdogs } from '../net/policy.ts';
import { openClient } from './client.ts';
import { failureOf, thrownFailure } from './errors.ts';
import type { ListedModel } from './profile.ts';
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

/** The models in an answer to `GET /models`; whatever is not a model is left out. */
export function readModels(value: unknown): readonly ListedModel[] {
  const rows = isFields(value) ? (value['data'] ?? value['models']) : value;
  if (!Array.isArray(rows)) return [];
  return (rows as readonly unknown[]).flatMap((row) => {
    if (!isFields(row)) return [];
    const id = row['id'] ?? row['name'] ?? row['model'];
    if (typeof id !== 'string' || id === '') return [];
    const ownedBy = typeof row['owned_by'] === 'string' ? row['owned_by'] : '';
    return [{ id, ownedBy, windowTokens: windowOf(row) }];
  });
}

// vLLM and SGLang: max_model_len; Moonshot and OpenRouter: context_length; llama.cpp: meta, where n_ctx is what is loaded.
function windowOf(row: Fields): number | null {
  const meta = isFields(row['meta']) ? row['meta'] : {};
  for (const value of [row['max_model_len'], row['context_length'], meta['n_ctx'], meta['n_ctx_train']]) {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  }
  return null;
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
