// What an agent's model is for a whole run: server, model, dialect, price and window, decided once when the run starts. What a user has
// pinned goes first, then what the server tells now, then what was seen of it before.

import type { EndpointCard } from '../../shared/api/table.ts';
import { LonglineError } from '../../shared/errors.ts';
import type { Dialect, ModelBinding } from '../../shared/run/events.ts';
import type { Network } from '../net/guarded-fetch.ts';
import { effectiveWindow, inspectServer, type Inspection } from './inspect.ts';
import { isGone, liveModels, modelFacts } from './model-facts.ts';
import { pricingOf } from './pricing.ts';
import { windowIn, type WindowReading } from './probe/reading.ts';
import type { EndpointProfile } from './profile.ts';
import type { RecentInspections } from './recent-inspections.ts';
import type { EndpointTarget } from './target.ts';

/** A model that is bound, and what was found out on the way. */
export interface BoundModel {
  readonly binding: ModelBinding;
  readonly target: EndpointTarget;
  /** The window of the binding with what named it; null when nothing did. */
  readonly window: WindowReading | null;
  readonly inspection: Inspection;
}

export interface BindOptions {
  readonly network: Network;
  /** What was seen of a model at an origin before, null when nothing was. */
  readonly seen: (origin: string, model: string) => Promise<EndpointCard | null>;
  /** Whether everything there is to ask is asked. */
  readonly thorough: boolean;
  readonly signal?: AbortSignal;
  /** What servers told a moment ago; absent: each is asked. */
  readonly recent?: RecentInspections;
}

/** Binds a model of a target, for runs started on `day` (ISO). Errors: `endpoint.model_gone`, `endpoint.no_models`, and as for inspectServer. */
export async function bindModel(
  target: EndpointTarget,
  model: string | undefined,
  day: string,
  options: BindOptions,
): Promise<BoundModel> {
  const wanted = model ?? target.entry?.model ?? target.profile.defaultModel;
  if (wanted !== null) refuseGone(target.profile, wanted, day);
  const inspection = await inspected(target, wanted, options);
  const { profile, url, entry } = inspection.target;
  const chosen = inspection.model;
  if (chosen === null) {
    throw new LonglineError('endpoint.no_models', `${profile.serverName(url)} lists no model.`, {
      action: profile.modelHint,
    });
  }
  const seen = profile.rehearsal ? null : await options.seen(url.origin, chosen);
  const window = windowOf(inspection, seen);
  return {
    binding: {
      endpoint: target.name,
      profile: profile.id,
      origin: profile.rehearsal ? rehearsalOrigin : url.origin,
      model: chosen,
      dialect: dialectOf(inspection.target, chosen, seen),
      pricing: pricingOf(target.name, entry, profile, chosen, day),
      windowTokens: window?.tokens ?? null,
      rehearsal: profile.rehearsal,
    },
    target: inspection.target,
    window,
    inspection,
  };
}

// The rehearsal endpoint has another port each time; what a run records is the same.
const rehearsalOrigin = 'http://127.0.0.1';
const rehearsalWindow: WindowReading = { tokens: 4_194_304, source: 'the rehearsal endpoint', kind: 'running' };

// A provider whose models are known by date is not asked; nor is the rehearsal.
async function inspected(
  target: EndpointTarget,
  model: string | null,
  { network, thorough, signal, recent }: BindOptions,
): Promise<Inspection> {
  const { provider, rehearsal } = target.profile;
  const facts = provider === null || model === null ? undefined : modelFacts(provider, model);
  const dated = facts?.windowTokens ?? null;
  const known = windowIn(dated, `the provider's documentation (${facts?.source ?? ''})`, 'made-for');
  if (!thorough && (rehearsal || known.length > 0)) {
    const windows = rehearsal ? [rehearsalWindow] : known;
    return { target, models: [], model, windows, quantization: null, version: null };
  }
  const inspect = () => inspectServer(target, network, model, thorough, signal);
  const inspection = await (thorough || recent === undefined ? inspect() : recent.of(target, model, inspect));
  return { ...inspection, windows: rehearsal ? [rehearsalWindow] : [...known, ...inspection.windows] };
}

function windowOf({ target, windows }: Inspection, seen: EndpointCard | null): WindowReading | null {
  const pinned = target.entry?.windowTokens;
  if (pinned !== undefined) return { tokens: pinned, source: 'endpoints.json', kind: 'running' };
  const told = effectiveWindow(windows, target.profile.windowShare);
  if (seen === null || seen.windowTokens === null || told?.kind === 'running') return told;
  // What was seen once is better than a guess, and never better than what the model was made for.
  const most = effectiveWindow(
    windows.filter(({ kind }) => kind === 'made-for'),
    target.profile.windowShare,
  );
  if (most !== null && most.tokens <= seen.windowTokens) return most;
  return { tokens: seen.windowTokens, source: seen.windowSource ?? 'what was seen before', kind: 'guess' };
}

function dialectOf({ profile, entry }: EndpointTarget, model: string, seen: EndpointCard | null): Dialect {
  const dialect = profile.dialectFor(model);
  if (entry?.reasoningKey !== undefined) {
    return { ...dialect, reasoningKey: entry.reasoningKey, reasoningEcho: 'pinned' };
  }
  return { ...dialect, reasoningKey: seen?.reasoningKey ?? dialect.reasoningKey };
}

function refuseGone(profile: EndpointProfile, model: string, day: string): void {
  const facts = profile.provider === null ? undefined : modelFacts(profile.provider, model);
  if (profile.provider === null || facts === undefined || !isGone(facts, day)) return;
  const message = `${profile.title} ended ${model} on ${facts.discontinuedOn}.`;
  const action = `Choose one that is live: ${liveModels(profile.provider, day).join(', ')}.`;
  throw new LonglineError('endpoint.model_gone', message, { action });
}
