// `npm run simulate -- --first 0 --times 10000 [--sqlite] [--trace]`: builds the simulation into out/simulation, because tools and
// endpoints are found by their folders, and plays a range of seeds. Ranges can be played side by side, with `--built` on all but one.

import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '../..');
const args = process.argv.slice(2);

if (!args.includes('--built')) {
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['better-sqlite3'] },
    build: {
      ssr: true,
      outDir: resolve(root, 'out/simulation'),
      target: 'node22',
      minify: false,
      rolldownOptions: {
        input: { shard: resolve(import.meta.dirname, 'shard.ts') },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  });
}
const shard = resolve(root, 'out/simulation/shard.js');
const { status } = spawnSync(process.execPath, [shard, ...args.filter((arg) => arg !== '--built')], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
