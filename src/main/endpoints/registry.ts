// The endpoints known here: the built-in ones, those of endpoints.json, and any address given for one run. Turns what an agent names
// into a binding that a run keeps, and a binding back into the place where requests go. A key goes to the origin of its own endpoint.

import { join } from 'node:path';
import { LonglineError } from '../../shared/errors.ts';
import type { Pricing } from '../../shared/cost/price.ts';
import type { ModelBinding } from '../../shared/run/events.ts';
import type { Network } from '../net/guarded-fetch.ts';
import { isLoopbackHost } from '../net/loopback.ts';
import { baseUrlText, looksLikeUrl, readBaseUrl } from './address.ts';
import { configError, readEntries, type EndpointEntry } from './config.ts';
import { listModels } from './list-models.ts';
import { isGone, liveModels, modelFacts } from './model-facts.ts';
import { priceOf } from './prices.ts';
import type { EndpointProfile, ListedModel } from './profile.ts';
import { profileById, profileFor, profiles } from './profiles/index.ts';
import { keyVariable, type Secrets } from './secrets.ts';
import { needsKey, type EndpointTarget } from './target.ts';

/** What is used when nobody names an endpoint. */
export const defaultEndpoint = 'rehearsal';

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
   * `endpoint.bad_url`, `endpoint.config`, `endpoint.no_key`, `endpoint.model_gone`, `endpoint.no_models`, and what a server that
   * cannot be used says.
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

const builtIn: ReadonlyMap<string, EndpointEntry> = new Map([
  ['moonshot', { url: 'https://api.moonshot.ai/v1', profile: 'moonshot' }],
]);

// The rehearsal endpoint has another port each time; what a run records is the same.
const rehearsalOrigin = 'http://127.0.0.1';

/** The endpoints of one data directory. The file is read anew for each question, so that an edit counts at once. */
export function createEndpoints(options: EndpointsOptions): Endpoints {
  const { dataDirectory, secrets, network } = options;
  const targets = new WeakMap<ModelBinding, Promise<EndpointTarget>>();

  const entries = async (): Promise<ReadonlyMap<string, EndpointEntry>> => {
    const file = join(dataDirectory, 'endpoints.json');
    const own = await readEntries(dataDirectory);
    for (const [name, entry] of own) checkEntry(name, entry, file);
    return new Map([...builtIn, ...own]);
  };

  const targetOf = async (endpoint: string): Promise<EndpointTarget> => {
    if (endpoint === defaultEndpoint) {
      const url = readBaseUrl(await options.rehearsalUrl());
      return { name: endpoint, url, profile: rehearsalProfile(), key: null, keyVariable: null, entry: null };
    }
    const known = await entries();
    const entry = known.get(endpoint);
    if (entry !== undefined) {
      const url = readBaseUrl(entry.url);
      const profile = (entry.profile === undefined ? undefined : profileById(entry.profile)) ?? profileFor(url);
      return { name: endpoint, url, profile, key: secrets.key(endpoint), keyVariable: keyVariable(endpoint), entry };
    }
    if (!looksLikeUrl(endpoint)) {
      throw new LonglineError(
        'endpoint.unknown',
        `There is no endpoint "${endpoint}". Known here: ${[defaultEndpoint, ...known.keys()].join(', ')}.`,
        {
          action: 'Choose one of these, give an address, or add it to endpoints.json.',
        },
      );
    }
    const url = readBaseUrl(endpoint);
    const owner = ownerOf(url, known, secrets);
    return {
      name: baseUrlText(url),
      url,
      profile: profileFor(url),
      key: owner === null ? null : secrets.key(owner),
      keyVariable: owner === null ? null : keyVariable(owner),
      entry: null,
    };
  };

  const usable = async (endpoint: string): Promise<EndpointTarget> => {
    const target = await targetOf(endpoint);
    if (
      target.url.protocol === 'http:' &&
      !isLoopbackHost(target.url.hostname) &&
      target.entry?.allowPlainHttp !== true
    ) {
      throw new LonglineError('endpoint.plain_http', `${target.url.host} would be reached without encryption.`, {
        action:
          'Use https, or name the endpoint in endpoints.json with "allowPlainHttp": true if it is in your own network.',
      });
    }
    if (needsKey(target) && target.key === null) {
      const variable = target.keyVariable ?? keyVariable(target.profile.id);
      throw new LonglineError('endpoint.no_key', `${target.profile.serverName(target.url)} needs a key.`, {
        action: `Set ${variable} to your key.`,
      });
    }
    return target;
  };

  return {
    async list() {
      const named = [...(await entries())].map(([name, entry]): EndpointSummary => {
        const url = readBaseUrl(entry.url);
        const profile = (entry.profile === undefined ? undefined : profileById(entry.profile)) ?? profileFor(url);
        const set = secrets.key(name) !== null;
        return {
          name,
          title: profile.title,
          url: baseUrlText(url),
          builtIn: builtIn.has(name),
          rehearsal: false,
          model: entry.model ?? profile.defaultModel,
          key: set || needsKey({ url, profile }) ? { variable: keyVariable(name), set } : null,
        };
      });
      const { title, defaultModel } = rehearsalProfile();
      return [
        { name: defaultEndpoint, title, url: null, builtIn: true, rehearsal: true, model: defaultModel, key: null },
        ...named,
      ];
    },

    async bind(endpoint = defaultEndpoint, model, day) {
      const target = await usable(endpoint);
      const { entry, profile, url } = target;
      const wanted = model ?? entry?.model ?? profile.defaultModel;
      if (wanted !== null) refuseGone(profile, wanted, day);
      const facts = profile.provider === null || wanted === null ? undefined : modelFacts(profile.provider, wanted);
      const listed =
        profile.rehearsal || (facts !== undefined && facts.windowTokens !== null)
          ? []
          : await listed_(target, wanted !== null);
      const chosen = wanted ?? listed[0]?.id;
      if (chosen === undefined) {
        throw new LonglineError('endpoint.no_models', `${profile.serverName(url)} lists no model.`, {
          action: profile.modelHint(url),
        });
      }
      const found = listed.find(({ id }) => id === chosen) ?? null;
      const dialect = profile.dialect(chosen, url, found);
      return {
        endpoint: target.name,
        profile: profile.id,
        origin: profile.rehearsal ? rehearsalOrigin : url.origin,
        model: chosen,
        dialect: entry?.reasoningKey === undefined ? dialect : { ...dialect, reasoningKey: entry.reasoningKey },
        pricing: pricingOf(target, chosen, day),
        windowTokens:
          entry?.windowTokens ?? found?.windowTokens ?? facts?.windowTokens ?? (profile.rehearsal ? 262_144 : null),
        rehearsal: profile.rehearsal,
      };
    },

    async listModels(endpoint) {
      return listModels(await usable(endpoint), network);
    },

    target(binding) {
      const known = targets.get(binding);
      if (known !== undefined) return known;
      const found = usable(binding.endpoint).then((target) => {
        if (target.profile.rehearsal || target.url.origin === binding.origin) return target;
        throw new LonglineError(
          'endpoint.moved',
          `The run began with ${binding.endpoint} at ${binding.origin}, which is now at ${target.url.origin}.`,
          { action: 'Start a new run, or set the address back.' },
        );
      });
      targets.set(binding, found);
      found.catch(() => targets.delete(binding));
      return found;
    },
  };

  // With a model chosen, the list only tells its window and its server; a server without a list can still be used.
  async function listed_(target: EndpointTarget, optional: boolean): Promise<readonly ListedModel[]> {
    try {
      return await listModels(target, network);
    } catch (thrown) {
      const code = thrown instanceof LonglineError ? thrown.code : '';
      if (optional && code !== 'endpoint.unreachable' && code !== 'endpoint.tls' && code !== 'endpoint.redirected')
        return [];
      throw thrown;
    }
  }
}

