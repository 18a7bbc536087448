// What Longline knows about one kind of server. A profile is data and small pure functions; a new one is a file in profiles/, and
// nothing else changes.

import type { JsonObject } from '../../shared/json/value.ts';
import type { Dialect } from '../../shared/run/events.ts';
import type { Watchdogs } from '../net/policy.ts';

/** A model as a server lists it. */
export interface ListedModel {
  readonly id: string;
  readonly ownedBy: string;
  /** Tokens of its window, null when the server does not tell. */
  readonly windowTokens: number | null;
}

export interface EndpointProfile {
  readonly id: string;
  readonly title: string;
  /** Whether an endpoint at this address is of this kind; null for a profile that is only used by name or by default. */
  readonly matches: ((url: URL) => boolean) | null;
  /** The provider in resources/prices.json and resources/models.json, null when this kind of server has no prices of its own. */
  readonly provider: string | null;
  /** There is no model behind it, and it costs nothing. */
  readonly rehearsal: boolean;
  /** Whether a server at this address wants a key. */
  readonly needsKey: (url: URL) => boolean;
  /** The model when nobody chooses one; null: the first that the server lists. */
  readonly defaultModel: string | null;
  /** The server in a sentence, such as `Ollama at 127.0.0.1:11434`. */
  readonly serverName: (url: URL) => string;
  /** What to do when nothing answers there. */
  readonly startHint: (url: URL) => string;
  /** What to do when the server does not have the model. */
  readonly modelHint: (url: URL) => string;
  /** How messages are written; `listed` is the model as the server listed it, null when it did not. */
  readonly dialect: (model: string, url: URL, listed: ListedModel | null) => Dialect;
  /** Further fields of the request body. */
  readonly extras: (model: string, conversation: string) => JsonObject;
  readonly watchdogs: (url: URL) => Watchdogs;
}

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
