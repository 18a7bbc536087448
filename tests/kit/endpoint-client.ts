// Everything between a driver and a model server, set up as a host does it, over a data directory of its own.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeltaPiece, Hands, ModelOutcome, ModelRequest, StatusPiece } from '../../src/main/drivers/hands.ts';
import { createEndpoints, type Endpoints } from '../../src/main/endpoints/registry.ts';
import { environmentSecrets } from '../../src/main/endpoints/secrets.ts';
import { createModelCaller } from '../../src/main/endpoints/transport.ts';
import { openNetwork, type Network } from '../../src/main/net/guarded-fetch.ts';
import { userMessage } from '../../src/shared/run/messages.ts';
import type { ModelBinding } from '../../src/shared/run/events.ts';

export interface EndpointClient {
  readonly endpoints: Endpoints;
  readonly network: Network;
  readonly callModel: Hands['callModel'];
  readonly dataDirectory: string;
  close(): Promise<void>;
}

export interface ClientOptions {
  /** Content of endpoints.json: a value, or the text itself. */
  readonly config?: unknown;
  readonly environment?: Readonly<Record<string, string>>;
  readonly rehearsalUrl?: () => Promise<string>;
  /** Milliseconds since 1970. */
  readonly now?: number;
  /** Instead of a network of its own; closed with the client. */
  readonly network?: Network;
}

/** Opens a client; `close` removes its directory. */
export async function openEndpointClient(options: ClientOptions = {}): Promise<EndpointClient> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'longline-endpoints-'));
  const { config, environment = {}, now } = options;
  if (config !== undefined) {
    await writeFile(
      join(dataDirectory, 'endpoints.json'),
      typeof config === 'string' ? config : JSON.stringify(config),
    );
  }
  const network = options.network ?? openNetwork();
  const endpoints = createEndpoints({
    dataDirectory,
    secrets: environmentSecrets(environment),
    network,
    rehearsalUrl: options.rehearsalUrl ?? (() => Promise.reject(new Error('no rehearsal here'))),
  });
  return {
    endpoints,
    network,
    dataDirectory,
    callModel: createModelCaller({ endpoints, network, now: () => now ?? Date.now() }),
    async close() {
      network.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** A binding to an address, without asking the server anything. */
export function bindingTo(url: string, changes: Partial<ModelBinding> = {}): ModelBinding {
  return {
    endpoint: url,
    profile: 'openai-compatible',
    origin: new URL(url).origin,
    model: 'test-model',
    dialect: {
      reasoningKey: 'reasoning_content',
      callIds: 'as-received',
      maxTokensField: 'max_tokens',
      toolChoiceNone: true,
    },
    pricing: { kind: 'unknown' },
    windowTokens: null,
    rehearsal: false,
    ...changes,
  };
}

/** A request with one question and no functions. */
export function question(binding: ModelBinding, changes: Partial<ModelRequest> = {}): ModelRequest {
  const messages = changes.messages ?? [userMessage('What is the berth of the ferry?')];
  return {
    conversation: 'run-1/agent',
    binding,
    messages,
    count: messages.length,
    functions: [],
    last: false,
    maxOutputTokens: 4000,
    ...changes,
  };
}

/** Asks once and collects the pieces. */
export async function ask(
  client: Pick<EndpointClient, 'callModel'>,
  request: ModelRequest,
  signal: AbortSignal = new AbortController().signal,
): Promise<{ readonly outcome: ModelOutcome; readonly pieces: readonly DeltaPiece[] }> {
  const pieces: DeltaPiece[] = [];
  const take = (piece: DeltaPiece | StatusPiece): void => {
    if ('channel' in piece) pieces.push(piece);
  };
  const outcome = await client.callModel(request, take, signal);
  return { outcome, pieces };
}
