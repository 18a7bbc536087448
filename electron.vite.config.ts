// How the three parts are built: the main process with the command line and the journal's thread, the preload, the page.
// Packages in `dependencies` (native ones) stay outside the bundles, everything else is bundled.

import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { resolve } from 'node:path';

const source = (path: string): string => resolve(import.meta.dirname, 'src', path);

/** What every run needs is one file: opening many small ones takes longer than reading them. */
const neededByEveryRun = new RegExp(
  [
    '/src/shared/(?:errors|json|tool|pipeline|cost|run)',
    '/src/main/(?:drivers|net)/',
    '/src/main/store/(?!in-worker|journal-thread)',
    '/src/main/hosts/(?!rpc|page)[a-z-]+[.]ts',
    '/src/main/hosts/cli/(?!main|program)[a-z-]+[.]ts',
    '/src/main/endpoints/(?!cards|check|rehearsal|probe)',
    '/node_modules/(?:zod|@cfworker|ulid)/',
  ].join('|'),
);

/** How the main process's files are cut; the benchmarks build theirs in the same way. */
export const mainOutput = {
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
  codeSplitting: { groups: [{ name: 'run', test: neededByEveryRun }] },
};

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rolldownOptions: {
        input: {
          index: source('main/index.ts'),
          cli: source('main/hosts/cli/main.ts'),
          'journal-thread': source('main/store/journal-thread.ts'),
        },
        output: mainOutput,
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rolldownOptions: {
        input: { preload: source('main/hosts/electron/preload.ts') },
        // A sandboxed preload must be one CommonJS file.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: source('renderer'),
    plugins: [react(), tailwindcss()],
    build: {
      outDir: resolve(import.meta.dirname, 'out/renderer'),
      minify: true,
      // The policy of the page has no inline scripts and no `data:` fonts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      // The page is read from this machine, not over a network.
      chunkSizeWarningLimit: 2000,
      rolldownOptions: { input: source('renderer/index.html') },
    },
  },
});
