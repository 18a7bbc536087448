// An endpoint's limits on a clock that the test turns: exact times for small cases, and thousands of random requests whose arrivals at
// the server are counted by an oracle that knows nothing of how the limiter counts.

import { describe, expect, test } from 'vitest';
import { createLimiter, type Lease, type Limiter } from '../../../../src/main/endpoints/gate/limiter.ts';
import { noLimits, type Limits } from '../../../../src/main/endpoints/gate/settings.ts';
import type { Waiting } from '../../../../src/main/endpoints/gate/waiting.ts';
import { seeded } from '../../../kit/seeded.ts';
import { settled, virtualTime, type VirtualTime } from './virtual-time.ts';

const never = new AbortController().signal;

interface Waited {
  lease: Lease | null;
  atMs: number | null;
  readonly told: Waiting[];
}

function limiterWith(limits: Partial<Limits>, time: VirtualTime): Limiter {
  return createLimiter({ name: 'Moonshot at api.moonshot.ai', limits: { ...noLimits, ...limits }, clock: time });
}

function ask(limiter: Limiter, time: VirtualTime, run: string, tokens = 1, signal = never): Waited {
  const asked = { run, tokens: () => tokens };
  const waited: Waited = { lease: limiter.tryEnter(asked), atMs: null, told: [] };
  if (waited.lease !== null) waited.atMs = time.elapsed();
  else {
    void limiter
      .enter(asked, signal, (waiting) => waited.told.push(waiting))
      .then((lease) => {
        waited.lease = lease;
        if (lease !== null) waited.atMs = time.elapsed();
      });
  }
  return waited;
}

describe('an endpoint with limits (R26)', () => {
  test('gets no more requests in any minute than it allows, and each as soon as it may', async () => {
    const time = virtualTime();
    const limiter = limiterWith({ requestsPerMinute: 3 }, time);
    const all = Array.from({ length: 8 }, () => ask(limiter, time, 'run'));
    await time.runOut();
    // A second more than a minute: what the earlier ones may have taken longer on their way.
    expect(all.map(({ atMs }) => atMs)).toEqual([0, 0, 0, 61_000, 61_000, 61_000, 122_000, 122_000]);
    expect(time.waiting()).toBe(0);
  });

  test('says why a request waits and until when', async () => {
    const time = virtualTime(1_000_000);
    const limiter = limiterWith({ requestsPerMinute: 1 }, time);
    ask(limiter, time, 'first');
    await time.advance(10_000);
    const second = ask(limiter, time, 'second');
    const third = ask(limiter, time, 'third');
    const fourth = ask(limiter, time, 'fourth');
    await time.advance(51_000);
    const reason = 'At most 1 request a minute goes to Moonshot at api.moonshot.ai.';
    expect(second).toMatchObject({ atMs: 61_000, told: [{ reason, until: 1_061_000 }] });
    expect(third.told).toEqual([
      { reason: `${reason} Another request is waiting as well.`, until: null },
      { reason, until: 1_122_000 },
    ]);
    expect(fourth.told).toEqual([{ reason: `${reason} 2 other requests are waiting as well.`, until: null }]);
  });

  test('names the limit that lasts longest when several are reached', async () => {
    const time = virtualTime(0);
    const limiter = limiterWith({ requestsPerMinute: 1, concurrency: 1 }, time);
    ask(limiter, time, 'first');
    limiter.pause(90_000);
    const second = ask(limiter, time, 'second');
    await settled();
    const reason = 'Moonshot at api.moonshot.ai has asked to be left alone for a while.';
    expect(second.told).toEqual([{ reason, until: 90_000 }]);
  });

  test('holds tokens of a minute and of a day by what requests may use, and frees what they did not use', async () => {
    const time = virtualTime(0);
    const limiter = limiterWith({ tokensPerMinute: 1000, tokensPerDay: 1500 }, time);
    const first = ask(limiter, time, 'run', 900);
    const second = ask(limiter, time, 'run', 200);
    await settled();
    expect(second).toMatchObject({
      atMs: null,
      told: [{ reason: 'At most 1,000 tokens a minute go to Moonshot at api.moonshot.ai.', until: 61_000 }],
    });
    first.lease?.settle(700);
    await settled();
    expect(second.atMs).toBe(0);
    second.lease?.settle(200);
    const third = ask(limiter, time, 'run', 700);
    await settled();
    expect(third.told).toEqual([
      { reason: 'At most 1,500 tokens a day go to Moonshot at api.moonshot.ai.', until: 86_401_000 },
    ]);
    await time.runOut();
    expect(third.atMs).toBe(86_401_000);
  });

  test('counts tokens that were more than expected', async () => {
    const time = virtualTime();
    const limiter = limiterWith({ tokensPerMinute: 1000 }, time);
    const first = ask(limiter, time, 'run', 100);
    await time.advance(30_000);
    first.lease?.settle(950);
    const second = ask(limiter, time, 'run', 100);
    await time.runOut();
    // The first hundred leave the window at 61 s, the rest of the 950 a minute after they became known.
    expect(second.atMs).toBe(61_000);
    const third = ask(limiter, time, 'run', 900);
    await time.runOut();
    expect(third.atMs).toBe(91_000);
  });

  test('lets a request that is larger than a whole limit go alone', async () => {
    const time = virtualTime();
    const limiter = limiterWith({ tokensPerMinute: 1000 }, time);
    const first = ask(limiter, time, 'run', 10);
    first.lease?.settle(10);
    const large = ask(limiter, time, 'run', 5000);
    await time.advance(60_999);
    expect(large.atMs).toBe(null);
    await time.advance(1);
    expect(large.atMs).toBe(61_000);
  });

  test('never has more requests under way than it allows', async () => {
    const time = virtualTime();
    const limiter = limiterWith({ concurrency: 2 }, time);
    const [first, second, third] = [ask(limiter, time, 'a'), ask(limiter, time, 'b'), ask(limiter, time, 'c')];
    await settled();
    expect([first.atMs, second.atMs, third.atMs, limiter.underWay()]).toEqual([0, 0, null, 2]);
    expect(third.told).toEqual([
      { reason: 'At most 2 requests at one time go to Moonshot at api.moonshot.ai.', until: null },
    ]);
    await time.advance(5);
    first.lease?.settle(null);
    await settled();
    expect([third.atMs, limiter.underWay()]).toEqual([5, 2]);
  });

  test('takes no more while it has asked to be left alone, and fewer at one time when it has refused some', async () => {
    const time = virtualTime(0);
    const limiter = limiterWith({}, time);
    limiter.pause(7000);
    const first = ask(limiter, time, 'a');
    await settled();
    expect(first.told).toEqual([
      { reason: 'Moonshot at api.moonshot.ai has asked to be left alone for a while.', until: 7000 },
    ]);
    await time.runOut();
    expect(first.atMs).toBe(7000);
    limiter.narrow(1);
    const second = ask(limiter, time, 'a');
    await settled();
    expect(second.told).toEqual([
      {
        reason: 'At most 1 request at one time goes to Moonshot at api.moonshot.ai, since it has refused some.',
        until: null,
      },
    ]);
    limiter.narrow(null);
    await settled();
    expect(second.atMs).toBe(7000);
  });

  test('can be given other limits while requests wait', async () => {
    const time = virtualTime();
    const limiter = limiterWith({ requestsPerMinute: 1 }, time);
    const all = [ask(limiter, time, 'a'), ask(limiter, time, 'a'), ask(limiter, time, 'a')];
    await time.advance(100);
    limiter.change({ ...noLimits, requestsPerMinute: 2 });
    await time.runOut();
    expect(all.map(({ atMs }) => atMs)).toEqual([0, 100, 61_000]);
  });
});

