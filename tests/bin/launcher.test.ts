// The `longline` command before any of Longline is loaded: the right Node, arguments, signals and exit codes passed on, a clean
// stdout. It launches a command line of a few lines in a checkout of its own; the real one's tests are elsewhere.

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const commandLine = `
const [what, value] = process.argv.slice(2);
const stay = () => { process.stdout.write(process.pid + '\\n'); setInterval(() => {}, 1000); };
const does = {
  show: () => console.log(JSON.stringify({ napi: Number(process.versions.napi), argv: process.argv.slice(2), env: process.env.LONGLINE_LAUNCHED ?? null })),
  exit: () => process.exit(Number(value)),
  stay,
  'stay-tidily': () => { process.on(value, () => process.exit(42)); stay(); },
};
does[what]();
`;

let checkout: string;

beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'longline-launcher-'));
  cpSync(join(root, 'bin'), join(checkout, 'bin'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
  mkdirSync(join(checkout, 'out/main'), { recursive: true });
  writeFileSync(join(checkout, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(checkout, 'out/main/cli.js'), commandLine);
});

afterAll(() => rmSync(checkout, { recursive: true, force: true }));

const old = oldNode();
const nodes = [
  { name: 'this Node', path: process.execPath, skip: false },
  { name: 'a Node that is too old for the journal', path: old ?? process.execPath, skip: old === undefined },
];

for (const node of nodes) {
  describe.skipIf(node.skip)(`started with ${node.name}`, () => {
    test('it runs in a Node that the journal can live in, with the arguments as they were given', () => {
      const argv = ['show', 'two words', '--json', 'ünï', ''];
      const printed = execFileSync(node.path, [join(checkout, 'bin/longline.mjs'), ...argv], { encoding: 'utf8' });
      const shown = JSON.parse(printed) as {
        readonly napi: number;
        readonly argv: string[];
        readonly env: string | null;
      };
      expect(shown).toMatchObject({ argv, env: null });
      expect(shown.napi).toBeGreaterThanOrEqual(10);
    });

    test('its exit code is that of the command line', async () => {
      expect(await once(launch(node.path, 'exit', '5'), 'exit')).toEqual([5, null]);
    });

    test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
      '%s reaches the command line, which ends in its own way',
      async (signal) => {
        const child = launch(node.path, 'stay-tidily', signal);
        await firstLine(child);
        child.kill(signal);
        expect(await once(child, 'exit')).toEqual([42, null]);
      },
    );

    test('a signal that ends the command line ends the launcher in the same way', async () => {
      const child = launch(node.path, 'stay');
      const pid = Number(await firstLine(child));
      process.kill(pid, 'SIGTERM');
      expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
    });

    test('killing the launcher leaves nothing running', async () => {
      const child = launch(node.path, 'stay');
      const pid = Number(await firstLine(child));
      child.kill('SIGKILL');
      await once(child, 'exit');
      await expect.poll(() => isRunning(pid)).toBe(false);
    });
  });
}

describe('without a build', () => {
  test('a folder that cannot build itself says in one sentence what to do', () => {
    const bare = mkdtempSync(join(tmpdir(), 'longline-launcher-'));
    cpSync(join(root, 'bin'), join(bare, 'bin'), { recursive: true });
    const { stdout, stderr, status } = runToEnd(process.execPath, bare);
    rmSync(bare, { recursive: true, force: true });
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(stderr).toBe('Longline is not built and could not be built here: run `npm ci` and then `npm run build`.\n');
  });

  test.skipIf(old === undefined)('an old Node without a packaged one is told which Node it takes', () => {
    const bare = mkdtempSync(join(tmpdir(), 'longline-launcher-'));
    cpSync(join(root, 'bin'), join(bare, 'bin'), { recursive: true });
    const { stdout, stderr, status } = runToEnd(old ?? '', bare);
    rmSync(bare, { recursive: true, force: true });
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(stderr).toMatch(/^Longline needs Node 22\.15 or newer and this is v[\d.]+: [^\n]+\n$/);
  });
});

function launch(node: string, ...argv: readonly string[]): ChildProcess {
  return spawn(node, [join(checkout, 'bin/longline.mjs'), ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
}

function runToEnd(
  node: string,
  folder: string,
): { readonly stdout: string; readonly stderr: string; readonly status: number } {
  try {
    const stdout = execFileSync(node, [join(folder, 'bin/longline.mjs'), 'show'], { encoding: 'utf8', stdio: 'pipe' });
    return { stdout, stderr: '', status: 0 };
  } catch (thrown) {
    return thrown as { readonly stdout: string; readonly stderr: string; readonly status: number };
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [bytes] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  return bytes.toString().trim();
}

/** A process that has ended but that nobody has waited for does not run. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** A Node on the PATH, outside node_modules, whose Node-API is too old; undefined where there is none. */
function oldNode(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  return folders
    .map((folder) => join(folder, 'node'))
    .filter((path) => existsSync(path))
    .find((path) => Number(execFileSync(path, ['-p', 'process.versions.napi'], { encoding: 'utf8' })) < 10);
}
