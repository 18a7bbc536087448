// When a server that fails is left alone, for how long, and what brings it back; and how many requests at one time it is thought to stand.

import { describe, expect, test } from 'vitest';
import { createBreaker, type Breaker } from '../../../../src/main/endpoints/gate/breaker.ts';
import { createPace } from '../../../../src/main/endpoints/gate/pace.ts';
import { virtualTime, type VirtualTime } from './virtual-time.ts';

function breakerAt(time: VirtualTime, random = 0): Breaker {
  return createBreaker({ clock: time, random: () => random });
}

function fail(breaker: Breaker, times: number): void {
  for (let count = 0; count < times; count += 1) breaker.end(breaker.begin(), 'failed');
}

describe('a server that fails (R26)', () => {
  test('is left alone after the fifth failure in a row, and not before', () => {
    const breaker = breakerAt(virtualTime());
    fail(breaker, 4);
    expect(breaker.restingMs()).toBe(null);
    breaker.end(breaker.begin(), 'answered');
    fail(breaker, 4);
    expect(breaker.restingMs()).toBe(null);
    fail(breaker, 1);
    expect(breaker.restingMs()).toBe(5000);
  });

  test('is tried by one request when its rest is over, and rests twice as long when that fails, up to a minute', async () => {
    const time = virtualTime();
    const breaker = breakerAt(time);
    fail(breaker, 5);
    const rests: (number | null)[] = [];
    for (let trial = 0; trial < 6; trial += 1) {
      const restMs = breaker.restingMs() ?? 0;
      rests.push(restMs);
      await time.advance(restMs - 1);
      expect(breaker.restingMs()).toBe(1);
      await time.advance(1);
      expect(breaker.restingMs()).toBe(null);
      const attempt = breaker.begin();
      expect(breaker.isTrial(attempt)).toBe(true);
      expect(breaker.restingMs()).toBe(5000);
      breaker.end(attempt, 'failed');
    }
    expect(rests).toEqual([5000, 10_000, 20_000, 40_000, 60_000, 60_000]);
  });

  test('rests up to a quarter longer by chance, so that not everybody comes back at once', () => {
    const breaker = breakerAt(virtualTime(), 0.8);
    fail(breaker, 5);
    expect(breaker.restingMs()).toBe(6000);
  });

  test('is asked by everybody again as soon as its trial was answered, and then rests as shortly as at first', async () => {
    const time = virtualTime();
    const breaker = breakerAt(time);
    fail(breaker, 5);
    await time.advance(5000);
    fail(breaker, 1);
    await time.advance(10_000);
    breaker.end(breaker.begin(), 'answered');
    expect(breaker.restingMs()).toBe(null);
    fail(breaker, 4);
    expect(breaker.restingMs()).toBe(null);
    fail(breaker, 1);
    expect(breaker.restingMs()).toBe(5000);
  });

  test('is asked by everybody again with the first piece of the trial, and left alone again when that breaks off', async () => {
    const time = virtualTime();
    const breaker = breakerAt(time);
    fail(breaker, 5);
    await time.advance(5000);
    const trial = breaker.begin();
    breaker.alive(trial);
    expect(breaker.restingMs()).toBe(null);
    breaker.end(trial, 'failed');
    expect(breaker.restingMs()).toBe(10_000);
  });

  test('keeps the others waiting for as long again as its trial has taken, up to a minute', async () => {
    const time = virtualTime();
    const breaker = breakerAt(time);
    fail(breaker, 5);
    await time.advance(5000);
    breaker.begin();
    await time.advance(8000);
    expect(breaker.restingMs()).toBe(8000);
    await time.advance(500_000);
    expect(breaker.restingMs()).toBe(60_000);
  });

  test('is tried by the next request when the trial is stopped from here', async () => {
    const time = virtualTime();
    const breaker = breakerAt(time);
    fail(breaker, 5);
    await time.advance(5000);
    breaker.end(breaker.begin(), 'unknown');
    expect(breaker.restingMs()).toBe(null);
    expect(breaker.isTrial(breaker.begin())).toBe(true);
  });

  test('is not judged by requests that began before it was left alone', async () => {
    const time = virtualTime();
    const breaker = breakerAt(time);
    const early = [breaker.begin(), breaker.begin()];
    fail(breaker, 5);
    breaker.end(early[0] ?? 0, 'failed');
    expect(breaker.restingMs()).toBe(5000);
    await time.advance(5000);
    const trial = breaker.begin();
    breaker.end(early[1] ?? 0, 'answered');
    expect([breaker.isTrial(trial), breaker.restingMs()]).toEqual([true, 5000]);
  });
});

describe('a server that refuses requests as too much', () => {
  test('gets half as many at one time, once for a burst of refusals', () => {
    const pace = createPace();
    expect(pace.most()).toBe(null);
    for (let underWay = 12; underWay > 6; underWay -= 1) pace.refused(0, underWay, 100);
    expect(pace.most()).toBe(6);
    pace.refused(150, 6, 200);
    pace.refused(250, 3, 300);
    pace.refused(350, 1, 400);
    pace.refused(450, 1, 500);
    expect(pace.most()).toBe(1);
  });

  test('gets one more after each round that went well, and any number when that is twice of what was too much', () => {
    const pace = createPace();
    pace.refused(0, 4, 100);
    const course = Array.from({ length: 28 }, () => {
      pace.accepted();
      return pace.most();
    });
    expect(course).toEqual([2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, null, null]);
  });
});
