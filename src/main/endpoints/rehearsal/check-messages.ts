// The rules for messages, as strict as Moonshot's API: roles, echoed reasoning, one result for each call. A client that drops or
// reorders something is refused here, in rehearsal, and not on the first paid run. Messages are checked one after the other.

import { isJsonObject, ownValue, type JsonObject, type JsonValue } from '../../../shared/json/value.ts';
import { invalidRequest, type WireCall, type WireMessage } from './request.ts';

/** What the next message is checked against. */
export interface MessageCheck {
  readonly count: number;
  /** Ids of calls without a result yet, in call order. */
  readonly unanswered: readonly string[];
  readonly lastRole: WireMessage['role'] | null;
  readonly lastIsPartial: boolean;
  /** Index of the first assistant message with calls but without reasoning; such a history needs thinking disabled. */
  readonly withoutReasoning: number | null;
}

export const noMessages: MessageCheck = {
  count: 0,
  unanswered: [],
  lastRole: null,
  lastIsPartial: false,
  withoutReasoning: null,
};

/** One message from its JSON text, and the state to check the next one against. Throws a Refusal that names its position. */
export function checkMessage(before: MessageCheck, text: string): { message: WireMessage; check: MessageCheck } {
  const position = before.count;
  const raw = parse(text, position);
  const role = ownValue(raw, 'role');
  if (role !== 'tool') requireAnswered(before);
  const after = { ...before, count: position + 1, lastIsPartial: false };
  switch (role) {
    case 'system':
    case 'user': {
      const content = contentOf(raw, position);
      if (content === null || content === '') throw invalidRequest(`Invalid request: text content is empty`);
      return { message: { role, text: content }, check: { ...after, lastRole: role } };
    }
    case 'assistant': {
      const calls = callsOf(raw, position);
      const content = contentOf(raw, position);
      if (content === '' && calls.length > 0) throw invalidRequest('Invalid request: text content is empty');
      if ((content === null || content === '') && calls.length === 0) {
        throw invalidRequest(
          `Invalid request: the message at position ${position} with role 'assistant' must not be empty`,
        );
      }
      const bare = calls.length > 0 && typeof ownValue(raw, 'reasoning_content') !== 'string';
      return {
        message: { role, text: content ?? '', calls },
        check: {
          ...after,
          lastRole: role,
          lastIsPartial: ownValue(raw, 'partial') === true,
          unanswered: calls.map((call) => call.id),
          withoutReasoning: before.withoutReasoning ?? (bare ? position : null),
        },
      };
    }
    case 'tool': {
      const callId = ownValue(raw, 'tool_call_id');
      if (typeof callId !== 'string' || !before.unanswered.includes(callId)) {
        throw invalidRequest(
          `Invalid request: tool_call_id ${typeof callId === 'string' ? callId : ''} is not found (message ${position})`,
        );
      }
      return {
        message: { role, callId, text: contentOf(raw, position) ?? '' },
        check: { ...after, lastRole: role, unanswered: before.unanswered.filter((id) => id !== callId) },
      };
    }
    case undefined:
    case null:
      throw invalidRequest(`Invalid request: the message at position ${position} has no role`);
    default:
      throw invalidRequest(`Invalid request: the message at position ${position} has the unknown role ${show(role)}`);
  }
}

/** Refuses a list of messages that cannot be answered as it ends. */
export function checkEnd(check: MessageCheck, thinking: boolean): void {
  if (check.count === 0) throw invalidRequest('Invalid request: messages must not be empty');
  requireAnswered(check);
  if (check.lastRole === 'assistant' && !check.lastIsPartial) {
    throw invalidRequest('Invalid request: the last message must not be of role assistant unless it is partial');
  }
  if (thinking && check.withoutReasoning !== null) {
    throw invalidRequest(
      `thinking is enabled but reasoning_content is missing in assistant tool call message at index ${check.withoutReasoning}`,
    );
  }
}

function requireAnswered(check: MessageCheck): void {
  if (check.unanswered.length === 0) return;
  throw invalidRequest(
    `Invalid request: an assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${check.unanswered.join(', ')}`,
  );
}

function callsOf(raw: JsonObject, position: number): WireCall[] {
  const calls = ownValue(raw, 'tool_calls');
  if (calls === undefined || calls === null) return [];
  if (!Array.isArray(calls) || calls.length === 0) throw malformedCall(position, 'tool_calls must be a filled array');
  const seen = new Set<string>();
  return calls.map((call: JsonValue) => {
    const callFunction = isJsonObject(call) ? ownValue(call, 'function') : undefined;
    if (!isJsonObject(call) || !isJsonObject(callFunction)) throw malformedCall(position, 'a call has no function');
    const id = ownValue(call, 'id');
    const name = ownValue(callFunction, 'name');
    const argumentsText = ownValue(callFunction, 'arguments');
    if (ownValue(call, 'type') !== 'function') throw malformedCall(position, 'a call must be of type function');
    if (typeof id !== 'string' || id === '') throw malformedCall(position, 'a call has no id');
    if (seen.has(id)) throw malformedCall(position, `the id ${id} is duplicated`);
    seen.add(id);
    if (typeof name !== 'string' || name === '') throw malformedCall(position, 'a call has no function name');
    if (typeof argumentsText !== 'string') throw malformedCall(position, 'arguments must be a string');
    if (!isObjectText(argumentsText)) throw malformedCall(position, `the arguments of ${id} are not a JSON object`);
    return { id, name, argumentsText };
  });
}

function contentOf(raw: JsonObject, position: number): string | null {
  const content = ownValue(raw, 'content');
  if (content === undefined || content === null) return null;
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) throw invalidRequest(`Invalid request: content of message ${position} must be a string`);
  return content
    .map((part: JsonValue) => {
      const text = isJsonObject(part) && ownValue(part, 'type') === 'text' ? ownValue(part, 'text') : undefined;
      if (typeof text !== 'string')
        throw invalidRequest(`Invalid request: message ${position} holds a content part that is not text`);
      return text;
    })
    .join('\n');
}

function parse(text: string, position: number): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidRequest('Invalid request: the body is not valid JSON');
  }
  if (!isJsonObject(value)) throw invalidRequest(`Invalid request: message ${position} is not an object`);
  return value;
}

function isObjectText(text: string): boolean {
  if (text.trim() === '') return true;
  try {
    return isJsonObject(JSON.parse(text));
  } catch {
    return false;
  }
}

function malformedCall(position: number, what: string) {
  return invalidRequest(`Invalid request: in the assistant message at position ${position}, ${what}`);
}

function show(value: JsonValue): string {
  return JSON.stringify(value).slice(0, 60);
}
