// What endpoints have shown of themselves, kept in `endpoint-cards.json` of the data directory: found by a check, and by the runs that
// used them. A card is a help and never a need: a file that cannot be read is moved aside, and one that cannot be written is told.

import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { api, type EndpointCard } from '../../shared/api/table.ts';
import { cardsFile, emptyCard } from './empty-card.ts';

export interface Cards {
  /** The card of a model at an origin (null: of the one seen last), null when nothing is known. Never rejects. */
  get(origin: string, model: string | null): Promise<EndpointCard | null>;
  /** Adds to a card what was seen. Never rejects. */
  observe(origin: string, model: string, seen: Partial<EndpointCard>): Promise<void>;
}

const cardSchema = api['endpoints.check'].output;
const fileSchema = z.strictObject({
  format: z.literal('longline/endpoint-cards/1'),
  /** The one that changed last comes last. */
  cards: z.array(z.strictObject({ origin: z.string(), model: z.string(), card: cardSchema })),
});
type Row = z.infer<typeof fileSchema>['cards'][number];

const mostCards = 500;

/** The cards of a data directory. `say` gets a sentence when the file could not be read or written. */
export function createCards(
  dataDirectory: string,
  say: (sentence: string) => void = (sentence) => process.emitWarning(sentence),
): Cards {
  const file = cardsFile(dataDirectory);
  // One change at a time; another process may write between two of them, so each begins by reading.
  let last: Promise<unknown> = Promise.resolve();

  const change = async (origin: string, model: string, seen: Partial<EndpointCard>): Promise<void> => {
    const rows = await readRows(file, say);
    const before = rows.find((row) => row.origin === origin && row.model === model)?.card;
    const card: EndpointCard = { ...(before ?? emptyCard(new URL(origin).host, model)), ...seen };
    if (JSON.stringify(card) === JSON.stringify(before)) return;
    const others = rows.filter((row) => row.origin !== origin || row.model !== model);
    await replace(file, [...others, { origin, model, card: cardSchema.parse(card) }].slice(-mostCards));
  };

  return {
    async get(origin, model) {
      const rows = await readRows(file, say);
      return rows.findLast((row) => row.origin === origin && (model === null || row.model === model))?.card ?? null;
    },
    observe(origin, model, seen) {
      const done = last
        .then(() => change(origin, model, seen))
        .catch((thrown: unknown) => {
          say(`What was seen of ${model} at ${origin} could not be kept in ${file}: ${sentenceOf(thrown)}`);
        });
      last = done;
      return done;
    },
  };
}

async function readRows(file: string, say: (sentence: string) => void): Promise<readonly Row[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    if (!isMissing(thrown)) say(`${file} cannot be read: ${sentenceOf(thrown)}`);
    return [];
  }
  const parsed = fileSchema.safeParse(jsonIn(text));
  if (parsed.success) return parsed.data.cards;
  const aside = `${file}.broken`;
  await rename(file, aside).then(
    () => say(`${file} was broken. It is now ${aside}; what endpoints have shown is gathered anew.`),
    (thrown: unknown) => {
      if (!isMissing(thrown)) say(`${file} is broken and cannot be moved aside: ${sentenceOf(thrown)}`);
    },
  );
  return [];
}

async function replace(file: string, cards: readonly Row[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const next = `${file}.${randomUUID()}`;
  try {
    await writeFile(next, `${JSON.stringify({ format: 'longline/endpoint-cards/1', cards }, null, 1)}\n`, {
      mode: 0o600,
    });
    await rename(next, file);
  } catch (thrown) {
    await rm(next, { force: true });
    throw thrown;
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
}

function sentenceOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
