// A conversation after a change of context: whole, shorter, and as before up to the first message that changed. Random conversations
// are planned for and changed; single changes are looked at message by message.

import { describe, expect, it } from 'vitest';
import { withContextChange } from '../../../../src/shared/run/context/change.ts';
import {
  conversationTokens,
  emptyConversation,
  partsOf,
  told,
  tokensAfterChange,
  type Conversation,
} from '../../../../src/shared/run/context/conversation.ts';
import { contextLimits } from '../../../../src/shared/run/context/limits.ts';
import { planContext } from '../../../../src/shared/run/context/plan.ts';
import { userMessage } from '../../../../src/shared/run/messages.ts';
import { seeded } from '../../../kit/seeded.ts';
import { answered, calling, expectWhole, opening, prose, randomConversation, refOf } from './conversations.ts';

const params = { contextTokens: 96_000, maxOutputTokens: 32_768 };
const small = contextLimits(8192, params);

function changedBy(conversation: Conversation, window: number, past: { compactions: number; overflow: boolean }) {
  const limits = contextLimits(window, params);
  const tokens = conversationTokens(conversation) + 700;
  const plan = planContext(conversation, tokens, limits, past);
  if (plan === null) return null;
  const change = { ...plan, summary: plan.stage === 'summarise' ? 'Found p-0a1b2c3d. Next: look north.' : null };
  return { plan, change, limits, tokens, after: withContextChange(conversation, change, limits) };
}

