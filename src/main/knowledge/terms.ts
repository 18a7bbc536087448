// Words of a text as the index holds them, and queries over them. SQLite's tokenizer finds words between spaces and stems English ones;
// scripts that are written without spaces are cut here into pairs of characters, in texts and queries alike.

const unspacedRun =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]+/gu;
const word = /[\p{L}\p{N}\p{M}]+/gu;
const isWordCharacter = /[\p{L}\p{N}]/u;

/** The words of scripts with spaces, folded: full-width forms, ligatures and ß become plain letters. */
export function spacedText(text: string): string {
  return folded(text).replaceAll(unspacedRun, ' ');
}

/** The character pairs of scripts without spaces, in order; the last character of each run also alone. */
export function pairedText(text: string): string {
  const pairs: string[] = [];
  for (const run of unspacedRuns(folded(text))) {
    for (let i = 0; i + 1 < run.length; i += 1) pairs.push(`${run[i]}${run[i + 1]}`);
    pairs.push(run.at(-1) ?? '');
  }
  return pairs.join(' ');
}

/**
 * An FTS5 expression that finds texts with any of a query's words, or null where the query has none. Words that the query repeats are kept
 * twice, because dropping them ranks worse; all of them are quoted, so that nothing in a query is an operator.
 */
export function matchExpression(query: string): string | null {
  const text = folded(query).slice(0, mostQueryChars);
  const terms = (text.replaceAll(unspacedRun, ' ').match(word) ?? []).map((term) => `"${term}"`);
  for (const run of unspacedRuns(text)) {
    // One character alone stands for every pair that begins with it.
    if (run.length === 1) terms.push(`"${run[0]}"*`);
    for (let i = 0; i + 1 < run.length; i += 1) terms.push(`"${run[i]}${run[i + 1]}"`);
  }
  return terms.length === 0 ? null : terms.slice(0, mostTerms).join(' OR ');
}

const mostQueryChars = 4000;
const mostTerms = 256;

function* unspacedRuns(text: string): Generator<string[]> {
  for (const [run] of text.matchAll(unspacedRun)) {
    const characters = [...run].filter((character) => isWordCharacter.test(character));
    if (characters.length > 0) yield characters;
  }
}

function folded(text: string): string {
  return text.normalize('NFKC').replaceAll('ß', 'ss').replaceAll('ẞ', 'SS');
}
