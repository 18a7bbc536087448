// What Longline knows about one kind of server, as data, and what follows from such data in the same way for all of them: names, hints,
// dialect, further fields of a request. A new kind of server is one more file in profiles/, and nothing else changes.

import type { JsonObject } from '../../shared/json/value.ts';
import type { Dialect } from '../../shared/run/events.ts';
import { isLoopbackHost } from '../net/loopback.ts';
import type { Watchdogs } from '../net/policy.ts';
import { modelFacts, weightsOf } from './model-facts.ts';
import type { Probe } from './probe/reading.ts';
import type { SchemaSubset } from './schema-subset.ts';

/** A model as a server lists it. */
export interface ListedModel {
  readonly id: string;
  readonly ownedBy: string;
  /** Tokens of its window, null when the server does not tell. */
  readonly windowTokens: number | null;
  /** Whether that window is the one that the server runs with, not only the one that the model was made for. */
  readonly windowRuns: boolean;
}

/** The data of one kind of server: what a file of profiles/ holds. */
export interface ServerData {
  readonly id: string;
  readonly title: string;
  /** Its name in a sentence; null: the title. */
  readonly inSentence: string | null;
  /** How such a server is known: by host (always https), by its usual port on this machine, by the `owned_by` of its models. */
  readonly known: {
    readonly hosts?: readonly string[];
    readonly port?: string;
    readonly owners?: readonly string[];
  };
  /** `hosted`: a service that wants a key; `own`: somebody's own server; `unknown`: it may be either. */
  readonly place: 'hosted' | 'own' | 'unknown';
  /** The provider in resources/prices.json and resources/models.json, null when such a server has no prices of its own. */
  readonly provider: string | null;
  /** There is no model behind it, and it costs nothing. */
  readonly rehearsal: boolean;
  /** The model when nobody chooses one; null: the first that the server lists. */
  readonly defaultModel: string | null;
  /** What to do when nothing answers there; null: what fits any server. */
  readonly startHint: string | null;
  /** What to do when the server does not have the model. */
  readonly modelHint: string;
  /** How messages are written; the ids of calls follow from the model. */
  readonly dialect: Pick<Dialect, 'reasoningKey' | 'maxTokensField' | 'toolChoiceNone'>;
  /** Whether the sampling that a model was made for is sent along; a server that fixes it refuses or ignores the fields. */
  readonly sampling: 'sent' | 'omitted';
  /** Where thinking is switched on for models that have a switch. */
  readonly thinking: 'template' | 'reasoning' | 'thinking' | 'by-model' | 'none';
  /** Which part of JSON Schema it takes in the parameters of functions. */
  readonly schema: SchemaSubset;
  /** Whether it passes requests on to services of others. */
  readonly routes: boolean;
  /** Whether it wants to know which requests belong together. */
  readonly cacheKey: boolean;
  /** The patience that it needs; `by-address`: that of its place in the network. */
  readonly patience: 'hosted' | 'local' | 'by-address';
  /** The part of its window that may be used: less than 1 where an overflow is not told. */
  readonly windowShare: number;
  /** Whether its list of models already tells everything that a binding needs. */
  readonly listSuffices: boolean;
  /** What can be asked of it beside its list of models. Whichever answers tells that it is this kind of server. */
  readonly probes: readonly Probe[];
}

export interface EndpointProfile extends ServerData {
  readonly needsKey: boolean;
  /** The server in a sentence, such as `Ollama at 127.0.0.1:11434`. */
  readonly serverName: (url: URL) => string;
  readonly startHintAt: (url: URL) => string;
  readonly dialectFor: (model: string) => Dialect;
  /** Further fields of the request body. */
  readonly extras: (model: string, conversation: string) => JsonObject;
  readonly watchdogs: (url: URL) => Watchdogs;
}

/** The profile that follows from the data of a server. */
export function profileOf(data: ServerData): EndpointProfile {
  const inSentence = data.inSentence ?? data.title;
  return {
    ...data,
    needsKey: data.place === 'hosted',
    serverName: (url) => (data.rehearsal ? inSentence : `${inSentence} at ${url.host}`),
    startHintAt: (url) => data.startHint ?? generalStartHint(url),
    dialectFor: (model) => ({
      ...data.dialect,
      reasoningEcho: 'observed',
      callIds: data.place === 'hosted' ? 'as-received' : (weightsOf(model)?.callIds ?? 'as-received'),
    }),
    extras: (model, conversation) => ({
      ...samplingFields(data, model),
      ...thinkingFields(data, model),
      ...(data.cacheKey ? { prompt_cache_key: conversation } : {}),
    }),
    watchdogs: (url) => watchdogsFor(data.patience, url),
  };
}

/** What a server is like unless its own data say otherwise: a server of somebody's own that speaks OpenAI's chat completions. */
export const ownServer = {
  inSentence: null,
  known: {},
  place: 'own',
  provider: null,
  rehearsal: false,
  defaultModel: null,
  startHint: null,
  modelHint: 'Load it, or choose another model.',
  dialect: { reasoningKey: 'reasoning_content', maxTokensField: 'max_tokens', toolChoiceNone: true },
  sampling: 'sent',
  thinking: 'template',
  schema: 'full',
  routes: false,
  cacheKey: false,
  patience: 'by-address',
  windowShare: 1,
  listSuffices: false,
  probes: [],
} as const satisfies Partial<ServerData>;

/** What a service on the internet is like unless its own data say otherwise. */
export const hostedServer = {
  ...ownServer,
  place: 'hosted',
  startHint: 'Check the connection, and the state of the service.',
  modelHint: 'Choose a model that is live.',
  thinking: 'none',
  patience: 'hosted',
} as const satisfies Partial<ServerData>;

const hour = 3_600_000;

/** For servers on the internet. */
export const hostedWatchdogs: Watchdogs = { connectMs: 15_000, firstByteMs: 120_000, idleMs: 180_000, wallMs: hour };

/** For servers in the house: reading a long prompt takes minutes there. */
export const localWatchdogs: Watchdogs = {
  connectMs: 15_000,
  firstByteMs: hour / 2,
  idleMs: 600_000,
  wallMs: 4 * hour,
};

function watchdogsFor(patience: ServerData['patience'], url: URL): Watchdogs {
  switch (patience) {
    case 'hosted':
      return hostedWatchdogs;
    case 'local':
      return localWatchdogs;
    case 'by-address':
      return isLoopbackHost(url.hostname) || url.protocol === 'http:' ? localWatchdogs : hostedWatchdogs;
  }
}

function samplingFields({ sampling }: ServerData, model: string): JsonObject {
  return sampling === 'sent' ? (weightsOf(model)?.sampling ?? {}) : {};
}

function thinkingFields({ thinking, provider }: ServerData, model: string): JsonObject {
  const weights = weightsOf(model);
  const switched = weights !== undefined && Object.keys(weights.template).length > 0;
  switch (thinking) {
    case 'template':
      return switched ? { chat_template_kwargs: weights.template } : {};
    case 'reasoning':
      return switched ? { reasoning: { enabled: true } } : {};
    case 'thinking':
      return switched ? { thinking: { type: 'enabled' } } : {};
    case 'by-model':
      return (provider === null ? undefined : modelFacts(provider, model))?.body ?? {};
    case 'none':
      return {};
  }
}

function generalStartHint(url: URL): string {
  return isLoopbackHost(url.hostname)
    ? `Start the server at ${url.host}, or check the address.`
    : 'Check the connection, and that the server is running.';
}
