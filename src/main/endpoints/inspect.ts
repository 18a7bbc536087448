// Finds out what a server is and what really fits into one request to it: by its host, by its list of models, by what only that kind of
// server answers. Nothing is paid for here; what the model behind it can do is check.ts's matter.

import { LonglineError } from '../../shared/errors.ts';
import type { Network } from '../net/guarded-fetch.ts';
import { askModels } from './list-models.ts';
import { weightsOf } from './model-facts.ts';
import { askingServer, type Ask } from './probe/ask.ts';
import { quantizationOf, type Quantization } from './probe/quantization.ts';
import type { Probe, Reading, WindowReading } from './probe/reading.ts';
import type { EndpointProfile, ListedModel } from './profile.ts';
import { profileById, profileByOwner, profiles } from './profiles/index.ts';
import { withProfile, type EndpointTarget } from './target.ts';

export interface Inspection {
  /** The target with the profile that was recognised. */
  readonly target: EndpointTarget;
  /** As the server lists them; empty when it has no list. */
  readonly models: readonly ListedModel[];
  /** The model that was asked about, else the first; null when there is none. */
  readonly model: string | null;
  /** Every window that something named for this model. */
  readonly windows: readonly WindowReading[];
  readonly quantization: Quantization | null;
  readonly version: string | null;
}

/**
 * What a server tells of itself and of a model; null: its first. `thorough` asks everything there is to ask; else a server of which the
 * list or the user has told enough is asked no further. Errors: what the list of models says when there is no `model`, and always when nothing answers.
 */
export async function inspectServer(
  target: EndpointTarget,
  network: Network,
  model: string | null,
  thorough: boolean,
  signal?: AbortSignal,
): Promise<Inspection> {
  const models = await tryList(target, network, model !== null, signal);
  const chosen = model ?? models[0]?.id ?? null;
  const listed = models.find(({ id }) => id === chosen);
  const owned = target.profile.place === 'unknown' ? profileByOwner(listed?.ownedBy ?? '') : undefined;
  let known = withProfile(target, owned);
  let readings: readonly Reading[] = [];
  const ask = askingServer(target, network, signal);
  const recognise = known.profile.place === 'unknown';
  const pinned = target.entry?.windowTokens !== undefined;
  const told = pinned || (recognise ? listed?.windowRuns === true : known.profile.listSuffices);
  if (chosen !== null && (thorough || !told)) {
    if (recognise) {
      const found = await recognised(ask, chosen);
      known = withProfile(known, found?.profile);
      readings = found?.readings ?? [];
    } else readings = await readingsOf(ask, known.profile.probes, chosen);
  }
  const better = readings.find(({ profile }) => profile !== undefined)?.profile;
  if (better !== undefined && target.entry?.profile === undefined) known = withProfile(known, profileById(better));
  const reported = readings.find(({ quantization }) => quantization !== null)?.quantization ?? null;
  return {
    target: known,
    models,
    model: chosen,
    windows: [...listedWindow(listed), ...readings.flatMap(({ windows }) => windows), ...publishedWindow(chosen)],
    quantization: chosen === null ? null : quantizationOf(reported, chosen),
    version: readings.find(({ version }) => version !== null)?.version ?? null,
  };
}

/** The window that counts: the least that is named, and of what the server runs with rather than of what its model was made for. */
export function effectiveWindow(windows: readonly WindowReading[], share = 1): WindowReading | null {
  const running = windows.filter(({ kind }) => kind === 'running');
  const counting = running.length > 0 ? running : windows;
  const least = counting.toSorted((left, right) => left.tokens - right.tokens)[0];
  return least === undefined ? null : { ...least, tokens: Math.max(1, Math.floor(least.tokens * share)) };
}

// With a model chosen, the list only tells its window and its server: a server that has no list can still be used.
async function tryList(
  target: EndpointTarget,
  network: Network,
  optional: boolean,
  signal: AbortSignal | undefined,
): Promise<readonly ListedModel[]> {
  try {
    return await askModels(target, network, signal);
  } catch (thrown) {
    const code = thrown instanceof LonglineError ? thrown.code : '';
    if (!optional || hopeless.has(code) || signal?.aborted === true) throw thrown;
    return [];
  }
}

const hopeless: ReadonlySet<string> = new Set(['endpoint.unreachable', 'endpoint.tls', 'endpoint.redirected']);

// The questions of all servers at once; the first profile of which one is answered in its own way.
async function recognised(
  ask: Ask,
  model: string,
): Promise<{ readonly profile: EndpointProfile; readonly readings: readonly Reading[] } | null> {
  const own = profiles.filter(({ place }) => place === 'own');
  const answers = await Promise.all(
    own.map(({ probes }) =>
      readingsOf(
        ask,
        probes.filter(({ body }) => body === null),
        model,
      ),
    ),
  );
  const profile = own[answers.findIndex((readings) => readings.length > 0)];
  return profile === undefined ? null : { profile, readings: await readingsOf(ask, profile.probes, model) };
}

async function readingsOf(ask: Ask, probes: readonly Probe[], model: string): Promise<readonly Reading[]> {
  const readings = probes.map(async (probe) => {
    const answer = await ask(probe, model);
    return answer === null ? null : probe.read(answer, model);
  });
  return (await Promise.all(readings)).filter((reading) => reading !== null);
}

function listedWindow(listed: ListedModel | undefined): readonly WindowReading[] {
  if (listed === undefined || listed.windowTokens === null) return [];
  return [
    { tokens: listed.windowTokens, source: 'the list of models', kind: listed.windowRuns ? 'running' : 'made-for' },
  ];
}

function publishedWindow(model: string | null): readonly WindowReading[] {
  const weights = model === null ? undefined : weightsOf(model);
  return weights === undefined
    ? []
    : [{ tokens: weights.windowTokens, source: `the published weights of ${weights.family}`, kind: 'made-for' }];
}
