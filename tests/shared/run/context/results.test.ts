// What the model sees of long results, how it reads on in them, what it is asked for a summary, and how tokens are estimated.

import { describe, expect, it } from 'vitest';
import { artifactTool, readArtifact } from '../../../../src/shared/run/context/artifact.ts';
import { clampResult } from '../../../../src/shared/run/context/clamp.ts';
import { contextLimits } from '../../../../src/shared/run/context/limits.ts';
import { summaryRequest } from '../../../../src/shared/run/context/summary.ts';
import { estimateTokens } from '../../../../src/shared/run/context/tokens.ts';
import { seeded } from '../../../kit/seeded.ts';
import { prose } from './conversations.ts';

const limits = contextLimits(8192, { contextTokens: 96_000, maxOutputTokens: 32_768 });
const ref = '0123456789abcdef';
const mark = /\n\[… (\d+) characters left out; read them with read_artifact\("0123456789abcdef"\)\]\n/;

function mixed(random: () => number): string {
  const kinds = [() => prose(random, 40), () => '漢字測試。', () => '😀🎉', () => 'Привет ', () => '\n'];
  let text = '';
  const target = random() * 12_000;
  while (text.length < target) text += kinds[Math.floor(random() * kinds.length)]?.() ?? '';
  return text;
}

describe('long results', () => {
  it('are shown with head and tail, within their limit, at whole characters, and say how much is missing', () => {
    let clamped = 0;
    for (let seed = 1; seed <= 300; seed += 1) {
      const text = mixed(seeded(seed));
      const shown = clampResult(text, limits, ref);
      expect(estimateTokens(shown.text), `seed ${seed}`).toBeLessThanOrEqual(limits.clampTokens);
      expect(shown.text.isWellFormed()).toBe(true);
      expect(shown.clamped).toBe(estimateTokens(text) > limits.clampTokens);
      if (!shown.clamped) {
        expect(shown.text).toBe(text);
        continue;
      }
      clamped += 1;
      const found = mark.exec(shown.text);
      const head = shown.text.slice(0, found?.index ?? 0);
      const tail = shown.text.slice((found?.index ?? 0) + (found?.[0].length ?? 0));
      expect(text.startsWith(head) && text.endsWith(tail)).toBe(true);
      expect(Number(found?.[1])).toBe(text.length - head.length - tail.length);
      expect(head.length).toBeGreaterThan(0);
      expect(tail.length).toBeGreaterThan(0);
    }
    expect(clamped).toBeGreaterThan(50);
  });

  it('are cut at line ends where there are some', () => {
    const text = Array.from({ length: 2000 }, (_, index) => `line ${index}`).join('\n');
    const shown = clampResult(text, limits, ref).text;
    const [head, tail] = [shown.slice(0, shown.indexOf('\n[…')).trimEnd(), shown.slice(shown.indexOf(')]\n') + 3)];
    expect(text.split('\n')).toContain(head.split('\n').at(-1));
    expect(text.split('\n')).toContain(tail.split('\n')[0]);
  });

  it('never tear a character that takes two units', () => {
    for (const prefix of ['', 'a']) {
      for (let count = 1000; count < 1040; count += 1) {
        const shown = clampResult(`${prefix}${'😀'.repeat(count)}`, limits, ref);
        expect([shown.clamped, shown.text.isWellFormed()]).toEqual([true, true]);
      }
    }
  });

  it('share the room of two when a step has many', () => {
    const text = prose(seeded(1), 3000);
    expect(estimateTokens(clampResult(text, limits, ref, 8).text)).toBeLessThanOrEqual(limits.clampTokens / 4);
  });

  it('can be read through from beginning to end, piece by piece', () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const text = mixed(seeded(seed)) || 'x';
      let whole = '';
      while (whole.length < text.length) {
        const piece = readArtifact(text, { ref, from: whole.length }, limits);
        const [, start, end] = /^\[characters (\d+) to (\d+) of \d+\]\n/.exec(piece) ?? [];
        expect(Number(start)).toBe(whole.length);
        expect(Number(end)).toBeGreaterThan(whole.length);
        expect(estimateTokens(piece)).toBeLessThanOrEqual(limits.clampTokens);
        expect(piece.isWellFormed()).toBe(true);
        whole = text.slice(0, Number(end));
        expect(piece).toContain(text.slice(Number(start), Number(end)));
      }
    }
  });

  it('can be read by range and say when there is nothing', () => {
    expect(readArtifact('abcdefgh', { ref, from: 2, length: 3 }, limits)).toBe(
      '[characters 2 to 5 of 8]\ncde\n[… 3 more characters, from 5 on]',
    );
    expect(readArtifact('abc', { ref, from: 9 }, limits)).toBe(
      '[the result has 3 characters; there is nothing from 9 on]',
    );
  });

  it('can be searched: the place with most of the words first, with where it is', () => {
    const filler = 'stone '.repeat(400);
    const text = `${filler}the LEDGER is here. ${filler}a ledger of moss (c.1). ${filler}`;
    const at = text.indexOf('a ledger');
    const found = readArtifact(text, { ref, query: 'moss ledger' }, limits);
    expect(
      found.startsWith(`[2 places in ${text.length} characters; 2 shown, best first]\n[characters ${at + 2 - 240} to `),
    ).toBe(true);
    expect(found).toContain('the LEDGER is here.');
    expect(readArtifact(text, { ref, query: '(c.1)' }, limits)).toContain('moss (c.1).');
    expect(readArtifact(text, { ref, query: 'quartz-vein' }, limits)).toBe(
      `[none of the words "quartz-vein" is in the ${text.length} characters of the result]`,
    );
    expect(readArtifact(`${filler}长江测试`, { ref, query: '测试' }, limits)).toContain('长江测试');
  });

  it('are never searched into more than a result may have', () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const found = readArtifact(mixed(seeded(seed)), { ref, query: 'river ledger moss 漢字 Привет' }, limits);
      expect(estimateTokens(found), `seed ${seed}`).toBeLessThanOrEqual(limits.clampTokens);
      expect(found.isWellFormed()).toBe(true);
    }
  });

  it('are asked for by a function whose schema every server takes', () => {
    expect(artifactTool.name).toMatch(/^[A-Za-z][A-Za-z0-9_]{0,63}$/);
    expect(Object.keys(artifactTool.parameters.properties)).toEqual(['ref', 'from', 'length', 'query']);
    expect(JSON.stringify(artifactTool.parameters)).not.toMatch(/oneOf|allOf|"not"|const|exclusive/);
  });
});

describe('the request for a summary', () => {
  it('asks for what is needed to go on, keeps passage ids and references, and stays short', () => {
    const text = summaryRequest();
    for (const word of [
      'Goal',
      'Constraints',
      'Verified facts',
      'passage ids',
      'artifact references',
      'Failed attempts',
      'Open questions',
      'Next step',
    ])
      expect(text).toContain(word);
    expect(JSON.parse(text)).toMatchObject({ role: 'user' });
    expect(estimateTokens(text)).toBeLessThan(450);
  });
});

describe('the estimate of tokens', () => {
  it('counts 3.5 Latin letters, 2 of other alphabets and 1.5 ideographs as a token', () => {
    expect(
      ['', 'a'.repeat(35), 'я'.repeat(20), '漢'.repeat(15), `${'a'.repeat(35)}${'漢'.repeat(15)}`].map(estimateTokens),
    ).toEqual([0, 10, 10, 10, 20]);
  });
});
