// The models of runs: which one an agent talks to, and the caller that asks it. Each run gets its own, because a rehearsal has options
// of its own: how many calls it makes is part of the model's name, so that a resumed run goes on as it began.

import { LonglineError } from '../../shared/errors.ts';
import type { ModelBinding } from '../../shared/run/events.ts';
import type { Hands } from '../drivers/hands.ts';
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
  readonly callModel: Hands['callModel'];
  close(): Promise<void>;
}

export interface Models {
  readonly registry: Endpoints;
  forRun(rehearsal: RehearsalChoice): RunModels;
  close(): Promise<void>;
}

const rehearsalModel = 'rehearsal';

/** The endpoints of a data directory; nothing is started or read before it is needed. */
export function createModels(directory: string): Models {
  const network = openNetwork();
  const secrets = environmentSecrets(process.env);
  const listing = rehearsalServer({ steps: null, delayMs: 0 });
  const registry = createEndpoints({ dataDirectory: directory, secrets, network, rehearsalUrl: listing.url });

  return {
    registry,
    forRun(rehearsal) {
      const server = rehearsalServer(rehearsal);
      const endpoints = createEndpoints({ dataDirectory: directory, secrets, network, rehearsalUrl: server.url });
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
        async callModel(request, onDelta, signal) {
          caller ??= import('../endpoints/transport.ts').then(({ createModelCaller }) =>
            createModelCaller({ endpoints, network, now: () => Date.now() }),
          );
          return (await caller)(request, onDelta, signal);
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
