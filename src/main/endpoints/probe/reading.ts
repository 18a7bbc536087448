// What a server tells of itself when it is asked beside its list of models, and the small readers that servers' answers have in common.
// Which paths a server has is in its profile; asking them is inspect.ts's matter.

import type { JsonObject } from '../../../shared/json/value.ts';

/** A window that something named. */
export interface WindowReading {
  readonly tokens: number;
  /** What named it, to follow "according to". */
  readonly source: string;
  /** `running`: what the server runs with; `made-for`: the most that the model was made for; `guess`: the least that is likely. */
  readonly kind: 'running' | 'made-for' | 'guess';
}

export interface Reading {
  readonly windows: readonly WindowReading[];
  /** As the server names it, null when it does not tell. */
  readonly quantization: string | null;
  readonly version: string | null;
  /** The id of a profile that fits better than the one that asked. */
  readonly profile?: string;
}

/** One question to a server. */
export interface Probe {
  /** `server`: from the address without `/v1`; `base`: from the base address. */
  readonly from: 'server' | 'base';
  readonly path: (model: string) => string;
  /** Asked by POST with this body; null: by GET. */
  readonly body: ((model: string) => JsonObject) | null;
  /** What an answer tells; null when no such server answers like this. */
  readonly read: (answer: Fields, model: string) => Reading | null;
}

export type Fields = Readonly<Record<string, unknown>>;

export const nothingRead: Reading = { windows: [], quantization: null, version: null };

/** A question by GET at the root of a server. */
export function asking(path: string, read: Probe['read']): Probe {
  return { from: 'server', path: () => path, body: null, read };
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects in a list; empty when it is none. */
export function rowsIn(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? (value as readonly unknown[]).filter(isFields) : [];
}

/** A text that is not empty, else null. */
export function textIn(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A number of tokens that can be a window, else null. */
export function tokensIn(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;
}

/** A window as a list, empty when the value is none. */
export function windowIn(value: unknown, source: string, kind: WindowReading['kind']): readonly WindowReading[] {
  const tokens = tokensIn(value);
  return tokens === null ? [] : [{ tokens, source, kind }];
}
