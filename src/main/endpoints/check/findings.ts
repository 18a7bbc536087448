// Judges the conversation of a check, in words for the person who has to decide whether this endpoint will do. Pure: it sees outcomes and
// asks nothing.

import type { EndpointCard } from '../../../shared/api/table.ts';
import { functionNameOf } from '../../../shared/run/messages.ts';
import type { ModelOutcome } from '../../drivers/hands.ts';
import { berths, fitsSchema, type Conversation } from './conversation.ts';

export type Check = EndpointCard['checks'][number];
type Judged = Pick<Check, 'result' | 'detail'>;

/** The findings, always the same ones in the same order. */
export function findingsOf(conversation: Conversation): readonly Check[] {
  const judged: readonly (readonly [id: string, title: string, Judged])[] = [
    ['answer', 'Plain answer', answer(conversation)],
    ['tool-call', 'Call of a function', toolCall(conversation)],
    ['schema', 'Arguments fit the schema', schema(conversation)],
    ['parallel', 'Several calls at once', parallel(conversation)],
    ['reasoning', 'Reasoning', reasoning(conversation)],
    ['echo', 'Reasoning sent back', echo(conversation)],
    ['retention', 'Reasoning kept', kept(conversation)],
    ['usage', 'Tokens counted', usage(conversation)],
    ['cache', 'Prefix cache', cache(conversation)],
  ];
  return judged.map(([id, title, finding]) => ({ id, title, ...finding }));
}

/** What the token counts say about what the server keeps; null when they say nothing. */
export function retentionOf({ called, echoed, stripped }: Conversation): EndpointCard['retention'] {
  const before = called?.usage?.promptTokens;
  const after = echoed?.usage?.promptTokens;
  if (before === undefined || after === undefined || echoed === null || 'error' in echoed) return null;
  if (after < before) return 'history-truncated';
  if (stripped === null) return null;
  if ('error' in stripped) return stripped.error.code === 'endpoint.refused_history' ? 'kept' : null;
  const without = stripped.usage?.promptTokens;
  const thought = called?.reply?.reasoning?.length ?? 0;
  // Below this a template's own words weigh as much as the reasoning.
  if (without === undefined || thought < 80) return null;
  return after - without >= thought / 20 ? 'kept' : 'reasoning-dropped';
}

function answer({ plain }: Conversation): Judged {
  if ('error' in plain) return failed(plain);
  const first = plain.firstTokenMs === null ? '' : `, the first token after ${plain.firstTokenMs} ms`;
  return { result: 'passed', detail: `It answers${first}.` };
}

function toolCall({ called }: Conversation): Judged {
  if (called === null) return skipped;
  if ('error' in called) return failed(called);
  const calls = called.reply?.calls ?? [];
  if (calls.length === 0) return { result: 'failed', detail: 'It was asked to call a function and answered instead.' };
  const strange = calls.find(({ name }) => functionNameOf(name) !== berths.name);
  if (strange === undefined) return { result: 'passed', detail: 'It calls the function that it was given.' };
  return { result: 'failed', detail: `It called "${strange.name}", which is not the function that it was given.` };
}

function schema({ called }: Conversation): Judged {
  const calls = called?.reply?.calls ?? [];
  if (calls.length === 0) return skipped;
  const wrong = calls.filter((call) => !fitsSchema(call.arguments)).length;
  return wrong === 0
    ? { result: 'passed', detail: 'The arguments are what the function declares.' }
    : { result: 'failed', detail: `${wrong} of ${calls.length} calls had arguments that the function does not take.` };
}

function parallel({ called }: Conversation): Judged {
  const count = called?.reply?.calls.length ?? 0;
  if (count === 0) return skipped;
  return count > 1
    ? { result: 'passed', detail: `It makes ${count} calls in one step.` }
    : { result: 'warned', detail: 'It makes one call in a step, also when two are asked for: runs take more steps.' };
}

function reasoning({ plain, called }: Conversation): Judged {
  if ('error' in plain) return skipped;
  const replies = [called?.reply, plain.reply].filter((reply) => reply !== undefined && reply !== null);
  if (!replies.some((reply) => reply.reasoning !== null && reply.reasoning !== '')) {
    const detail = 'It shows no reasoning. If the model thinks, the parser of its reasoning is not switched on.';
    return { result: 'warned', detail };
  }
  const keys = [...new Set(replies.flatMap((reply) => reply.reasoningKeys ?? []))];
  return {
    result: 'passed',
    detail: keys.length === 0 ? 'It comes.' : `It comes under ${keys.map((key) => `\`${key}\``).join(' and ')}.`,
  };
}

function echo({ called, echoed }: Conversation): Judged {
  if (echoed === null) return skipped;
  if ('error' in echoed) return failed(echoed);
  return called?.reply?.reasoning === null
    ? { result: 'skipped', detail: 'There was no reasoning to send back; results of calls are taken.' }
    : { result: 'passed', detail: 'A history with its reasoning is taken.' };
}

function kept(conversation: Conversation): Judged {
  const { stripped } = conversation;
  switch (retentionOf(conversation)) {
    case 'kept':
      return stripped !== null && 'error' in stripped
        ? { result: 'passed', detail: 'A history without its reasoning is refused, so it is read.' }
        : { result: 'passed', detail: 'With its reasoning a history has more tokens than without.' };
    case 'reasoning-dropped':
      return {
        result: 'failed',
        detail: 'A history has as many tokens with its reasoning as without: the server drops it and says nothing.',
      };
    case 'history-truncated':
      return { result: 'failed', detail: 'A longer history had fewer tokens: the server cut it and says nothing.' };
    case null:
      return { result: 'skipped', detail: 'The token counts do not tell.' };
  }
}

function usage({ echoed, called, plain }: Conversation): Judged {
  if ('error' in plain) return skipped;
  const counted = [plain, called, echoed].every((outcome) => outcome === null || outcome.usage !== null);
  return counted
    ? { result: 'passed', detail: 'Each answer says how many tokens it took.' }
    : { result: 'warned', detail: 'Answers come without token counts: costs can only be estimated.' };
}

function cache({ echoed }: Conversation): Judged {
  if (echoed === null || echoed.usage === null) return skipped;
  const { cachedTokens, promptTokens } = echoed.usage;
  if (cachedTokens === null)
    return { result: 'warned', detail: 'It does not tell how many tokens came from its cache.' };
  return cachedTokens > 0
    ? { result: 'passed', detail: `${cachedTokens} of ${promptTokens} tokens of the second step came from its cache.` }
    : { result: 'warned', detail: 'No token of the second step came from its cache: long runs read everything anew.' };
}

const skipped: Judged = { result: 'skipped', detail: 'What this rests on did not work.' };

function failed(outcome: Extract<ModelOutcome, { readonly error: unknown }>): Judged {
  const { message, action } = outcome.error;
  return { result: 'failed', detail: action === undefined ? message : `${message} ${action}` };
}
