// The shape of the house: layers, package doors, purity of src/shared, a comment at the head of each file. The rules are data in
// architecture/rules.ts; planted sources show here that each of them can fail.

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageDoors } from './architecture/rules.ts';
import { readSources } from './architecture/sources.ts';
import { incompleteTools, violationsIn } from './architecture/violations.ts';

const root = resolve(import.meta.dirname, '..');
const exists = (path: string): boolean => existsSync(join(root, path));
const sources = readSources(root, 'src');

describe('the sources', () => {
  test('keep to their layers, to the doors for packages and to the names that they may use', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(violationsIn(sources, exists)).toEqual([]);
  });

  test('have a tool.ts in every tool folder', () => {
    expect(incompleteTools(sources.map(({ path }) => path))).toEqual([]);
  });

  test('and the tests begin with a comment on what they are for', () => {
    const heads = [...readSources(root, 'tests'), ...sources].filter(({ path }) => !path.startsWith('tests/fixtures/'));
    expect(heads.filter(({ text }) => !/^\/[/*]/.test(text)).map(({ path }) => path)).toEqual([]);
  });

  test('import only packages that package.json names', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      readonly dependencies: Readonly<Record<string, string>>;
      readonly devDependencies: Readonly<Record<string, string>>;
    };
    const installed = { ...dependencies, ...devDependencies };
    expect(Object.keys(packageDoors).filter((name) => !(name in installed))).toEqual([]);
  });
});

describe('a planted source is found:', () => {
  const planted: readonly {
    readonly what: string;
    readonly path: string;
    readonly text: string;
    readonly found: RegExp;
  }[] = [
    {
      what: 'pipeline that knows of runs',
      path: 'src/shared/pipeline/bad.ts',
      text: "import { evolve } from '../run/evolve.ts';",
      found: /shared\/pipeline may not use shared\/run/,
    },
    {
      what: 'a type of a run in a pipeline',
      path: 'src/shared/pipeline/bad.ts',
      text: "import type { RunEvent } from '../run/events.ts';",
      found: /shared\/pipeline may not use shared\/run/,
    },
    {
      what: 'a type that is imported where it is used',
      path: 'src/shared/pipeline/bad.ts',
      text: "export type Bad = import('../run/events.ts').RunEvent;",
      found: /shared\/pipeline may not use shared\/run/,
    },
    {
      what: 'shared that uses main',
      path: 'src/shared/run/bad.ts',
      text: "import { drive } from '../../main/drivers/drive.ts';",
      found: /shared\/run may not use main\/drivers/,
    },
    {
      what: 'a lazy import',
      path: 'src/shared/run/bad.ts',
      text: "export const bad = () => import('../../main/drivers/drive.ts');",
      found: /shared\/run may not use main\/drivers/,
    },
    {
      what: 'an exported name of another layer',
      path: 'src/shared/cost/bad.ts',
      text: "export { LonglineError } from '../errors.ts';\nexport * from '../run/events.ts';",
      found: /shared\/cost may not use shared\/run/,
    },
    {
      what: 'a store that drives',
      path: 'src/main/store/bad.ts',
      text: "import { drive } from '../drivers/drive.ts';",
      found: /main\/store may use only types of main\/drivers/,
    },
    {
      what: 'something that imports a host',
      path: 'src/main/drivers/bad.ts',
      text: "import { createRouter } from '../hosts/rpc.ts';",
      found: /main\/drivers may not use main\/hosts/,
    },
    {
      what: 'the command line on the desktop',
      path: 'src/main/hosts/cli/bad.ts',
      text: "import { openWindow } from '../electron/window.ts';",
      found: /main\/hosts\/cli may not use main\/hosts\/electron/,
    },
    {
      what: 'a tool that helps itself to the network',
      path: 'src/main/tools/bad/tool.ts',
      text: "import { guardedFetch } from '../../net/guarded-fetch.ts';",
      found: /main\/tools\/bad may not use main\/net/,
    },
    {
      what: 'a list of tools that searches by itself',
      path: 'src/main/tools/index.ts',
      text: "import { openFolderAt } from '../knowledge/index.ts';",
      found: /main\/tools may not use main\/knowledge/,
    },
    {
      what: 'a tool that reads files',
      path: 'src/main/tools/bad/tool.ts',
      text: "import { readFileSync } from 'node:fs';",
      found: /imports node:fs: only/,
    },
    {
      what: 'a page that uses main',
      path: 'src/renderer/canvas/bad.tsx',
      text: "import { drive } from '../../main/drivers/drive.ts';",
      found: /renderer\/canvas may not use main\/drivers/,
    },
    {
      what: 'a page that goes around renderer/host',
      path: 'src/renderer/run/bad.ts',
      text: "import { api } from '../../shared/api/table.ts';",
      found: /renderer\/run may use only types of shared\/api/,
    },
    {
      what: 'main that uses the page',
      path: 'src/main/hosts/bad.ts',
      text: "import '../../renderer/tsconfig.json';",
      found: /main\/hosts may not use renderer/,
    },
    {
      what: 'Electron outside its door',
      path: 'src/main/store/bad.ts',
      text: "import { app } from 'electron';",
      found: /imports electron: only src\/main\/hosts\/electron\/ may/,
    },
    {
      what: 'a subpath of a package outside its door',
      path: 'src/renderer/run/bad.ts',
      text: "import { RPCLink } from '@orpc/client/websocket';",
      found: /imports @orpc\/client\/websocket: only src\/renderer\/host\/ may/,
    },
    {
      what: 'a package without a door',
      path: 'src/main/net/bad.ts',
      text: "import axios from 'axios';",
      found: /imports axios: no rule/,
    },
    {
      what: 'Node in the page',
      path: 'src/renderer/run/bad.ts',
      text: "import { join } from 'node:path';",
      found: /imports node:path: only/,
    },
    {
      what: 'an import of nothing',
      path: 'src/shared/run/bad.ts',
      text: "import { nothing } from './not-there.ts';",
      found: /there is no src\/shared\/run\/not-there\.ts/,
    },
    {
      what: 'a folder that no layer knows',
      path: 'src/main/helpers/bad.ts',
      text: "import { LonglineError } from '../../shared/errors.ts';",
      found: /is in no layer/,
    },
    {
      what: 'a clock',
      path: 'src/shared/run/bad.ts',
      text: 'export const now = () => Date.now();',
      found: /uses Date: .*clock/,
    },
    {
      what: 'a clock by another way',
      path: 'src/shared/run/bad.ts',
      text: 'export const now = (clock = performance): number => clock.now();',
      found: /uses performance/,
    },
    {
      what: 'randomness',
      path: 'src/shared/run/bad.ts',
      text: "export const dice = () => Math['random']();",
      found: /uses Math\.random/,
    },
    { what: 'output', path: 'src/shared/run/bad.ts', text: "console.log('x');", found: /uses console/ },
    {
      what: 'a global through globalThis',
      path: 'src/shared/run/bad.ts',
      text: 'globalThis.x;',
      found: /uses globalThis/,
    },
    {
      what: 'text run as code',
      path: 'src/main/sandbox/bad.ts',
      text: "export const run = new Function('return 1');",
      found: /uses Function: text is never run as code/,
    },
    {
      what: 'an outgoing request around src/main/net',
      path: 'src/main/endpoints/bad.ts',
      text: "export const got = fetch('https://example.org');",
      found: /uses fetch: everything outgoing/,
    },
    {
      what: 'markup from text',
      path: 'src/renderer/run/bad.tsx',
      text: 'export const Bad = () => <p dangerouslySetInnerHTML={{ __html: "x" }} />;',
      found: /uses dangerouslySetInnerHTML/,
    },
    {
      what: 'markup by assignment',
      path: 'src/renderer/run/bad.ts',
      text: 'export const bad = (place: HTMLElement) => { place.innerHTML = "x"; };',
      found: /uses innerHTML/,
    },
    {
      what: 'a second place that opens addresses',
      path: 'src/main/hosts/electron/bad.ts',
      text: "import { shell } from 'electron';\nexport const open = (url: string) => shell.openExternal(url);",
      found: /uses openExternal/,
    },
  ];

  test.each(planted)('$what', ({ path, text, found }) => {
    const violations = violationsIn([{ path, text: `// Planted.\n${text}\n` }], exists);
    expect(violations).toHaveLength(1);
    expect(violations[0]).toMatch(found);
    expect(violations[0]).toContain(path);
  });

  test('no comment at its head', () => {
    expect(violationsIn([{ path: 'src/shared/run/bad.ts', text: 'export const x = 1;\n' }], exists)).toEqual([
      'src/shared/run/bad.ts does not begin with a comment on what it is for.',
    ]);
  });

  test('a tool folder without its tool', () => {
    expect(incompleteTools(['src/main/tools/half/words.ts', 'src/main/tools/whole/tool.ts'])).toEqual([
      'src/main/tools/half has no tool.ts: every folder there is a kind.',
    ]);
  });
});

describe('a source that only looks wrong is not reported:', () => {
  const innocent: readonly { readonly what: string; readonly path: string; readonly text: string }[] = [
    {
      what: 'names in comments, texts and types',
      path: 'src/shared/run/good.ts',
      text: "// Date.now() and fetch\nexport const x: string = 'process.env';\nexport type T = { readonly at: Date };",
    },
    {
      what: 'members and parameters that share a name with a global',
      path: 'src/shared/run/good.ts',
      text: 'export const time = (process: { readonly Date: number }) => ({ Date: process.Date }).Date;',
    },
    {
      what: 'types of another layer where they are allowed',
      path: 'src/main/store/good.ts',
      text: "import type { Journal } from '../drivers/journal.ts';",
    },
    {
      what: 'a tool that uses its definition',
      path: 'src/main/tools/good/tool.ts',
      text: "import { defineTool } from '../define.ts';\nimport { z } from 'zod';",
    },
  ];

  test.each(innocent)('$what', ({ path, text }) => {
    expect(violationsIn([{ path, text: `// Planted.\n${text}\n` }], exists)).toEqual([]);
  });
});
