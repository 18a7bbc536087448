// The models of runs: which one an agent talks to, and the caller that asks it. Each run gets its own, because a rehearsal has options
// of its own: how many calls it makes is part of the model's name, so that a resumed run goes on as it began.

import { existsSync } from 'node:fs';
import type { EndpointCard } from '../../shared/api/table.ts';
import { LonglineError } from '../../shared/errors.ts';
import type { ModelBinding } from '../../shared/run/events.ts';
import type { Hands } from '../drivers/hands.ts';
import type { Cards } from '../endpoints/cards.ts';
import { cardsFile } from '../endpoints/empty-card.ts';
import type { Gates } from '../endpoints/gate/gates.ts';
import { knownEndpoints } from '../endpoints/known-endpoints.ts';
import { RecentInspections } from '../endpoints/recent-inspections.ts';
import { createEndpoints, defaultEndpoint, type Endpoints } from '../endpoints/registry.ts';
import { environmentSecrets } from '../endpoints/secrets.ts';
import { openNetwork } from '../net/guarded-fetch.ts';

export interface RehearsalChoice {
  /** How many calls a rehearsal makes; null: as many as it finds useful. */
  readonly steps: number | null;
  readonly delayMs: number;
}

export interface RunModels {
  /** The model for what an agent and the run's options name. Errors: `endpoint.*`. */
  bind(
    named: { readonly endpoint: string | null; readonly model: string | null },
    chosenModel: string | null,
    day: string,
  ): Promise<ModelBinding>;
  /** Asks through the gates of all runs: in its turn, and not while a server rests. */
  readonly callModel: Hands['callModel'];
  close(): Promise<void>;
}

export interface Models {
  readonly registry: Endpoints;
  /** What endpoints have shown of themselves. */
  readonly cards: Cards;
  /**
   * Tries an endpoint out, by a few short requests, and keeps what it shows; `model` null: the one that is used unless told otherwise.
   * Errors: `endpoint.*`; rejects with the signal's reason.
   */
  check(name: string, model: string | null, signal: AbortSignal): Promise<EndpointCard>;
  forRun(rehearsal: RehearsalChoice): RunModels;
  close(): Promise<void>;
}

const rehearsalModel = 'rehearsal';

/** The endpoints of a data directory; nothing is started or read before it is needed. */
export function createModels(directory: string): Models {
  const network = openNetwork();
  const secrets = environmentSecrets(process.env);
  const listing = rehearsalServer({ steps: null, delayMs: 0 });
  const cards = lazyCards(directory);
  const registry = createEndpoints({ dataDirectory: directory, secrets, network, cards, rehearsalUrl: listing.url });
  const recent = new RecentInspections(() => performance.now());
  let gates: Promise<Gates> | null = null;

  const openCaller = async (endpoints: Endpoints): Promise<Hands['callModel']> => {
    gates ??= openGates(directory);
    const [{ createModelCaller }, opened] = await Promise.all([import('../endpoints/transport.ts'), gates]);
    return opened.around(createModelCaller({ endpoints, network, now: () => Date.now() }), endpoints);
  };

  return {
    registry,
    cards,
    async check(name, model, signal) {
      const [{ checkEndpoint }, callModel] = await Promise.all([import('../endpoints/check.ts'), openCaller(registry)]);
      const parts = { endpoints: registry, network, callModel, now: () => Date.now(), cards };
      return checkEndpoint(parts, name, model, signal);
    },
    forRun(rehearsal) {
      const server = rehearsalServer(rehearsal);
      const endpoints = createEndpoints({
        dataDirectory: directory,
        secrets,
        network,
        cards,
        recent,
        rehearsalUrl: server.url,
      });
      let caller: Promise<Hands['callModel']> | null = null;
      return {
        async bind({ endpoint, model }, chosenModel, day) {
          if ((endpoint ?? defaultEndpoint) !== defaultEndpoint)
            return endpoints.bind(endpoint ?? undefined, chosenModel ?? model ?? undefined, day);
          if (chosenModel !== null && chosenModel !== rehearsalModel) {
            throw new LonglineError(
              'endpoint.unknown_model',
              `The rehearsal endpoint has no model "${chosenModel}"; there is no model behind it.`,
              {
                action: 'Leave the model out, or name an endpoint that has it.',
              },
            );
          }
          const binding = await endpoints.bind(defaultEndpoint, undefined, day);
          return rehearsal.steps === null
            ? binding
            : { ...binding, model: `${rehearsalModel}/${rehearsal.steps}-calls` };
        },
        async callModel(request, onPiece, signal) {
          caller ??= openCaller(endpoints);
          return (await caller)(request, onPiece, signal);
        },
        close: server.close,
      };
    },
    async close() {
      await listing.close();
      network.close();
    },
  };
}

/** How many calls the rehearsal of a run makes, from the models that the run recorded. */
export function rehearsalSteps(models: Readonly<Record<string, ModelBinding>>): number | null {
  for (const { rehearsal, model } of Object.values(models)) {
    const steps = /\/(\d+)-calls$/.exec(model)?.[1];
    if (rehearsal && steps !== undefined) return Number(steps);
  }
  return null;
}

// Read when there are any: many runs need none.
function lazyCards(directory: string): Cards {
  let opening: Promise<Cards> | null = null;
  const opened = () => {
    opening ??= import('../endpoints/cards.ts').then(({ createCards }) => createCards(directory));
    return opening;
  };
  return {
    get: async (origin, model) => (existsSync(cardsFile(directory)) ? (await opened()).get(origin, model) : null),
    observe: async (origin, model, seen) => (await opened()).observe(origin, model, seen),
  };
}

async function openGates(directory: string): Promise<Gates> {
  const [{ systemClock }, { createGates }] = await Promise.all([
    import('../endpoints/gate/clock.ts'),
    import('../endpoints/gate/gates.ts'),
  ]);
  return createGates({ clock: systemClock, random: () => Math.random(), known: () => knownEndpoints(directory) });
}

// Starts with the first question for its address.
function rehearsalServer({ steps, delayMs }: RehearsalChoice): { url(): Promise<string>; close(): Promise<void> } {
  let starting: Promise<{ readonly url: string; close(): Promise<void> }> | null = null;
  return {
    async url() {
      starting ??= import('../endpoints/rehearsal/server.ts').then(({ startRehearsal }) =>
        startRehearsal({ ...(steps === null ? {} : { steps }), delayMs }),
      );
      return (await starting).url;
    },
    async close() {
      await (await starting)?.close();
    },
  };
}