describe('a request that waits', () => {
  test('goes away at once when its run is stopped, and the next one takes its place', async () => {
    const time = virtualTime();
    const limiter = limiterWith({ concurrency: 1, tokensPerMinute: 100 }, time);
    const first = ask(limiter, time, 'a', 60);
    const stop = new AbortController();
    const large = ask(limiter, time, 'b', 90, stop.signal);
    const small = ask(limiter, time, 'c', 30);
    first.lease?.settle(60);
    await settled();
    expect([large.atMs, small.atMs]).toEqual([null, null]);
    stop.abort();
    await settled();
    expect([large.lease, large.atMs, small.atMs]).toEqual([null, null, 0]);
    small.lease?.settle(30);
    await time.runOut();
    expect([limiter.underWay(), time.waiting()]).toEqual([0, 0]);
  });

  test('that was stopped before it began never begins', async () => {
    const time = virtualTime();
    const limiter = limiterWith({ concurrency: 1 }, time);
    ask(limiter, time, 'a');
    expect(await limiter.enter({ run: 'b', tokens: () => 1 }, AbortSignal.abort(), () => undefined)).toBe(null);
  });

  test('has no request of another run pass it twice', async () => {
    const time = virtualTime();
    const limiter = limiterWith({ requestsPerMinute: 1 }, time);
    const order: string[] = [];
    const watch = (run: string) => {
      void limiter
        .enter({ run, tokens: () => 1 }, never, () => undefined)
        .then((lease) => {
          order.push(run);
          lease?.settle(1);
        });
    };
    for (let count = 0; count < 6; count += 1) watch('many');
    watch('one');
    for (let count = 0; count < 2; count += 1) watch('two');
    await time.runOut();
    expect(order).toEqual(['many', 'many', 'one', 'two', 'many', 'two', 'many', 'many', 'many']);
  });
});

