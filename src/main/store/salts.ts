// Random salts for the rows of the chain, drawn from a pool: asking the system for each row costs more than hashing it.

import { randomFillSync } from 'node:crypto';
import { saltBytes } from './chain.ts';

const poolBytes = saltBytes * 1024;

/** Gives salts that were never given before. */
export function saltPool(): () => Buffer {
  const pool = Buffer.allocUnsafeSlow(poolBytes);
  let next = poolBytes;
  return () => {
    if (next === poolBytes) {
      randomFillSync(pool);
      next = 0;
    }
    // A copy: the pool is filled anew while a row may still be on its way.
    const salt = Buffer.from(pool.subarray(next, next + saltBytes));
    pool.fill(0, next, next + saltBytes);
    next += saltBytes;
    return salt;
  };
}
