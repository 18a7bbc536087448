// Starts what build.ts built, as bin/longline.mjs starts the product: with Node's compile cache. The first argument is the entry.

import module from 'node:module';

const [entry] = process.argv.splice(2, 1);
module.enableCompileCache?.();
await import(new URL(`../../../out/bench/${entry}.js`, import.meta.url).href);
