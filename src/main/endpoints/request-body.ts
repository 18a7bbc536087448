// The bytes of a chat request: head, the messages as they were written once, tail. For each conversation the bytes of its messages are
// kept, so that a step adds only its new ones, and what was sent before stays the same to the byte.

import type { JsonObject } from '../../shared/json/value.ts';
import type { FunctionDeclaration, ModelRequest } from '../drivers/hands.ts';
import { profileById } from './profiles/index.ts';
import { schemaFor, type SchemaSubset } from './schema-subset.ts';

/** Fields of the body beside the messages that depend on the server and the model. */
export interface BodyFields {
  readonly extras: JsonObject;
}

export interface SentBody {
  readonly bytes: Uint8Array;
  /** Says how the request ended: bytes of a conversation are kept only while its replies are whole and more are to come. */
  readonly release: (keep: boolean) => void;
}

interface Conversation {
  buffer: Buffer;
  /** Bytes of head and messages. */
  length: number;
  readonly model: string;
  messages: readonly string[];
  count: number;
  busy: boolean;
}

const mostConversations = 32;

/** Keeps the bytes of conversations that are under way. */
export class RequestBodies {
  readonly #conversations = new Map<string, Conversation>();

  /** The body of a request. The bytes are valid until `release`. */
  body(request: ModelRequest, fields: BodyFields): SentBody {
    const conversation = this.#conversationOf(request);
    append(conversation, request);
    const tail = Buffer.from(tailOf(request, fields));
    reserve(conversation, tail.length);
    tail.copy(conversation.buffer, conversation.length);
    conversation.busy = true;
    return {
      bytes: conversation.buffer.subarray(0, conversation.length + tail.length),
      release: (keep) => {
        conversation.busy = false;
        if (!keep && this.#conversations.get(request.conversation) === conversation) {
          this.#conversations.delete(request.conversation);
        }
      },
    };
  }

  #conversationOf(request: ModelRequest): Conversation {
    const { conversation: name, binding, messages, count } = request;
    const known = this.#conversations.get(name);
    if (known !== undefined && !known.busy && known.model === binding.model && continues(known, messages, count))
      return known;
    const begun: Conversation = {
      buffer: Buffer.allocUnsafe(16 * 1024),
      length: 0,
      model: binding.model,
      messages,
      count: 0,
      busy: false,
    };
    begun.length = begun.buffer.write(`{"model":${JSON.stringify(binding.model)},"messages":[`);
    this.#conversations.delete(name);
    this.#conversations.set(name, begun);
    for (const oldest of this.#conversations.keys()) {
      if (this.#conversations.size <= mostConversations) break;
      this.#conversations.delete(oldest);
    }
    return begun;
  }
}

// The array of a conversation only grows while it is the same array; another array is compared message by message.
function continues(known: Conversation, messages: readonly string[], count: number): boolean {
  if (count < known.count) return false;
  if (messages === known.messages) return true;
  for (let at = 0; at < known.count; at += 1) {
    if (messages[at] !== known.messages[at]) return false;
  }
  return true;
}

function append(conversation: Conversation, { messages, count }: ModelRequest): void {
  for (let at = conversation.count; at < count; at += 1) {
    const message = messages[at] ?? '';
    // A UTF-16 unit takes at most three bytes in UTF-8.
    reserve(conversation, message.length * 3 + 1);
    if (at > 0) conversation.length += conversation.buffer.write(',', conversation.length);
    conversation.length += conversation.buffer.write(message, conversation.length);
  }
  conversation.messages = messages;
  conversation.count = count;
}

function reserve(conversation: Conversation, bytes: number): void {
  const needed = conversation.length + bytes;
  if (needed <= conversation.buffer.length) return;
  const larger = Buffer.allocUnsafe(Math.max(needed, conversation.buffer.length * 2));
  conversation.buffer.copy(larger, 0, 0, conversation.length);
  conversation.buffer = larger;
}

function tailOf({ binding, functions, last, maxOutputTokens }: ModelRequest, { extras }: BodyFields): string {
  const { dialect } = binding;
  const offered = functions.length > 0 && (!last || dialect.toolChoiceNone);
  const tools = offered ? `,"tools":${toolsText(functions, profileById(binding.profile)?.schema ?? 'full')}` : '';
  const choice = offered && last ? ',"tool_choice":"none"' : '';
  const more = Object.entries(extras).map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`);
  const limit = `,"${dialect.maxTokensField}":${maxOutputTokens}`;
  return `],"stream":true,"stream_options":{"include_usage":true}${tools}${choice}${limit}${more.join('')}}`;
}

// A run's functions never change, and their text is long: it is written once for each kind of server.
const toolsTexts = new WeakMap<readonly FunctionDeclaration[], Map<SchemaSubset, string>>();

function toolsText(functions: readonly FunctionDeclaration[], subset: SchemaSubset): string {
  const texts = toolsTexts.get(functions) ?? new Map<SchemaSubset, string>();
  const known = texts.get(subset);
  if (known !== undefined) return known;
  const text = JSON.stringify(
    functions.map(({ name, description, parameters }) => ({
      type: 'function',
      function: { name, description, parameters: schemaFor(parameters, subset) },
    })),
  );
  toolsTexts.set(functions, texts.set(subset, text));
  return text;
}
