// Which servers are asked again what they are, and which are not.

import { expect, test } from 'vitest';
import type { Inspection } from '../../../src/main/endpoints/inspect.ts';
import { profileById } from '../../../src/main/endpoints/profiles/index.ts';
import { RecentInspections } from '../../../src/main/endpoints/recent-inspections.ts';
import type { EndpointTarget } from '../../../src/main/endpoints/target.ts';

const profile = profileById('openai-compatible');
if (profile === undefined) throw new Error('there is no general profile');
const target = (url: string): EndpointTarget => ({
  name: url,
  url: new URL(url),
  profile,
  key: null,
  keyVariable: null,
  entry: null,
});
const told = (of: EndpointTarget): Inspection => ({
  target: of,
  models: [],
  model: 'm',
  windows: [],
  quantization: null,
  version: null,
});

test('runs that start within a minute ask a server once, and later ones ask again', async () => {
  let now = 0;
  let asked = 0;
  const recent = new RecentInspections(() => now);
  const ask = (url: string, model: string) =>
    recent.of(target(url), model, () => {
      asked += 1;
      return Promise.resolve(told(target(url)));
    });
  await Promise.all([ask('http://127.0.0.1:1/v1', 'm'), ask('http://127.0.0.1:1/v1', 'm')]);
  now = 59_999;
  await ask('http://127.0.0.1:1/v1', 'm');
  expect(asked).toBe(1);
  await ask('http://127.0.0.1:1/v1', 'other');
  await ask('http://127.0.0.1:2/v1', 'm');
  expect(asked).toBe(3);
  now = 60_000;
  await ask('http://127.0.0.1:1/v1', 'm');
  expect(asked).toBe(4);
});

test('a server that could not be asked is asked again at once', async () => {
  const recent = new RecentInspections(() => 0);
  const of = target('http://127.0.0.1:1/v1');
  await expect(recent.of(of, 'm', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
  expect(await recent.of(of, 'm', () => Promise.resolve(told(of)))).toEqual(told(of));
});