describe('a conversation after a change of context', () => {
  it('keeps calls and results together, is shorter, and begins as before, whatever came before it', () => {
    const stages = { hide: 0, summarise: 0, discard: 0, none: 0 };
    for (let seed = 1; seed <= 240; seed += 1) {
      const random = seeded(seed);
      const window = [8192, 32_768, 131_072, 262_144][seed % 4] ?? 8192;
      const before = randomConversation(random, 1 + Math.floor(random() * 40));
      expectWhole(before);
      const made = changedBy(before, window, { compactions: seed % 3, overflow: random() < 0.3 });
      stages[made?.plan.stage ?? 'none'] += 1;
      if (made === null) continue;
      const { plan, after, change, limits } = made;
      expectWhole(after);
      expect(conversationTokens(after), `seed ${seed}`).toBeLessThan(conversationTokens(before));
      const first = plan.changed[0] ?? -1;
      expect(plan.changed).toEqual([...new Set(plan.changed)].toSorted((left, right) => left - right));
      expect(after.messages.from(0).slice(0, first)).toEqual(before.messages.from(0).slice(0, first));
      expect(after.messages.from(0)[first]).not.toBe(before.messages.from(0)[first]);
      expect(withContextChange(before, change, limits)).toEqual(after);
    }
    expect(Object.values(stages).every((count) => count > 10)).toBe(true);
  }, 60_000);

  it('is not shortened again at once by the same rule', () => {
    for (let seed = 1; seed <= 120; seed += 1) {
      const random = seeded(seed);
      const window = [8192, 32_768, 131_072, 262_144][seed % 4] ?? 8192;
      const before = randomConversation(random, 2 + Math.floor(random() * 60), {
        reasoning: 600,
        result: Math.min(8000, window / 8),
      });
      const made = changedBy(before, window, { compactions: 0, overflow: false });
      if (made === null) continue;
      const tokens = tokensAfterChange(made.tokens, before, made.after);
      const again = planContext(made.after, tokens, made.limits, { compactions: 1, overflow: false });
      expect(again === null ? null : [seed, made.plan.stage, again.stage]).toBeNull();
    }
  }, 60_000);

  it('hides a result but not its place: id, name and order stay, and it says where the whole is', () => {
    const text = `\n  First finding\n${prose(seeded(1), 900)}`;
    const before = told(emptyConversation, [
      ...opening(seeded(2), 20),
      calling(1, 'think', ['functions.search:0']),
      answered(1, 'functions.search:0', text),
    ]);
    const after = withContextChange(before, { stage: 'hide', changed: [3], summary: null }, small);
    const tokens = before.entries.from(3)[0]?.tokens ?? 0;
    const content = `[result hidden: search, ${tokens} tokens, artifact ${refOf(text)}; first line: First finding]`;
    expect(after.messages.from(0)).toEqual([
      ...before.messages.from(0).slice(0, 3),
      JSON.stringify({ role: 'tool', tool_call_id: 'functions.search:0', name: 'search', content }),
    ]);
    expect(after.entries.from(3)).toEqual([
      {
        role: 'tool',
        step: 1,
        tokens: after.entries.from(3)[0]?.tokens,
        result: { id: 'functions.search:0', name: 'search', ref: refOf(text), failed: false, hidden: true },
      },
    ]);
    expect(withContextChange(after, { stage: 'hide', changed: [3], summary: null }, small)).toEqual(after);
  });

  it('puts the summary between the task and the steps that stay, and moves what a person said before it', () => {
    const start = opening(seeded(3), 20);
    const wish = userMessage('Look in the north only.');
    const before = told(emptyConversation, [
      ...start,
      calling(1, 'think', ['functions.search:0']),
      answered(1, 'functions.search:0', 'nothing'),
      { text: wish, entry: { role: 'user', step: 1, result: null, stays: 'wish' } },
      { text: userMessage('Go on.'), entry: { role: 'user', step: 1, result: null } },
      calling(2, 'think', ['functions.search:1']),
      answered(2, 'functions.search:1', 'moss'),
    ]);
    const after = withContextChange(
      before,
      { stage: 'summarise', changed: [2, 3, 4, 5], summary: 'Nothing in the south.' },
      small,
    );
    const roles = after.entries.from(0).map(({ role, step, stays }) => [role, step, stays ?? null]);
    expect(roles).toEqual([
      ['system', 0, null],
      ['user', 0, null],
      ['user', 1, 'wish'],
      ['user', 1, 'notes'],
      ['assistant', 2, null],
      ['tool', 2, null],
    ]);
    expect(after.messages.from(0).slice(0, 3)).toEqual([...start.map(({ text }) => text), wish]);
    expect(after.messages.from(3)[0]).toContain('notes, not as proof');
    expect(after.messages.from(3)[0]).toContain('Nothing in the south.');
    const next = withContextChange(
      after,
      { stage: 'summarise', changed: [3, 4, 5], summary: 'Moss in the north.' },
      small,
    );
    expect(next.messages.from(0).slice(0, 3)).toEqual(after.messages.from(0).slice(0, 3));
    expect(next.messages.from(3)).toEqual([
      after.messages.from(3)[0]?.replace('Nothing in the south.', 'Moss in the north.'),
    ]);
  });

  it('names every result that it leaves out without a summary, and keeps earlier notes', () => {
    const before = told(emptyConversation, [
      ...opening(seeded(4), 20),
      { text: userMessage('ignored'), entry: { role: 'user', step: 1, result: null } },
      calling(2, 'think', ['functions.search:0']),
      answered(2, 'functions.search:0', 'moss on stones'),
    ]);
    const once = withContextChange(
      before,
      { stage: 'summarise', changed: [2], summary: 'The quarry is closed.' },
      small,
    );
    const after = withContextChange(once, { stage: 'discard', changed: [2, 3, 4], summary: null }, small);
    expect(after.messages.length).toBe(3);
    expect(after.messages.from(2)[0]).toContain('The quarry is closed.');
    expect(after.messages.from(2)[0]).toContain(`- search, artifact ${refOf('moss on stones')}: moss on stones`);
  });

  it('cuts a task that would fill the window, and only once', () => {
    const before = told(randomConversation(seeded(5), 0), [
      { text: userMessage(prose(seeded(6), 6000)), entry: { role: 'user', step: 0, result: null } },
      calling(1, prose(seeded(7), 800), ['functions.search:0']),
      answered(1, 'functions.search:0', 'x'),
      calling(2, 'y', ['functions.search:1']),
      answered(2, 'functions.search:1', 'z'),
    ]);
    const made = changedBy(before, 8192, { compactions: 0, overflow: false });
    expect(made?.plan.changed[0]).toBeLessThanOrEqual(2);
    const cut = made?.after.entries.from(2)[0];
    expect(cut?.tokens).toBeLessThanOrEqual(1024);
    const again =
      made === null ? null : planContext(made.after, 8000, made.limits, { compactions: 1, overflow: false });
    expect(again?.changed.includes(2)).toBe(false);
  });

  it('knows where a step begins and ends', () => {
    const before = told(emptyConversation, [
      ...opening(seeded(8), 5),
      calling(1, '', ['a', 'b']),
      answered(1, 'a', '1'),
      answered(1, 'b', '2'),
      { text: userMessage('Go on.'), entry: { role: 'user', step: 1, result: null } },
      calling(2, '', ['c']),
      answered(2, 'c', '3'),
    ]);
    expect(partsOf(before)).toMatchObject({
      head: 2,
      groups: [
        { start: 2, end: 6 },
        { start: 6, end: 8 },
      ],
    });
  });
});
