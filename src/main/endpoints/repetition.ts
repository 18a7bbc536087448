// Notices a model that has fallen into saying the same again and again, while its stream still runs, so that it is not paid to its limit.
// Looks only at exact repetition over a long stretch: tables, code, lists and rules repeat too, but never so long and so exactly.

/** The stretch that has to repeat, in characters. */
const stretch = 2000;
/** How often a piece has to stand in a row. */
const repeats = 20;
/** What is looked back on; the longest piece whose repetition is noticed is a twentieth of it. */
const horizon = 10_000;
/** New characters between two looks. A look costs about as many operations as the horizon has characters. */
const interval = 1000;
/** The part of the last stretch that one character has to make up. */
const oneCharacterShare = 0.9;

/** Watches one text as it grows. */
export class RepetitionWatch {
  #recent = '';
  #length = 0;
  #lookAt = stretch;

  /** Takes the next piece; true when the text has come to repeat itself. */
  take(text: string): boolean {
    this.#recent += text;
    this.#length += text.length;
    if (this.#length < this.#lookAt) return false;
    this.#lookAt = this.#length + interval;
    this.#recent = this.#recent.slice(-horizon);
    return endsRepeating(this.#recent);
  }
}

/**
 * Whether the last 2,000 characters of a text are one character but for a tenth, or its end, 2,000 characters or more, is one piece at
 * least twenty times in a row. Looks at the last 10,000 characters.
 */
export function endsRepeating(text: string): boolean {
  const recent = text.slice(-horizon);
  return recent.length >= stretch && (mostlyOneCharacter(recent.slice(-stretch)) || endsInRow(recent));
}

// The character that more than half are, if there is one, is found by letting unlike characters cancel each other out.
function mostlyOneCharacter(text: string): boolean {
  let candidate = -1;
  let lead = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (lead === 0) candidate = unit;
    lead += unit === candidate ? 1 : -1;
  }
  let count = 0;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) === candidate) count += 1;
  return count > text.length * oneCharacterShare;
}

// Knuth's failure function over the text read backwards: for each ending of the text the length of the shortest piece that it repeats.
const borders = new Uint16Array(horizon);

function endsInRow(text: string): boolean {
  const last = text.length - 1;
  borders[0] = 0;
  let border = 0;
  for (let at = 1; at <= last; at += 1) {
    const unit = text.charCodeAt(last - at);
    while (border > 0 && text.charCodeAt(last - border) !== unit) border = borders[border - 1] ?? 0;
    if (text.charCodeAt(last - border) === unit) border += 1;
    borders[at] = border;
    const length = at + 1;
    if (length >= stretch && (length - border) * repeats <= length) return true;
  }
  return false;
}
