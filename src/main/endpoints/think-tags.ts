// Takes thoughts out of the content where a server leaves them there: `<think> … </think>` at its beginning, as engines without a
// reasoning parser send it, or a closing tag alone, where the chat template had opened the thought. Works on pieces as they come.

/** What becomes of the content's text. */
export interface ThinkTagsSink {
  readonly thought: (text: string) => void;
  readonly said: (text: string) => void;
  /** All that was said so far, but for its last `tagCharacters`, was thought; it is followed by more of the same thought. */
  readonly recall: (tagCharacters: number, more: string) => void;
}

/** Splits the content of one reply. Text in the middle of an answer stays as it is, tags in it included. */
export class ThinkTags {
  readonly #sink: ThinkTagsSink;
  #place: 'start' | 'thought' | 'answer' = 'start';
  /** At the start: space and perhaps the beginning of a tag. In a thought: perhaps the beginning of a tag. */
  #held = '';
  /** In an answer: its last character, or what may be the beginning of a tag with the character before it. */
  #tail = '';
  #seen = false;

  constructor(sink: ThinkTagsSink) {
    this.#sink = sink;
  }

  /** Takes the next piece. `reasoned`: the server sends the thoughts of this reply apart, so that a late tag is only text. */
  take(text: string, reasoned: boolean): void {
    switch (this.#place) {
      case 'start':
        return this.#start(this.#held + text, reasoned);
      case 'thought':
        return this.#think(this.#held + text, reasoned);
      case 'answer':
        return this.#answer(text, reasoned);
    }
  }

  /** Gives out what was held back. */
  end(): void {
    const held = this.#held;
    this.#held = '';
    if (this.#place === 'thought') this.#give(this.#sink.thought, held);
    else this.#give(this.#sink.said, this.#seen ? held.trimStart() : held);
  }

  #start(text: string, reasoned: boolean): void {
    const rest = text.trimStart();
    if (rest.startsWith(opening)) {
      this.#seen = true;
      this.#place = 'thought';
      this.#held = '';
      this.#think(rest.slice(opening.length), reasoned);
    } else if (rest.startsWith(closing)) {
      this.#seen = true;
      this.#held = '';
      this.#start(rest.slice(closing.length), reasoned);
    } else if (text.length < mostHeld && (opening.startsWith(rest) || closing.startsWith(rest))) {
      this.#held = text;
    } else {
      this.#place = 'answer';
      this.#held = '';
      this.#answer(this.#seen ? rest : text, reasoned);
    }
  }

  #think(text: string, reasoned: boolean): void {
    const end = text.indexOf(closing);
    if (end === -1) {
      const kept = beginningOfTag(text);
      this.#give(this.#sink.thought, text.slice(0, text.length - kept));
      this.#held = text.slice(text.length - kept);
      return;
    }
    this.#give(this.#sink.thought, text.slice(0, end));
    this.#place = 'start';
    this.#held = '';
    this.#start(text.slice(end + closing.length), reasoned);
  }

  #answer(text: string, reasoned: boolean): void {
    if (text === '') return;
    if (reasoned || this.#seen) {
      this.#sink.said(text);
      return;
    }
    const joined = this.#tail + text;
    const end = joined.includes('<') ? closingTagIn(joined) : -1;
    if (end === -1) {
      this.#sink.said(text);
      this.#tail = joined.slice(joined.length - Math.max(1, beginningOfTag(joined) + 1));
      if (joined.includes(opening)) this.#seen = true;
      return;
    }
    const added = end - this.#tail.length;
    this.#sink.recall(Math.max(0, -added), text.slice(0, Math.max(0, added)));
    this.#seen = true;
    this.#place = 'start';
    this.#start(joined.slice(end + closing.length), reasoned);
  }

  #give(to: (text: string) => void, text: string): void {
    if (text !== '') to(text);
  }
}

const opening = '<think>';
const closing = '</think>';
// So much space before an answer is no longer waited through.
const mostHeld = 64;

// How many characters at the end of a text may be the beginning of a tag.
function beginningOfTag(text: string): number {
  const at = text.lastIndexOf('<');
  const end = at === -1 ? '' : text.slice(at);
  const whole = end === opening || end === closing;
  return !whole && (opening.startsWith(end) || closing.startsWith(end)) ? end.length : 0;
}

// A tag in quotation marks is one that is talked about, and so is one whose opening stands before it.
function closingTagIn(text: string): number {
  const at = text.indexOf(closing);
  if (at === -1 || text.lastIndexOf(opening, at) !== -1) return -1;
  return /[`"'“‘«「]/.test(text.charAt(at - 1)) ? -1 : at;
}
