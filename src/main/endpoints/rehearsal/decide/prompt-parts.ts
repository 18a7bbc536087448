// What a message is made of: its own words, the passages that an earlier step put behind them, and the parts that a heading or a tag names,
// such as a draft and the checklist for it. Only takes apart; what the parts mean is decided elsewhere.

export interface PromptSource {
  readonly id: string;
  readonly heading: string;
  readonly body: string;
}

export interface SplitPrompt {
  /** The message without its passages. */
  readonly own: string;
  readonly sources: readonly PromptSource[];
}

/**
 * A message's own words and its passages, each of which begins with a line `[id] heading`. Where the message has said something before
 * them, the passages are all that follows, blank lines and all, up to a line that is a task again; in a message that begins with
 * passages, a blank line ends each, since the question may come after it.
 */
export function splitPrompt(text: string): SplitPrompt {
  const marks = [...text.matchAll(sourceLine)];
  const sources: PromptSource[] = [];
  let own = text.slice(0, marks[0]?.index ?? text.length);
  const isLed = own.trim() !== '';
  for (const [index, mark] of marks.entries()) {
    const from = mark.index + mark[0].length;
    const whole = text.slice(from, marks[index + 1]?.index ?? text.length);
    const end = (isLed ? taskAgain : blankLine).exec(whole)?.index ?? whole.length;
    sources.push({ id: mark[1] ?? '', heading: (mark[2] ?? '').trim(), body: whole.slice(0, end).trim() });
    own += whole.slice(end);
  }
  return { own, sources };
}

/** The part of a text under a heading, or in a tag, of one of these names; null where there is none or it is empty. */
export function partNamed(text: string, names: RegExp): string | null {
  for (const opening of text.matchAll(/<([\p{L}_-]{2,40})>/gu)) {
    const tag = opening[1] ?? '';
    if (!names.test(tag.replaceAll(/[_-]+/g, ' '))) continue;
    const start = opening.index + opening[0].length;
    const end = text.indexOf(`</${tag}>`, start);
    const inside = end === -1 ? '' : text.slice(start, end).trim();
    if (inside !== '') return inside;
  }
  const marks = [...text.matchAll(headingLine)].map((mark) => ({
    name: (mark[1] ?? mark[2] ?? '').trim(),
    start: mark.index,
    end: mark.index + mark[0].length,
  }));
  // A draft has headings of its own; only those of the message itself end a part.
  const borders = marks.filter((mark) => partNames.test(mark.name));
  const found = borders.find((mark) => names.test(mark.name));
  if (found === undefined) return null;
  const next = borders.find((mark) => mark.start > found.start);
  const part = text.slice(found.end, next?.start ?? text.length).trim();
  return part === '' ? null : part;
}

export const draftPart =
  /^(?:the )?(?:draft|manuscript|text|letter|document|entwurf|草稿|正文)(?: to (?:check|revise|review))?:?$/i;
export const checklistPart =
  /^(?:the )?(?:check ?list|criteria|requirements|rubric|points to check|prüfliste|kriterien|anforderungen|检查清单|要求)(?: for the \w+)?:?$/i;
export const changesPart =
  /^(?:the )?(?:changes?|changes (?:wanted|asked for|requested)|requested changes|feedback|wishes|remarks|comments|änderungen|änderungswünsche|anmerkungen|修改意见|修改要求)(?: wanted)?:?$/i;
export const reviewPart = /^(?:the )?(?:review|findings of the review|gutachten|prüfung|审阅意见)(?: of the \w+)?:?$/i;

const partNames = new RegExp(
  [
    draftPart,
    checklistPart,
    changesPart,
    reviewPart,
    /^(?:the )?(?:task|question|notes|evidence|sources|context|instructions|aufgabe|任务)(?: of the \w+)?:?$/i,
  ]
    .map((pattern) => pattern.source)
    .join('|'),
  'i',
);
const headingLine = /^(?:#{1,4}[ \t]+(\S[^\n]{0,80}?)[ \t#]*|(\S[^\n:]{1,40}:))[ \t]*$/gm;
const sourceLine = /^\[([^\]\s]{1,80})\][ \t]+(\S.*)$/gm;
const blankLine = /\n[ \t]*\n/;
const taskAgain =
  /\n[ \t]*\n(?=#[ \t]+(?:question|task|instructions?|your answer|checklist|draft)[ \t]*(?:\n|$)|(?:question|task|instructions?|your answer|checklist|draft)[ \t]*:|(?:now|please|using|based on)\b)/i;
