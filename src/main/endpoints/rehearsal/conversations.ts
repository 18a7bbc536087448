// Recognises a conversation that grows: when a request begins with the bytes of an earlier one, its messages are neither parsed,
// checked, measured nor read again. Only a cache; a server without it answers the same, more slowly.

import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../shared/json/value.ts';
import { splitBody } from './body.ts';
import { checkMessage, noMessages, type MessageCheck } from './check-messages.ts';
import { emptyReading, readMessage, type Reading } from './decide/reading.ts';
import type { WireMessage } from './request.ts';
import { addToMeasure, emptyMeasure, type PromptMeasure } from './tokens.ts';

/** A conversation as far as requests have shown it. */
export interface Conversation {
  readonly envelope: JsonObject;
  readonly check: MessageCheck;
  readonly reading: Reading;
  readonly prompt: PromptMeasure;
  /** SHA-256 of the whole request, chained message by message, as lower-case hex. */
  readonly requestDigest: string;
}

export interface Conversations {
  /** The conversation that a request's bytes hold. Throws a Refusal when its messages break a rule. */
  readonly take: (bytes: Buffer) => Conversation;
}

/** Remembers the latest `capacity` conversations. */
export function createConversations(capacity = 12): Conversations {
  const remembered: Remembered[] = [];
  return {
    take(bytes) {
      const found = longestStart(remembered, bytes);
      if (found !== null) remembered.splice(remembered.indexOf(found), 1);
      const parts = splitBody(bytes, found);
      const toolsText = JSON.stringify(parts.envelope['tools'] ?? null);
      let check = found?.check ?? noMessages;
      const added: WireMessage[] = [];
      for (const text of parts.texts) {
        const checked = checkMessage(check, text);
        added.push(checked.message);
        check = checked.check;
      }
      const reading = found?.reading ?? emptyReading();
      for (const message of added) readMessage(reading, message);

      const texts = found === null ? parts.texts : [...found.texts, ...parts.texts];
      const samePrompt = found !== null && found.toolsText === toolsText;
      const prompt = samePrompt ? found.prompt : emptyMeasure();
      if (!samePrompt) addToMeasure(prompt, toolsText);
      for (const text of samePrompt ? parts.texts : texts) addToMeasure(prompt, text);

      let messagesDigest = found?.messagesDigest ?? '';
      for (const text of parts.texts) messagesDigest = sha256(messagesDigest, text);
      remembered.push({
        bytes: bytes.subarray(0, parts.messagesEnd),
        messagesStart: parts.messagesStart,
        messagesEnd: parts.messagesEnd,
        texts,
        toolsText,
        check,
        reading,
        prompt,
        messagesDigest,
      });
      if (remembered.length > capacity) remembered.shift();
      return {
        envelope: parts.envelope,
        check,
        reading,
        prompt,
        requestDigest: sha256(messagesDigest, JSON.stringify(parts.envelope)),
      };
    },
  };
}

interface Remembered {
  readonly bytes: Buffer;
  readonly messagesStart: number;
  readonly messagesEnd: number;
  readonly texts: readonly string[];
  readonly toolsText: string;
  readonly check: MessageCheck;
  readonly reading: Reading;
  readonly prompt: PromptMeasure;
  readonly messagesDigest: string;
}

function longestStart(remembered: readonly Remembered[], bytes: Buffer): Remembered | null {
  let longest: Remembered | null = null;
  for (const entry of remembered) {
    if (entry.check.count === 0 || entry.messagesEnd > bytes.length) continue;
    if (longest !== null && entry.messagesEnd <= longest.messagesEnd) continue;
    if (bytes.subarray(0, entry.messagesEnd).equals(entry.bytes)) longest = entry;
  }
  return longest;
}

function sha256(previous: string, text: string): string {
  return createHash('sha256').update(previous).update(text).digest('hex');
}