function checkEntry(name: string, entry: EndpointEntry, file: string): void {
  if (name === defaultEndpoint) throw configError(file, `/${name}`, `The name "${name}" is built in.`);
  let url: URL;
  try {
    url = readBaseUrl(entry.url);
  } catch (thrown) {
    throw configError(
      file,
      `/${name}/url`,
      thrown instanceof Error ? thrown.message : 'This is not an address.',
      thrown,
    );
  }
  const standard = builtIn.get(name);
  if (standard !== undefined && readBaseUrl(standard.url).origin !== url.origin) {
    throw configError(
      file,
      `/${name}/url`,
      `The name "${name}" is built in and stands for ${readBaseUrl(standard.url).origin}.`,
    );
  }
  if (entry.profile !== undefined && (entry.profile === 'rehearsal' || profileById(entry.profile) === undefined)) {
    const known = profiles.filter(({ rehearsal }) => !rehearsal).map(({ id }) => id);
    throw configError(file, `/${name}/profile`, `There is no profile "${entry.profile}". Known: ${known.join(', ')}.`);
  }
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname) && entry.allowPlainHttp !== true) {
    throw configError(
      file,
      `/${name}/url`,
      `${url.host} would be reached without encryption; add "allowPlainHttp": true if it is in your own network.`,
    );
  }
}

// The named endpoint at the same origin whose key goes with an address: the first that has one, else the first.
function ownerOf(url: URL, known: ReadonlyMap<string, EndpointEntry>, secrets: Secrets): string | null {
  const names = [...known].filter(([, entry]) => readBaseUrl(entry.url).origin === url.origin).map(([name]) => name);
  return names.find((name) => secrets.key(name) !== null) ?? names[0] ?? null;
}

function refuseGone(profile: EndpointProfile, model: string, day: string): void {
  if (profile.provider === null) return;
  const facts = modelFacts(profile.provider, model);
  if (facts === undefined || !isGone(facts, day)) return;
  throw new LonglineError('endpoint.model_gone', `${profile.title} ended ${model} on ${facts.discontinuedOn}.`, {
    action: `Choose one that is live: ${liveModels(profile.provider, day).join(', ')}.`,
  });
}

function pricingOf({ name, entry, profile }: EndpointTarget, model: string, day: string): Pricing {
  if (profile.rehearsal || entry?.pricing === 'free') return { kind: 'free' };
  if (entry?.pricing !== undefined) {
    const { input, cachedInput = null, output } = entry.pricing;
    const row = {
      id: `endpoints.json/${name}`,
      provider: name,
      model,
      currency: 'USD',
      effectiveFrom: day,
      effectiveTo: null,
      perMillion: { input, cachedInput, output },
      source: 'endpoints.json',
      retrievedAt: day,
      confidence: 'primary',
    } as const;
    return { kind: 'row', row };
  }
  const row = profile.provider === null ? null : priceOf(profile.provider, model, day);
  return row === null ? { kind: 'unknown' } : { kind: 'row', row };
}

function rehearsalProfile(): EndpointProfile {
  const profile = profileById('rehearsal');
  if (profile === undefined) throw new Error('the rehearsal profile is missing');
  return profile;
}
