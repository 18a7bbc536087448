// What is different between two texts, word by word: what was taken out, what was put in, what stayed. Pure.

export interface TextPiece {
  readonly of: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** So many comparisons of words are worth it; beyond that the middle of both texts is shown as replaced. */
const mostCells = 1_500_000;

/** The pieces of both texts in reading order; what stayed stands once. */
export function textDifference(before: string, after: string): readonly TextPiece[] {
  const old = wordsOf(before);
  const now = wordsOf(after);
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const middle = between(old.slice(start, old.length - end), now.slice(start, now.length - end));
  return joined([
    { of: 'same', text: old.slice(0, start).join('') },
    ...middle,
    { of: 'same', text: old.slice(old.length - end).join('') },
  ]);
}

// Words, the spaces between them, and each sign by itself; in scripts without spaces every character is a word.
function wordsOf(text: string): readonly string[] {
  return (
    text.match(/\s+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? []
  );
}

// The longest common row of words, found from the end so that it is read from the beginning.
function between(old: readonly string[], now: readonly string[]): readonly TextPiece[] {
  if (old.length * now.length > mostCells) {
    return [
      { of: 'removed', text: old.join('') },
      { of: 'added', text: now.join('') },
    ];
  }
  const width = now.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = now.length - 1; column >= 0; column -= 1) {
      lengths[row * width + column] =
        old[row] === now[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const pieces: TextPiece[] = [];
  let row = 0;
  let column = 0;
  while (row < old.length || column < now.length) {
    const [gone, come] = [old[row], now[column]];
    if (gone !== undefined && gone === come) {
      pieces.push({ of: 'same', text: gone });
      row += 1;
      column += 1;
    } else if (gone !== undefined && (come === undefined || at(row + 1, column) >= at(row, column + 1))) {
      pieces.push({ of: 'removed', text: gone });
      row += 1;
    } else {
      pieces.push({ of: 'added', text: come ?? '' });
      column += 1;
    }
  }
  return pieces;
}

function joined(pieces: readonly TextPiece[]): readonly TextPiece[] {
  const all: TextPiece[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (piece.text === '') continue;
    if (last?.of === piece.of) all[all.length - 1] = { of: piece.of, text: last.text + piece.text };
    else all.push(piece);
  }
  return all;
}
