// The messages of a conversation as JSON texts in a fixed key order, each written once. What the model sees is these texts joined;
// the dialect decides under which key reasoning is echoed and how calls are named.

import { canonicalJson } from '../json/canonical.ts';
import type { JsonValue } from '../json/value.ts';
import type { PortSpec } from '../tool/ports.ts';
import type { Dialect, ModelReply, Outcome } from './events.ts';

export function systemMessage(content: string): string {
  return JSON.stringify({ role: 'system', content });
}

export function userMessage(content: string): string {
  return JSON.stringify({ role: 'user', content });
}

/**
 * The assistant's message as it is sent back: reasoning whole whenever there was any (the empty text too), content left out when there is
 * none beside calls, arguments that are not a JSON object replaced by `{}` because servers refuse a history with broken ones. With
 * `reasoningEcho: 'observed'` reasoning goes back under every key that it came under, and OpenRouter's details as they came.
 */
export function assistantMessage(reply: ModelReply, ids: readonly string[], dialect: Dialect): string {
  const message: Record<string, unknown> = { role: 'assistant' };
  const observed = dialect.reasoningEcho === 'observed';
  if (reply.reasoning !== null) {
    const seen = observed ? (reply.reasoningKeys ?? []) : [];
    for (const key of seen.length > 0 ? seen : [dialect.reasoningKey]) message[key] = reply.reasoning;
  }
  if (observed && reply.reasoningDetails !== undefined) message['reasoning_details'] = reply.reasoningDetails;
  if (reply.calls.length === 0) message['content'] = reply.content ?? '';
  else {
    if (reply.content !== null && reply.content !== '') message['content'] = reply.content;
    message['tool_calls'] = reply.calls.map((call, index) => ({
      id: ids[index],
      type: 'function',
      function: {
        name: functionNameOf(call.name),
        arguments: holdsObject(call.arguments) ? call.arguments : '{}',
      },
    }));
  }
  return JSON.stringify(message);
}

/**
 * An assistant's message for a server of another dialect: reasoning under that server's key, everything else as it was to the byte.
 * `reasoning_details` stay where the dialect is `observed`. Other messages, and messages without reasoning, come back unchanged.
 */
export function rewriteMessage(text: string, dialect: Dialect): string {
  if (!text.startsWith(assistantStart)) return text;
  const {
    role,
    reasoning_content: first,
    reasoning: second,
    reasoning_details: details,
    ...rest
  } = JSON.parse(text) as Record<string, unknown>;
  const thought = first ?? second;
  return JSON.stringify({
    role,
    ...(thought === undefined ? {} : { [dialect.reasoningKey]: thought }),
    ...(details === undefined || dialect.reasoningEcho !== 'observed' ? {} : { reasoning_details: details }),
    ...rest,
  });
}

/**
 * The function that a model means by a name: `functions.search:3` and `functions.search` are `search`. What no function can be called
 * (other characters, nothing at all) becomes a name that servers accept, so that it cannot make a history unusable.
 */
export function functionNameOf(name: string): string {
  if (usableName.test(name)) return name;
  const bare = name
    .trim()
    .replace(/^functions\./, '')
    .replace(/:\d+$/, '');
  return usableName.test(bare) ? bare : bare.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 64) || 'unnamed';
}

/** The message that answers one call. */
export function toolMessage(id: string, name: string, content: string): string {
  return JSON.stringify({ role: 'tool', tool_call_id: id, name: functionNameOf(name), content });
}

/**
 * Ids for the calls of one reply. `kimi`: `functions.NAME:INDEX`, the index counting all calls of the conversation. `as-received`: the
 * server's id where it is usable and new in this reply, else the same form with the next index that is free.
 */
export function callIds(reply: ModelReply, before: number, dialect: Dialect): readonly string[] {
  const taken = new Set<string>();
  return reply.calls.map((call, index) => {
    const name = functionNameOf(call.name);
    const own = `functions.${name}:${before + index}`;
    const usable = dialect.callIds === 'as-received' && call.id !== '' && call.id.length <= 128 && !taken.has(call.id);
    let id = usable ? call.id : own;
    for (let next = before + index + 1; taken.has(id); next += 1) id = `functions.${name}:${next}`;
    taken.add(id);
    return id;
  });
}

/** What the model reads as the result of a call: the value of the only port, text verbatim, else canonical JSON; an error as JSON. */
export function resultText(outcome: Outcome, ports: readonly PortSpec[]): string {
  if (outcome.status === 'error')
    return canonicalJson({ error: { code: outcome.error.code, message: outcome.error.message } });
  const only = ports.length === 1 ? ports[0]?.name : undefined;
  const value: JsonValue = only === undefined ? outcome.outputs : (outcome.outputs[only] ?? null);
  return typeof value === 'string' ? value : canonicalJson(value);
}

const assistantStart = '{"role":"assistant"';
const usableName = /^[A-Za-z0-9_-]{1,64}$/;

function holdsObject(text: string): boolean {
  if (text === '') return false;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
