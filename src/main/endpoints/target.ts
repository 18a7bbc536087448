// One endpoint as requests need it: where it is, of which kind, and the key that goes there.

import type { JsonObject } from '../../shared/json/value.ts';
import { isLoopbackHost } from '../net/loopback.ts';
import type { FetchPolicy, Watchdogs } from '../net/policy.ts';
import type { EndpointEntry } from './config.ts';
import type { Place } from './failure.ts';
import type { EndpointProfile } from './profile.ts';

export interface EndpointTarget {
  /** The name in endpoints.json, or the address of an endpoint that has no name. */
  readonly name: string;
  readonly url: URL;
  readonly profile: EndpointProfile;
  /** Sent to `url.origin` and nowhere else; null: none is sent. */
  readonly key: string | null;
  /** The variable that a key would be in, null for an endpoint without a name. */
  readonly keyVariable: string | null;
  readonly entry: EndpointEntry | null;
}

/** What a request to a target may do. */
export function policyFor(target: EndpointTarget, watchdogs: Watchdogs): FetchPolicy {
  const { origin } = target.url;
  const plain = target.entry?.allowPlainHttp === true ? { plainHttpOrigins: [origin] } : {};
  return { allowedOrigins: [origin], watchdogs, ...plain };
}

/** The names that messages about a target use. */
export function placeOf({ url, profile, key, keyVariable }: EndpointTarget, model: string): Place {
  return {
    server: profile.serverName(url),
    model: model === '' ? 'the model' : model,
    keyVariable,
    key,
    startHint: profile.startHintAt(url),
    modelHint: profile.modelHint,
  };
}

/** Whether nothing can be asked of an endpoint without a key; a server on this machine never needs one. */
export function needsKey({ url, profile }: Pick<EndpointTarget, 'url' | 'profile'>): boolean {
  return profile.needsKey && !isLoopbackHost(url.hostname);
}

/** A profile with what endpoints.json says about requests to one endpoint. */
export function withEntry(profile: EndpointProfile, { body, routing }: EndpointEntry): EndpointProfile {
  if (body === undefined && routing === undefined) return profile;
  const { only, quantizations } = routing ?? {};
  const provider: JsonObject = {
    ...(only === undefined ? {} : { order: only, only, allow_fallbacks: only.length > 1 }),
    ...(quantizations === undefined ? {} : { quantizations }),
    require_parameters: true,
  };
  return {
    ...profile,
    extras: (model, conversation) => ({
      ...profile.extras(model, conversation),
      ...(routing === undefined ? {} : { provider }),
      ...body,
    }),
  };
}

/** The same target once its server has been recognised, or as a run recorded it. A rehearsal stays one. */
export function withProfile(target: EndpointTarget, profile: EndpointProfile | undefined): EndpointTarget {
  if (profile === undefined || profile.id === target.profile.id || profile.rehearsal || target.profile.rehearsal)
    return target;
  return { ...target, profile: target.entry === null ? profile : withEntry(profile, target.entry) };
}
