// The page's policy forbids generated code, so zod must not try to make any. Imported before every module that holds a schema.

import { z } from 'zod';

z.config({ jitless: true });
