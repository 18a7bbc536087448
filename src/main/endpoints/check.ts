// The check of an endpoint: what it is, what fits into it, and whether a long loop of calls can rest on it. It asks what a server tells
// for free, then has at most six short conversations with the model through the same transport that runs use, and sums up on a card.

import type { EndpointCard } from '../../shared/api/table.ts';
import type { Hands } from '../drivers/hands.ts';
import type { Network } from '../net/guarded-fetch.ts';
import type { BoundModel } from './bind-model.ts';
import type { Cards } from './cards.ts';
import { emptyCard } from './empty-card.ts';
import { converse, type Conversation } from './check/conversation.ts';
import { findingsOf, retentionOf, type Check } from './check/findings.ts';
import { effectiveWindow, inspectServer } from './inspect.ts';
import type { WindowReading } from './probe/reading.ts';
import type { Endpoints } from './registry.ts';

export interface CheckParts {
  readonly endpoints: Pick<Endpoints, 'examine'>;
  readonly network: Network;
  readonly callModel: Hands['callModel'];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Where the card is kept; absent: nowhere. */
  readonly cards?: Cards;
}

/**
 * The card of a model (null: the one that the endpoint uses unless told otherwise) at an endpoint by name or address. Errors: `endpoint.*`
 * when nothing can be asked there; what the model does wrong is told on the card. Rejects with the signal's reason when it ends the check.
 */
export async function checkEndpoint(
  parts: CheckParts,
  name: string,
  model: string | null,
  signal: AbortSignal,
): Promise<EndpointCard> {
  const { endpoints, network, callModel, now, cards } = parts;
  const day = new Date(now()).toISOString().slice(0, 10);
  const bound = await endpoints.examine(name, model ?? undefined, day, signal);
  const conversation = await converse(callModel, bound.binding, signal);
  signal.throwIfAborted();
  // Some servers load a model with the first request to it, and only then tell its window.
  const window = bound.window?.kind === 'guess' ? await windowAfter(bound, network, signal) : bound.window;
  const { target, inspection, binding } = bound;
  const card: EndpointCard = {
    ...emptyCard(target.profile.serverName(target.url), binding.model),
    checkedAt: now(),
    reasoningKey: keyIn(conversation),
    windowTokens: window?.tokens ?? null,
    windowSource: window?.source ?? null,
    quantization: inspection.quantization?.name ?? null,
    quantizationSource: inspection.quantization?.source ?? null,
    cachedTokens: cachedTold(conversation),
    retention: retentionOf(conversation),
    checks: [...serverChecks(bound, window), ...findingsOf(conversation)],
  };
  if (!binding.rehearsal) await cards?.observe(binding.origin, binding.model, card);
  return card;
}

async function windowAfter(bound: BoundModel, network: Network, signal: AbortSignal): Promise<WindowReading | null> {
  const { target, binding, window } = bound;
  const { windows } = await inspectServer(target, network, binding.model, true, signal);
  return effectiveWindow(windows, target.profile.windowShare) ?? window;
}

function keyIn({ plain, called, echoed }: Conversation): EndpointCard['reasoningKey'] {
  const keys = [called, plain, echoed].flatMap((outcome) => outcome?.reply?.reasoningKeys ?? []);
  return keys[0] ?? null;
}

function cachedTold({ echoed }: Conversation): boolean | null {
  const usage = echoed?.usage ?? null;
  return usage === null ? null : usage.cachedTokens !== null;
}

function serverChecks({ target, inspection, binding }: BoundModel, window: WindowReading | null): readonly Check[] {
  const { profile, url } = target;
  const { version, models, quantization } = inspection;
  const name = `${profile.serverName(url)}${version === null ? '' : `, version ${version}`}`;
  const recognised = profile.place !== 'unknown';
  const listed = models.some(({ id }) => id === binding.model);
  return [
    {
      id: 'server',
      title: 'Recognised',
      result: recognised ? 'passed' : 'warned',
      detail: recognised
        ? `This is ${name.replace(/^The /, 'the ')}.`
        : `${name} is of no kind that is known here; how it writes reasoning is watched instead.`,
    },
    {
      id: 'model',
      title: 'Model listed',
      result: listed || binding.rehearsal ? 'passed' : 'warned',
      detail: listed || binding.rehearsal ? `${binding.model} is there.` : `The server does not list ${binding.model}.`,
    },
    {
      id: 'window',
      title: 'Window',
      result: window?.kind === 'running' ? 'passed' : 'warned',
      detail: windowDetail(window),
    },
    {
      id: 'quantization',
      title: 'Quantisation',
      result: quantization === null ? 'skipped' : quantization.source === 'reported' ? 'passed' : 'warned',
      detail: quantizationDetail(quantization),
    },
  ];
}

function windowDetail(window: WindowReading | null): string {
  if (window === null) return 'Nothing tells how many tokens fit. Set windowTokens in endpoints.json.';
  const fits = `${window.tokens} tokens fit, according to ${window.source}`;
  switch (window.kind) {
    case 'running':
      return `${fits}.`;
    case 'made-for':
      return `${fits}; whether the server runs with as many is not told.`;
    case 'guess':
      return `${fits}; how many really do is not told.`;
  }
}

function quantizationDetail(quantization: BoundModel['inspection']['quantization']): string {
  if (quantization === null) return 'The server does not tell, and the name of the model does not either.';
  const { name, source } = quantization;
  return source === 'reported' ? `${name}, as the server reports.` : `${name}, as the name of the model suggests.`;
}
