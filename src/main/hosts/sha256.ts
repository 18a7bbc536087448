// The hash function that the pure core is given.

import { hash } from 'node:crypto';
import type { Sha256 } from '../../shared/pipeline/compile.ts';

/** SHA-256 of a text's UTF-8 bytes, in lower-case hex. */
export const sha256: Sha256 = (text) => hash('sha256', text, 'hex');
