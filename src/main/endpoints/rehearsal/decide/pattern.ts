// A text that matches a regular expression, for schema properties with a `pattern` that nothing seen so far fits. Handles what tool
// schemas use: literals, classes, groups, alternatives, repetition. Returns null for what it cannot satisfy.

/** A text that matches the pattern, other texts for other variants, or null. */
export function textForPattern(pattern: string, variant: number): string | null {
  const maker: Maker = { pattern, at: 0, variant };
  let text: string;
  try {
    text = alternatives(maker);
    return maker.at >= pattern.length && new RegExp(pattern, 'u').test(text) ? text : null;
  } catch {
    return null;
  }
}

interface Maker {
  readonly pattern: string;
  at: number;
  variant: number;
}

function alternatives(maker: Maker): string {
  const choices = [sequence(maker)];
  while (maker.pattern[maker.at] === '|') {
    maker.at += 1;
    choices.push(sequence(maker));
  }
  return choices[maker.variant % choices.length] ?? '';
}

function sequence(maker: Maker): string {
  let text = '';
  while (maker.at < maker.pattern.length) {
    const c = maker.pattern[maker.at];
    if (c === '|' || c === ')') break;
    const start = maker.at;
    const one = atom(maker);
    const end = maker.at;
    const count = repetition(maker);
    const after = maker.at;
    if (count === 0) continue;
    text += one;
    for (let i = 1; i < count; i += 1) {
      maker.at = start;
      text += atom(maker);
      maker.at = end;
    }
    maker.at = after;
  }
  return text;
}

function atom(maker: Maker): string {
  const c = maker.pattern[maker.at] ?? '';
  maker.at += 1;
  if (c === '^' || c === '$') return '';
  if (c === '.') return 'a';
  if (c === '[') return fromClass(maker);
  if (c === '\\') return escaped(maker);
  if (c !== '(') return c;
  const special = /^\?(?::|<[A-Za-z]\w*>|[=!]|<[=!])/.exec(maker.pattern.slice(maker.at))?.[0] ?? '';
  maker.at += special.length;
  const inner = alternatives(maker);
  maker.at += 1;
  return special.endsWith('=') || special.endsWith('!') ? '' : inner;
}

function repetition(maker: Maker): number {
  const rest = maker.pattern.slice(maker.at);
  const match = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(rest);
  if (match === null) return 1;
  maker.at += match[0].length;
  if (match[2] !== undefined) return Number(match[2]) === 0 && match[4] !== '0' ? 1 : Number(match[2]);
  return match[1] === '+' ? 1 + (maker.variant % 3) : match[1] === '*' ? maker.variant % 2 : 0;
}

function escaped(maker: Maker): string {
  const c = maker.pattern[maker.at] ?? '';
  maker.at += 1;
  if (c === 'd') return nextOf(maker, '1234567890');
  if (c === 'w') return nextOf(maker, 'abcdefghij');
  if (c === 's') return ' ';
  if (c === 'b' || c === 'B') return '';
  if (c === 'D' || c === 'S' || c === 'W') return c === 'W' ? '-' : 'a';
  if (c === 'p' || c === 'P') {
    const name = /^\{(\^?\w+(?:=\w+)?)\}/.exec(maker.pattern.slice(maker.at));
    maker.at += name?.[0].length ?? 0;
    const category = name?.[1] ?? '';
    return category.startsWith('N') ? '1' : category.startsWith('Lu') ? 'A' : 'a';
  }
  if (c === 'n') return '\n';
  if (c === 't') return '\t';
  return c;
}

function fromClass(maker: Maker): string {
  const negated = maker.pattern[maker.at] === '^';
  if (negated) maker.at += 1;
  let members = '';
  while (maker.at < maker.pattern.length && maker.pattern[maker.at] !== ']') {
    let member = maker.pattern[maker.at] ?? '';
    maker.at += 1;
    if (member === '\\') member = escaped(maker);
    const reach = maker.pattern[maker.at + 1];
    if (maker.pattern[maker.at] === '-' && reach !== undefined && reach !== ']') {
      maker.at += 2;
      const [first, last] = [member.charCodeAt(0), reach.charCodeAt(0)];
      for (let code = first; code <= last && code < first + 40; code += 1) members += String.fromCharCode(code);
    } else members += member;
  }
  maker.at += 1;
  if (!negated) return nextOf(maker, members);
  return [...'abcdefghijklmnopqrstuvwxyz0123456789 -'].find((candidate) => !members.includes(candidate)) ?? '';
}

// Successive characters differ a little, so that variants of a pattern are different texts.
function nextOf(maker: Maker, members: string): string {
  const chosen = members[maker.variant % Math.max(1, members.length)] ?? '';
  maker.variant += maker.variant === 0 ? 0 : 1;
  return chosen;
}
