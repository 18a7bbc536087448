// Turns what an agent names into a binding that a run keeps, and a binding back into the place where requests go: a named endpoint, or
// any address given for one run. A key goes to the origin of its own endpoint and nowhere else.

import { LonglineError } from '../../shared/errors.ts';
import type { ModelBinding } from '../../shared/run/events.ts';
import type { Network } from '../net/guarded-fetch.ts';
import { isLoopbackHost } from '../net/loopback.ts';
import { baseUrlText, looksLikeUrl, readBaseUrl } from './address.ts';
import { defaultEndpoint, knownEndpoints, type KnownEndpoint } from './known-endpoints.ts';
import { listModels } from './list-models.ts';
import { isGone, liveModels, modelFacts } from './model-facts.ts';
import { pricingOf } from './pricing.ts';
import type { EndpointProfile, ListedModel } from './profile.ts';
import { profileById, profileFor } from './profiles/index.ts';
import { keyVariable, type Secrets } from './secrets.ts';
import { needsKey, type EndpointTarget } from './target.ts';

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
  /** The models that an endpoint lists. Errors as for `bind`. */
  listModels(endpoint: string): Promise<readonly ListedModel[]>;
  /** Where the requests of a binding go. Errors: `endpoint.moved` when its name now stands for another origin, and as for `bind`. */
  target(binding: ModelBinding): Promise<EndpointTarget>;
}

export interface EndpointsOptions {
  readonly dataDirectory: string;
  readonly secrets: Secrets;
  readonly network: Network;
  /** Starts the rehearsal endpoint if it does not run yet, and gives its base address. */
  readonly rehearsalUrl: () => Promise<string>;
}

// The rehearsal endpoint has another port each time; what a run records is the same.
const rehearsalOrigin = 'http://127.0.0.1';
const rehearsalWindowTokens = 4_194_304;

