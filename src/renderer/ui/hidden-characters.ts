// Characters that a person cannot see but that can mislead: shown as escapes wherever text of models and sources is drawn.

const hidden =
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\u{E0000}-\u{E007F}]/gu;

/** The text with hidden characters as `⟨U+200B⟩`; line ends and tabs stay. */
export function visible(text: string): string {
  return text.replace(hidden, (character) => {
    if (character === '\r') return '';
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `⟨U+${code}⟩`;
  });
}
