// The endpoints that a user has named, in `endpoints.json` of the data directory. The file holds addresses and prices, never keys.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LonglineError } from '../../shared/errors.ts';
import { documentJsonLimits, readJson } from '../../shared/json/read.ts';
import { childPointer, type JsonObject } from '../../shared/json/value.ts';
import { limitsEntrySchema } from './gate/settings.ts';

const fields = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>;
const price = z.number().min(0).max(1_000_000);

const entrySchema = z.strictObject({
  url: z.string(),
  profile: z.string().optional(),
  model: z.string().min(1).optional(),
  /** `free`, or USD per million tokens; absent: unknown, or the provider's own prices. */
  pricing: z
    .union([
      z.literal('free'),
      z.strictObject({ input: price, cachedInput: price.nullable().optional(), output: price }),
    ])
    .optional(),
  windowTokens: z.int().positive().optional(),
  /** The key under which reasoning is sent back, where the server is not recognised. */
  reasoningKey: z.enum(['reasoning_content', 'reasoning']).optional(),
  /** The most that may be asked of it, see gate/settings.ts. */
  limits: limitsEntrySchema.optional(),
  /** Further fields for the body of each request, over those of the profile. */
  body: fields.optional(),
  /** Which services a router may pass requests on to, and how these may have quantised the model. */
  routing: z
    .strictObject({ only: z.array(z.string().min(1)).min(1), quantizations: z.array(z.string().min(1)).min(1) })
    .partial()
    .optional(),
  /** The user has confirmed that this address, in their own network, is reached without encryption. */
  allowPlainHttp: z.literal(true).optional(),
});
export type EndpointEntry = Readonly<z.infer<typeof entrySchema>>;

// Without underscores, so that two names never share one variable for their keys.
const namePattern = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;

/** The entries of the file by name; empty when there is no file. Errors: `endpoint.config` with file and JSON pointer. */
export async function readEntries(dataDirectory: string): Promise<ReadonlyMap<string, EndpointEntry>> {
  const file = join(dataDirectory, 'endpoints.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return new Map();
    throw configError(file, '', 'The file cannot be read.', thrown);
  }
  return parseEntries(text, file);
}

/** The entries in a text; `file` is named in errors. */
export function parseEntries(text: string, file: string): ReadonlyMap<string, EndpointEntry> {
  let json: unknown;
  try {
    json = readJson(text.replace(/^\uFEFF/, ''), documentJsonLimits);
  } catch (thrown) {
    throw configError(file, '', thrown instanceof Error ? thrown.message : 'This is not JSON.', thrown);
  }
  const entries = new Map<string, EndpointEntry>();
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw configError(file, '', 'Expected an object with one entry for each endpoint.');
  }
  for (const [name, value] of Object.entries(json)) {
    const pointer = childPointer('', name);
    if (!namePattern.test(name)) {
      throw configError(
        file,
        pointer,
        'A name is made of small letters, digits and hyphens, and begins and ends with a letter or digit.',
      );
    }
    const parsed = entrySchema.safeParse(value);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const place = (issue?.path ?? []).reduce<string>((at, key) => childPointer(at, String(key)), pointer);
      throw configError(file, place, `${issue?.message ?? 'This is not an endpoint'}.`);
    }
    entries.set(name, parsed.data);
  }
  return entries;
}

/** The error for something wrong in the file. */
export function configError(file: string, pointer: string, what: string, cause?: unknown): LonglineError {
  return new LonglineError('endpoint.config', `${file}${pointer === '' ? '' : ` at ${pointer}`}: ${what}`, {
    action: 'Correct the file, then try again.',
    details: { file, pointer },
    cause,
  });
}
