// Builds the command line, the engine and the contenders for the yardstick into out/bench, with the yardstick's folder of tools beside
// the product's own: the one seam that any kind uses. The product's build does not have them.

import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { build, type Plugin, type Rolldown } from 'vite';
import { mainOutput } from '../../../electron.vite.config.ts';

const root = resolve(import.meta.dirname, '../../..');
const source = (path: string): string => resolve(root, path);

/** Where the built files are. */
export const builtFolder = source('out/bench');

/** Builds everything; throws when the product no longer finds its tools by their folders. */
export async function buildYardstick(): Promise<void> {
  rmSync(builtFolder, { recursive: true, force: true });
  await built(builtFolder, {
    cli: source('src/main/hosts/cli/main.ts'),
    'journal-thread': source('src/main/store/journal-thread.ts'),
  });
  await built(resolve(builtFolder, 'engine'), {
    many: source('tests/bench/yardstick/contenders/many.ts'),
    'journal-thread': source('src/main/store/journal-thread.ts'),
  });
  await built(resolve(builtFolder, 'floors'), { floors: source('tests/bench/yardstick/contenders/floors.ts') }, {});
}

// The product's own way of cutting the code into files belongs to what is measured, and the floors have none of it.
async function built(
  outDir: string,
  input: Readonly<Record<string, string>>,
  output: Rolldown.OutputOptions = mainOutput,
): Promise<void> {
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [moreTools()],
    ssr: { noExternal: true, external: ['better-sqlite3'] },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      target: 'node22',
      minify: false,
      rolldownOptions: {
        input: { ...input },
        output,
      },
    },
  });
}

function moreTools(): Plugin {
  const pattern = "'./*/tool.ts'";
  return {
    name: 'yardstick-tools',
    enforce: 'pre',
    transform(code, id) {
      if (id !== source('src/main/tools/index.ts')) return null;
      if (!code.includes(pattern)) throw new Error('src/main/tools/index.ts no longer lists folders of tools.');
      return code.replace(pattern, `[${pattern}, '/tests/bench/yardstick/tools/*/tool.ts']`);
    },
  };
}
