// The conversation as it has been read so far, message by message: who asked what, which calls were made, what they showed. It grows
// in place, so that a request with one more step costs one more step; deciding from it is left to the other files and changes nothing.

import { isJsonObject, type JsonObject } from '../../../../shared/json/value.ts';
import type { WireMessage } from '../request.ts';
import { splitPrompt } from './prompt-parts.ts';
import { checkedDraftIn, type CheckedDraft } from './review.ts';
import { revisionOf, type Revision } from './revise.ts';
import { passageOf, plainKey, shownBy, type Passage, type Shown } from './passages.ts';

export interface PastCall {
  readonly name: string;
  readonly input: JsonObject;
  /** Name and arguments, the same for the same call. */
  readonly key: string;
  /** Which assistant message made it, from 0. */
  readonly step: number;
  shown: Shown | null;
  /** Passages that no earlier result had shown. */
  freshPassages: number;
}

export interface Asked {
  readonly text: string;
  /** It came after a final answer: a new task, or a remark on that answer. */
  readonly afterAnswers: number;
  /** The draft that it gives with changes to make, if it does. */
  readonly revision: Revision | null;
  /** The draft that it gives with a checklist, if it does. */
  readonly checked: CheckedDraft | null;
}

export interface Reading {
  readonly system: string[];
  readonly asked: Asked[];
  readonly calls: PastCall[];
  readonly callKeys: Set<string>;
  readonly passages: Passage[];
  readonly passageKeys: Set<string>;
  /** Values seen in results by plain key, in the order seen, each once. */
  readonly values: Map<string, Set<string | number>>;
  /** Final answers given so far. */
  answers: number;
  /** Assistant messages that made calls. */
  steps: number;
  /** How many calls had been made when the latest final answer was given. */
  callsBeforeTask: number;
  /** The number of the next call in the conversation, even when a client has dropped early messages. */
  nextCallNumber: number;
  readonly pending: Map<string, PastCall>;
}

/** A conversation of which nothing has been read. */
export function emptyReading(): Reading {
  return {
    system: [],
    asked: [],
    calls: [],
    callKeys: new Set(),
    passages: [],
    passageKeys: new Set(),
    values: new Map(),
    answers: 0,
    steps: 0,
    callsBeforeTask: 0,
    nextCallNumber: 0,
    pending: new Map(),
  };
}

/** Takes in the next message, in place. */
export function readMessage(reading: Reading, message: WireMessage): void {
  switch (message.role) {
    case 'system':
      reading.system.push(message.text);
      readSources(reading, message.text);
      return;
    case 'user':
      reading.asked.push({
        text: message.text,
        afterAnswers: reading.answers,
        revision: revisionOf(message.text),
        checked: checkedDraftIn(message.text),
      });
      readSources(reading, message.text);
      reading.nextCallNumber = Math.max(reading.nextCallNumber, callsNotedIn(message.text));
      return;
    case 'assistant':
      readCalls(reading, message);
      return;
    case 'tool': {
      const call = reading.pending.get(message.callId);
      if (call === undefined) return;
      reading.pending.delete(message.callId);
      call.shown = shownBy(message.text, sourceNamedIn(call.input) ?? call.name);
      for (const passage of call.shown.passages) if (keepPassage(reading, passage)) call.freshPassages += 1;
      for (const [key, value] of call.shown.values) {
        const plain = plainKey(key);
        const values = reading.values.get(plain) ?? new Set();
        if (values.size < 400) values.add(value);
        reading.values.set(plain, values);
      }
      return;
    }
  }
}

/** Name and arguments of a call, the same for the same call whatever the order of its keys. */
export function callKeyOf(name: string, input: JsonObject): string {
  return `${name} ${sortedJson(input)}`;
}

/** The line by which notes of a conversation carry on the count of its calls. */
export function callCountNote(count: number): string {
  return `Tool calls made so far: ${count}.`;
}

function readCalls(reading: Reading, message: WireMessage & { readonly role: 'assistant' }): void {
  reading.pending.clear();
  if (message.calls.length === 0) {
    reading.answers += 1;
    reading.callsBeforeTask = reading.calls.length;
    return;
  }
  for (const wireCall of message.calls) {
    const input = wireCall.argumentsText.trim() === '' ? {} : (JSON.parse(wireCall.argumentsText) as unknown);
    const object = isJsonObject(input) ? input : {};
    const call: PastCall = {
      name: wireCall.name,
      input: object,
      key: callKeyOf(wireCall.name, object),
      step: reading.steps,
      shown: null,
      freshPassages: 0,
    };
    reading.calls.push(call);
    reading.callKeys.add(call.key);
    reading.pending.set(wireCall.id, call);
    const numbered = /^functions\..+:(\d{1,5})$/.exec(wireCall.id);
    reading.nextCallNumber = Math.max(reading.nextCallNumber + 1, Number(numbered?.[1] ?? -1) + 1);
  }
  reading.steps += 1;
}

// Passages that an earlier node put into the prompt are evidence like those that a tool returns; the rest of a prompt is not.
function readSources(reading: Reading, text: string): void {
  const jsonStart = text.search(/[[{]\s*(?:\{\s*)?"/);
  if (jsonStart !== -1) {
    const jsonEnd = Math.max(text.lastIndexOf(']'), text.lastIndexOf('}'));
    for (const passage of shownBy(text.slice(jsonStart, jsonEnd + 1), null).passages) {
      if (passage.hasOwnId && !/"(?:type|properties)"\s*:/.test(text.slice(jsonStart))) keepPassage(reading, passage);
    }
  }
  for (const { id, heading, body } of splitPrompt(text).sources) {
    if (body === '') keepPassage(reading, passageOf(heading, id, true, {}));
    else keepPassage(reading, passageOf(body, id, true, { title: heading }));
  }
}

function keepPassage(reading: Reading, passage: Passage): boolean {
  const key = passage.hasOwnId ? `${passage.cite} ${passage.text.slice(0, 200)}` : passage.text;
  if (reading.passageKeys.has(key)) return false;
  reading.passageKeys.add(key);
  if (reading.passages.length < 1500) reading.passages.push(passage);
  return true;
}

function sourceNamedIn(input: JsonObject): string | null {
  for (const [key, value] of Object.entries(input)) {
    if (typeof value === 'string' && /file|path|doc|ref|id|url|source|datei|pfad|quelle|文件|文档|路径|编号/i.test(key))
      return value;
  }
  const reference = Object.values(input).find(
    (value) => typeof value === 'string' && /^[\w./-]+\.(?:md|txt|html?|pdf|csv|json)$/.test(value),
  );
  return typeof reference === 'string' ? reference : null;
}

function callsNotedIn(text: string): number {
  const note = /Tool calls made so far: (\d{1,4})\./.exec(text);
  return note === null ? 0 : Number(note[1]);
}

function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  return `{${Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${sortedJson(value[key])}`)
    .join(',')}}`;
}
