// All gates of a process: one breaker for each origin, one limiter for each account there, shared by all runs, so that many runs together
// keep to what the endpoint allows. Limits that are edited hold from the next run on. The rehearsal endpoint has no gate.

import type { Hands } from '../../drivers/hands.ts';
import type { ModelBinding } from '../../../shared/run/events.ts';
import type { KnownEndpoint } from '../known-endpoints.ts';
import type { Endpoints } from '../registry.ts';
import { keyVariable } from '../secrets.ts';
import type { EndpointTarget } from '../target.ts';
import { createBreaker, type Breaker } from './breaker.ts';
import type { Clock } from './clock.ts';
import { createGate, type Gate } from './gate.ts';
import { limitsOfEntry, strictest, type Limits } from './settings.ts';

export interface GatesOptions {
  readonly clock: Clock;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** The named endpoints: limits of any name hold for whatever stands for the same account. Errors: `endpoint.config`. */
  readonly known: () => Promise<ReadonlyMap<string, KnownEndpoint>>;
}

export interface Gates {
  /** A caller that passes the gate of each request's endpoint. `endpoints` tells where requests go. */
  around(callModel: Hands['callModel'], endpoints: Pick<Endpoints, 'target'>): Hands['callModel'];
}

export function createGates({ clock, random, known }: GatesOptions): Gates {
  const breakers = new Map<string, Breaker>();
  const accounts = new Map<string, Gate>();

  return {
    around(callModel, endpoints) {
      const found = new WeakMap<ModelBinding, Gate>();
      return async (request, onPiece, signal) => {
        const { binding } = request;
        if (binding.rehearsal) return callModel(request, onPiece, signal);
        let gate = found.get(binding) ?? null;
        if (gate === null) {
          gate = await gateOf(endpoints, binding);
          if (gate === null) return callModel(request, onPiece, signal);
          found.set(binding, gate);
        }
        return gate.pass(callModel, request, onPiece, signal);
      };
    },
  };

  // Null when nothing can be asked there: the caller says why, as for any request.
  async function gateOf(endpoints: Pick<Endpoints, 'target'>, binding: ModelBinding): Promise<Gate | null> {
    try {
      const target = await endpoints.target(binding);
      return accountOf(target, await limitsAt(target));
    } catch {
      return null;
    }
  }

  function accountOf({ url, key, keyVariable: variable, profile }: EndpointTarget, limits: Limits): Gate {
    const id = key === null ? url.origin : `${url.origin} ${variable ?? ''}`;
    const account = accounts.get(id);
    if (account !== undefined) {
      account.change(limits);
      return account;
    }
    const breaker = breakers.get(url.origin) ?? createBreaker({ clock, random });
    breakers.set(url.origin, breaker);
    const gate = createGate({ name: profile.serverName(url), limits, breaker, clock });
    accounts.set(id, gate);
    return gate;
  }

  async function limitsAt({ entry, key, keyVariable: variable, url }: EndpointTarget): Promise<Limits> {
    const same = [...(await known()).values()].filter(
      (other) => other.url.origin === url.origin && (key === null || keyVariable(other.name) === variable),
    );
    return strictest([entry, ...same.map((other) => other.entry)].map((each) => limitsOfEntry(each?.limits)));
  }
}
