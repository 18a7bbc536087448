// Says in a sentence what differs between what a run did and what an edited pipeline would have it do: the first message, function,
// param or output that is another one, with the words around the place.

import { canonicalJson } from '../../shared/json/canonical.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../shared/json/value.ts';
import type { MessageEntry } from '../../shared/run/context/conversation.ts';
import { due } from '../../shared/run/due.ts';
import type { EventDraft, RunEvent } from '../../shared/run/events.ts';
import type { RunState } from '../../shared/run/state.ts';
import type { Expectation } from './expectation.ts';

export interface Differing {
  /** The states of the run and of the edited pipeline before the event. */
  readonly was: RunState;
  readonly is: RunState;
  readonly event: RunEvent;
  readonly before: Expectation | null;
  readonly after: Expectation | null;
}

/** What differs at an event whose effect is expected differently. */
export function differenceOf({ was, is, event, before, after }: Differing): string {
  const path = 'activation' in event && event.activation !== null ? event.activation : '';
  if (after === null) return `${recorded(before, path)} Now ${next(is)}.`;
  if (before === null) return `Nothing of the kind was due when this was recorded. Now ${next(is)}.`;
  if (before.of === 'model' && after.of === 'model')
    return messageDifference(was, is, path) ?? requestDifference(before, after);
  if (before.of === 'tool' && after.of === 'tool') return callDifference(before, after);
  if (before.of === 'person' && after.of === 'person')
    return `The question was ${changed(before.exact ?? before.question, after.exact ?? after.question)}.`;
  if (before.of === 'value' && after.of === 'value') return valueDifference(path, before.event, after.event);
  if (before.of === 'end' && after.of === 'end')
    return before.status === after.status && before.code === after.code
      ? `The outputs of the run were ${firstOf(before.outputs, after.outputs)}.`
      : `The run ended as ${before.status}, and would end as ${after.status}.`;
  return `${recorded(before, path)} Now ${next(is)}.`;
}

/** What differs in two final states that were reached by the same events. */
export function differenceAtEnd(was: RunState, is: RunState): string {
  const after = new Map(is.activations.entries());
  for (const [path, activation] of was.activations.entries()) {
    const other = after.get(path);
    after.delete(path);
    if (other === undefined) return `"${path}" is not in the edited pipeline any more.`;
    if (activation.status !== other.status) return `"${path}" was ${activation.status}, and would be ${other.status}.`;
  }
  const [added] = after.keys();
  if (added !== undefined) return `"${added}" is new in the edited pipeline.`;
  return 'The final state is another one.';
}

function recorded(expectation: Expectation | null, path: string): string {
  switch (expectation?.of) {
    case 'model':
      return `Here the model of "${path}" was asked.`;
    case 'tool':
      return `Here "${path}" called ${expectation.kind}.`;
    case 'person':
      return `Here "${path}" asked a person.`;
    case 'value':
      return `Here "${path}" was worked out.`;
    case 'end':
      return 'Here the run ended.';
    case 'wait':
      return `Here "${path}" waited.`;
    case 'outcome':
    case undefined:
      return `Here something of "${path}" was under way.`;
  }
}

function next(is: RunState): string {
  const [effect] = due(is);
  if (effect === undefined) return 'nothing would be due';
  if (effect.type === 'finish') return 'the run would end';
  const { activation } = effect;
  switch (effect.type) {
    case 'call-model':
      return `the model of "${activation}" would be asked`;
    case 'call-tool':
      return `"${activation}" would call ${effect.kind}`;
    case 'ask-human':
      return `"${activation}" would ask a person`;
    case 'evaluate':
      return `"${activation}" would be worked out`;
    case 'wait':
      return `"${activation}" would wait`;
  }
}

function messageDifference(was: RunState, is: RunState, path: string): string | null {
  const before = was.activations.get(path)?.agent?.conversation;
  const after = is.activations.get(path)?.agent?.conversation;
  if (before === undefined || after === undefined) return null;
  const [old, edited] = [before.messages.from(0), after.messages.from(0)];
  for (let index = 0; index < Math.max(old.length, edited.length); index += 1) {
    if (old[index] === edited[index]) continue;
    const name = messageName(before.entries.from(0)[index] ?? after.entries.from(0)[index]);
    if (old[index] === undefined) return `Message ${index + 1} (${name}) is new.`;
    if (edited[index] === undefined) return `Message ${index + 1} (${name}) is gone.`;
    return `Message ${index + 1} (${name}) was ${changed(saidIn(old[index]), saidIn(edited[index]))}.`;
  }
  return null;
}

