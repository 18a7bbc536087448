// The endpoints of a data directory: which there are, which model an agent's words stand for, and where the requests of a run go. How a
// name is found is in find-target.ts, how a model is bound in bind-model.ts.

import { LonglineError } from '../../shared/errors.ts';
import type { ModelBinding } from '../../shared/run/events.ts';
import type { Network } from '../net/guarded-fetch.ts';
import { baseUrlText } from './address.ts';
import { bindModel, type BoundModel } from './bind-model.ts';
import type { Cards } from './cards.ts';
import { findTarget, usableTarget, type TargetOptions } from './find-target.ts';
import { defaultEndpoint, knownEndpoints, type KnownEndpoint } from './known-endpoints.ts';
import { listModels } from './list-models.ts';
import type { ListedModel } from './profile.ts';
import { builtInProfile, profileById } from './profiles/index.ts';
import type { RecentInspections } from './recent-inspections.ts';
import { keyVariable, type Secrets } from './secrets.ts';
import { needsKey, withProfile, type EndpointTarget } from './target.ts';

export { defaultEndpoint };

export interface EndpointSummary {
  readonly name: string;
  readonly title: string;
  /** Null for the rehearsal endpoint, which is started when it is needed. */
  readonly url: string | null;
  readonly builtIn: boolean;
  readonly rehearsal: boolean;
  /** The model when nobody chooses one, null: the server's first. */
  readonly model: string | null;
  /** The variable of its key, and whether it is set; null where no key is needed. */
  readonly key: { readonly variable: string; readonly set: boolean } | null;
}

export interface Endpoints {
  /** All named endpoints, the built-in ones first. Errors: `endpoint.config`. */
  list(): Promise<readonly EndpointSummary[]>;
  /**
   * The model that an agent talks to, for runs started on `day` (ISO). `endpoint` is a name or an address. Errors: `endpoint.unknown`,
   * `endpoint.bad_url`, `endpoint.plain_http`, `endpoint.config`, `endpoint.no_key`, `endpoint.bad_key`, `endpoint.model_gone`,
   * `endpoint.no_models`, and what a server says that cannot be used (failure.ts).
   */
  bind(endpoint: string | undefined, model: string | undefined, day: string): Promise<ModelBinding>;
  /** The same after asking the server everything that it tells of itself. Errors as for `bind`. */
  examine(
    endpoint: string | undefined,
    model: string | undefined,
    day: string,
    signal?: AbortSignal,
  ): Promise<BoundModel>;
  /**
   * Where an endpoint is and which of its models is meant, without asking it; model null: its first. Errors as for `bind` as far as the
   * server has no part in them, and none for a missing key.
   */
  locate(
    endpoint: string,
    model: string | undefined,
  ): Promise<{ readonly origin: string; readonly model: string | null }>;
  /** The models that an endpoint lists. Errors as for `bind`. */
  listModels(endpoint: string): Promise<readonly ListedModel[]>;
  /** Where the requests of a binding go. Errors: `endpoint.moved` when its name now stands for another origin, and as for `bind`. */
  target(binding: ModelBinding): Promise<EndpointTarget>;
}

export interface EndpointsOptions extends TargetOptions {
  readonly network: Network;
  /** What endpoints have shown before; absent: nothing is known. */
  readonly cards?: Cards;
  /** What servers told a moment ago; absent: each is asked at each bind. */
  readonly recent?: RecentInspections;
}

/** The endpoints of one data directory. The file is read anew for each question, so that an edit counts at once. */
export function createEndpoints({ network, cards, recent, ...options }: EndpointsOptions): Endpoints {
  const targets = new WeakMap<ModelBinding, Promise<EndpointTarget>>();
  const seen = (origin: string, model: string) => cards?.get(origin, model) ?? Promise.resolve(null);

  return {
    async list() {
      const { title, defaultModel } = builtInProfile(defaultEndpoint);
      const rehearsal = { title, url: null, builtIn: true, rehearsal: true, model: defaultModel, key: null };
      const named = [...(await knownEndpoints(options.dataDirectory)).values()];
      return [{ name: defaultEndpoint, ...rehearsal }, ...named.map((known) => summaryOf(known, options.secrets))];
    },

    async bind(endpoint = defaultEndpoint, model, day) {
      const target = await usableTarget(endpoint, options);
      const shared = recent === undefined ? {} : { recent };
      return (await bindModel(target, model, day, { network, seen, thorough: false, ...shared })).binding;
    },

    async examine(endpoint = defaultEndpoint, model, day, signal) {
      const target = await usableTarget(endpoint, options);
      const nothing = () => Promise.resolve(null);
      const stop = signal === undefined ? {} : { signal };
      return bindModel(target, model, day, { network, seen: nothing, thorough: true, ...stop });
    },

    async locate(endpoint, model) {
      const { url, entry, profile } = await findTarget(endpoint, options);
      return { origin: url.origin, model: model ?? entry?.model ?? profile.defaultModel };
    },

    async listModels(endpoint) {
      return listModels(await usableTarget(endpoint, options), network);
    },

    target(binding) {
      const known = targets.get(binding);
      if (known !== undefined) return known;
      const found = usableTarget(binding.endpoint, options).then((target) => {
        const recorded = withProfile(target, profileById(binding.profile));
        if (target.profile.rehearsal || target.url.origin === binding.origin) return recorded;
        const now = target.url.origin;
        const message = `The run began with ${binding.endpoint} at ${binding.origin}, which is now at ${now}.`;
        throw new LonglineError('endpoint.moved', message, { action: 'Start a new run, or set the address back.' });
      });
      targets.set(binding, found);
      // The caller gets the rejection; here it only makes room for another try.
      found.catch(() => targets.delete(binding));
      return found;
    },
  };
}

function summaryOf({ name, url, profile, entry, builtIn }: KnownEndpoint, secrets: Secrets): EndpointSummary {
  const set = secrets.key(name) !== null;
  return {
    name,
    title: profile.title,
    url: baseUrlText(url),
    builtIn,
    rehearsal: false,
    model: entry.model ?? profile.defaultModel,
    key: set || needsKey({ url, profile }) ? { variable: keyVariable(name), set } : null,
  };
}