interface Arrival {
  readonly run: string;
  readonly asked: number;
  readonly admitted: number;
  readonly arrivedMs: number;
  readonly tokens: number;
  readonly endedMs: number;
}

// One life of an endpoint: requests come at random, take random times to arrive and to be answered, and some are stopped while they wait.
async function live(seed: number): Promise<{ readonly limits: Limits; readonly arrivals: readonly Arrival[] }> {
  const random = seeded(seed);
  const upTo = (most: number) => 1 + Math.floor(random() * most);
  const perhaps = (most: number) => (random() < 0.5 ? upTo(most) : null);
  const tokensPerMinute = perhaps(5000);
  const limits: Limits = {
    requestsPerMinute: perhaps(40),
    tokensPerMinute,
    tokensPerDay: random() < 0.3 ? upTo(60_000) : null,
    concurrency: perhaps(6),
  };
  const largest = Math.min(tokensPerMinute ?? 1000, limits.tokensPerDay ?? 1000, 1000);
  const time = virtualTime();
  const limiter = limiterWith(limits, time);
  const arrivals: Arrival[] = [];
  const mine = random() < 0.5;
  let asked = 0;
  let admitted = 0;
  let left = 0;
  const request = async (): Promise<void> => {
    const run = `run-${upTo(4)}`;
    const number = (asked += 1);
    const bound = upTo(largest);
    const really = mine ? bound : Math.floor(random() * (bound + 1));
    const stop = new AbortController();
    if (random() < 0.05) time.after(random() * 100_000, () => stop.abort());
    const lease =
      limiter.tryEnter({ run, tokens: () => bound }) ??
      (await limiter.enter({ run, tokens: () => bound }, stop.signal, () => undefined));
    if (lease === null) {
      left += 1;
      return;
    }
    const place = (admitted += 1);
    const leftMs = time.elapsed();
    if (random() < 0.03) {
      lease.cancel();
      left += 1;
      return;
    }
    const onItsWayMs = random() * 1000;
    const takesMs = onItsWayMs + random() ** 4 * 200_000;
    time.after(takesMs, () => {
      arrivals.push({
        run,
        asked: number,
        admitted: place,
        arrivedMs: leftMs + onItsWayMs,
        tokens: really,
        endedMs: time.elapsed(),
      });
      lease.settle(really);
    });
  };
  let atMs = 0;
  const total = 80;
  for (let count = 0; count < total; count += 1) {
    atMs += random() < 0.7 ? 0 : random() ** 3 * 40_000;
    time.after(atMs, () => void request());
  }
  await time.runOut();
  expect({ seed, done: arrivals.length + left, underWay: limiter.underWay() }).toEqual({
    seed,
    done: total,
    underWay: 0,
  });
  return { limits, arrivals };
}

describe('over thousands of requests at random (R26)', () => {
  test('no limit is exceeded by a single request, none is forgotten, and those of one run go in their order', async () => {
    for (let seed = 1; seed <= 120; seed += 1) {
      const { limits, arrivals } = await live(seed);
      const within = ({ arrivedMs }: Arrival, windowMs: number) =>
        arrivals.filter((other) => other.arrivedMs <= arrivedMs && other.arrivedMs > arrivedMs - windowMs);
      const tokens = (some: readonly Arrival[]) => some.reduce((sum, arrival) => sum + arrival.tokens, 0);
      const most = { requestsPerMinute: 0, tokensPerMinute: 0, tokensPerDay: 0, concurrency: 0 };
      for (const arrival of arrivals) {
        const minute = within(arrival, 60_000);
        const beside = arrivals.filter(
          ({ arrivedMs, endedMs }) => arrivedMs <= arrival.arrivedMs && endedMs > arrival.arrivedMs,
        );
        most.requestsPerMinute = Math.max(most.requestsPerMinute, minute.length);
        most.tokensPerMinute = Math.max(most.tokensPerMinute, tokens(minute));
        most.tokensPerDay = Math.max(most.tokensPerDay, tokens(within(arrival, 86_400_000)));
        most.concurrency = Math.max(most.concurrency, beside.length);
      }
      for (const kind of ['requestsPerMinute', 'tokensPerMinute', 'tokensPerDay', 'concurrency'] as const) {
        expect(most[kind], `${kind}, seed ${seed}`).toBeLessThanOrEqual(limits[kind] ?? Infinity);
      }
      for (const run of new Set(arrivals.map((arrival) => arrival.run))) {
        const own = arrivals.filter((arrival) => arrival.run === run).toSorted((a, b) => a.asked - b.asked);
        const order = own.map(({ admitted }) => admitted);
        expect(order, `seed ${seed}`).toEqual(order.toSorted((a, b) => a - b));
      }
    }
  });
});