function messageName(entry: MessageEntry | undefined): string {
  switch (entry?.role) {
    case 'system':
      return 'the instructions';
    case 'assistant':
      return `the reply of step ${entry.step}`;
    case 'tool':
      return `the result of ${entry.result?.name ?? 'a call'} in step ${entry.step}`;
    case 'user':
      return entry.step === 0 ? 'the task' : `what was said before step ${entry.step}`;
    case undefined:
      return 'a message';
  }
}

// The words of a message where it has nothing else to say.
function saidIn(message: string | undefined): string {
  const parsed: unknown = JSON.parse(message ?? 'null');
  if (isJsonObject(parsed) && typeof parsed['content'] === 'string' && parsed['tool_calls'] === undefined)
    return parsed['content'];
  return message ?? '';
}

function requestDifference(
  before: Extract<Expectation, { of: 'model' }>,
  after: Extract<Expectation, { of: 'model' }>,
): string {
  if (before.model !== after.model) return `The model was ${changed(before.model, after.model)}.`;
  for (const [index, old] of before.functions.entries()) {
    const edited = after.functions[index];
    if (edited === undefined) return `The function "${old.name}" is gone.`;
    if (old.name !== edited.name) return `The function was ${changed(old.name, edited.name)}.`;
    if (old.description !== edited.description)
      return `The description of "${old.name}" was ${changed(old.description, edited.description)}.`;
    const [schema, other] = [canonicalJson(old.parameters), canonicalJson(edited.parameters)];
    if (schema !== other) return `The arguments of "${old.name}" were ${changed(schema, other)}.`;
  }
  const added = after.functions[before.functions.length];
  if (added !== undefined) return `The function "${added.name}" is new.`;
  if (before.last !== after.last)
    return after.last ? 'The step would be the last one, and was not.' : 'The step was the last one, and would not be.';
  if (before.maxOutputTokens !== after.maxOutputTokens)
    return `The output limit was ${before.maxOutputTokens} tokens, and would be ${after.maxOutputTokens}.`;
  return 'The request would be another one.';
}

function callDifference(
  before: Extract<Expectation, { of: 'tool' }>,
  after: Extract<Expectation, { of: 'tool' }>,
): string {
  if (before.kind !== after.kind) return `The tool was ${changed(before.kind, after.kind)}.`;
  if (before.version !== after.version)
    return `The tool ${before.kind} had version ${before.version}, and has ${after.version} now.`;
  if (canonicalJson(before.params) !== canonicalJson(after.params))
    return `The params of ${before.kind} were ${firstOf(before.params, after.params)}.`;
  return `The input of ${before.kind} was ${firstOf(before.input, after.input)}.`;
}

function valueDifference(path: string, before: Omit<EventDraft, 'at'>, after: Omit<EventDraft, 'at'>): string {
  if (before.type === 'node.finished' && after.type === 'node.finished')
    return `The outputs of "${path}" were ${firstOf(outputsOf(before), outputsOf(after))}.`;
  return `"${path}" came to ${changed(canonicalJson(before as JsonValue), canonicalJson(after as JsonValue))}.`;
}

function outputsOf(event: Omit<EventDraft, 'at'>): JsonObject {
  return 'outputs' in event ? (event.outputs as JsonObject) : {};
}

// The first property that differs, by name.
function firstOf(before: JsonObject, after: JsonObject): string {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const text = (value: JsonValue | undefined) =>
    value === undefined ? 'absent' : typeof value === 'string' ? value : canonicalJson(value);
  const name = names.find((candidate) => text(before[candidate]) !== text(after[candidate]));
  if (name === undefined) return changed(canonicalJson(before), canonicalJson(after));
  return `${name}: ${changed(text(before[name]), text(after[name]))}`;
}

const aroundBefore = 24;
const aroundAfter = 60;

/** `"…old…", and would be "…new…"`, cut to the place where they part. */
function changed(before: string, after: string): string {
  let at = 0;
  while (at < before.length && before[at] === after[at]) at += 1;
  return `${excerpt(before, at)}, and would be ${excerpt(after, at)}`;
}

function excerpt(text: string, at: number): string {
  const start = at <= aroundBefore ? 0 : at - aroundBefore;
  const end = Math.min(text.length, at + aroundAfter);
  return `"${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}"`;
}