/** The endpoints of one data directory. The file is read anew for each question, so that an edit counts at once. */
export function createEndpoints({ dataDirectory, secrets, network, rehearsalUrl }: EndpointsOptions): Endpoints {
  const targets = new WeakMap<ModelBinding, Promise<EndpointTarget>>();

  const findTarget = async (endpoint: string): Promise<EndpointTarget> => {
    if (endpoint === defaultEndpoint) {
      const url = readBaseUrl(await rehearsalUrl());
      return { name: endpoint, url, profile: rehearsalProfile(), key: null, keyVariable: null, entry: null };
    }
    const known = await knownEndpoints(dataDirectory);
    const named = known.get(endpoint);
    if (named !== undefined) {
      const { url, profile, entry } = named;
      return { name: endpoint, url, profile, key: secrets.key(endpoint), keyVariable: keyVariable(endpoint), entry };
    }
    if (!looksLikeUrl(endpoint)) {
      const names = [defaultEndpoint, ...known.keys()].join(', ');
      throw new LonglineError('endpoint.unknown', `There is no endpoint "${endpoint}". Known here: ${names}.`, {
        action: 'Choose one of these, give an address, or add it to endpoints.json.',
      });
    }
    const url = readBaseUrl(endpoint);
    const owner = ownerOf(url, known, secrets);
    return {
      name: baseUrlText(url),
      url,
      profile: profileFor(url),
      key: owner === null ? null : secrets.key(owner.name),
      keyVariable: owner === null ? null : keyVariable(owner.name),
      entry: null,
    };
  };

  const usableTarget = async (endpoint: string): Promise<EndpointTarget> => {
    const target = await findTarget(endpoint);
    const { url, profile, entry } = target;
    if (url.protocol === 'http:' && !isLoopbackHost(url.hostname) && entry?.allowPlainHttp !== true) {
      throw new LonglineError('endpoint.plain_http', `${url.host} would be reached without encryption.`, {
        action: 'Use https, or add it to endpoints.json with "allowPlainHttp": true if it is in your own network.',
      });
    }
    if (needsKey(target) && target.key === null) {
      throw new LonglineError('endpoint.no_key', `${profile.serverName(url)} needs a key.`, {
        action:
          target.keyVariable === null
            ? 'Add the address to endpoints.json under a name, and set the key of that name.'
            : `Set ${target.keyVariable} to your key.`,
      });
    }
    return target;
  };

  return {
    async list() {
      const { title, defaultModel } = rehearsalProfile();
      const rehearsal = { title, url: null, builtIn: true, rehearsal: true, model: defaultModel, key: null };
      const named = [...(await knownEndpoints(dataDirectory)).values()];
      return [{ name: defaultEndpoint, ...rehearsal }, ...named.map((known) => summaryOf(known, secrets))];
    },

    async bind(endpoint = defaultEndpoint, model, day) {
      const target = await usableTarget(endpoint);
      const { entry, profile, url } = target;
      const wanted = model ?? entry?.model ?? profile.defaultModel;
      if (wanted !== null) refuseGone(profile, wanted, day);
      const facts = profile.provider === null || wanted === null ? undefined : modelFacts(profile.provider, wanted);
      const factWindow = profile.rehearsal ? rehearsalWindowTokens : (facts?.windowTokens ?? null);
      const listed = factWindow === null ? await tryList(target, network, wanted !== null) : [];
      const chosen = wanted ?? listed[0]?.id;
      if (chosen === undefined) {
        const action = profile.modelHint(url);
        throw new LonglineError('endpoint.no_models', `${profile.serverName(url)} lists no model.`, { action });
      }
      const found = listed.find(({ id }) => id === chosen) ?? null;
      const dialect = profile.dialect(chosen, url, found);
      return {
        endpoint: target.name,
        profile: profile.id,
        origin: profile.rehearsal ? rehearsalOrigin : url.origin,
        model: chosen,
        dialect: entry?.reasoningKey === undefined ? dialect : { ...dialect, reasoningKey: entry.reasoningKey },
        pricing: pricingOf(target.name, entry, profile, chosen, day),
        windowTokens: entry?.windowTokens ?? found?.windowTokens ?? factWindow,
        rehearsal: profile.rehearsal,
      };
    },

    async listModels(endpoint) {
      return listModels(await usableTarget(endpoint), network);
    },

    target(binding) {
      const known = targets.get(binding);
      if (known !== undefined) return known;
      const found = usableTarget(binding.endpoint).then((target) => {
        if (target.profile.rehearsal || target.url.origin === binding.origin) return target;
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

// The named endpoint at the same origin whose key goes with an address: the first that has one, else the first.
function ownerOf(url: URL, known: ReadonlyMap<string, KnownEndpoint>, secrets: Secrets): KnownEndpoint | null {
  const owners = [...known.values()].filter((candidate) => candidate.url.origin === url.origin);
  return owners.find(({ name }) => secrets.key(name) !== null) ?? owners[0] ?? null;
}

// With a model chosen, the list only tells its window and its server: a server that has no list can still be used.
async function tryList(target: EndpointTarget, network: Network, optional: boolean): Promise<readonly ListedModel[]> {
  try {
    return await listModels(target, network);
  } catch (thrown) {
    const code = thrown instanceof LonglineError ? thrown.code : '';
    if (!optional || hopeless.has(code)) throw thrown;
    return [];
  }
}

const hopeless: ReadonlySet<string> = new Set(['endpoint.unreachable', 'endpoint.tls', 'endpoint.redirected']);

function refuseGone(profile: EndpointProfile, model: string, day: string): void {
  const facts = profile.provider === null ? undefined : modelFacts(profile.provider, model);
  if (profile.provider === null || facts === undefined || !isGone(facts, day)) return;
  const message = `${profile.title} ended ${model} on ${facts.discontinuedOn}.`;
  const action = `Choose one that is live: ${liveModels(profile.provider, day).join(', ')}.`;
  throw new LonglineError('endpoint.model_gone', message, { action });
}

function rehearsalProfile(): EndpointProfile {
  const profile = profileById('rehearsal');
  if (profile === undefined) throw new Error('the rehearsal profile is missing');
  return profile;
}
