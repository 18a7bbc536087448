// Chords of keys: `Ctrl+Shift+Z`, `Alt+A L` (one after the other), `?`. Ctrl stands for the platform's own command key too.

export interface KeyPress {
  readonly key: string;
  /** The key's place on the keyboard, for letters typed with Alt or in another script. */
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The key presses of a chord, one after the other: `Alt+A L` are two. */
export function pressesOf(chord: string): readonly string[] {
  return chord.split(/(?<=\S) (?=\S)/);
}

/** Whether a key press is this one of a chord. Shift counts where it changes no character: `?` needs none, `Shift+L` does. */
export function isPress(press: string, event: KeyPress): boolean {
  const parts = press.split(/(?<=.)\+(?=.)/);
  const key = parts.at(-1) ?? '';
  const control = parts.includes('Ctrl');
  if (control !== (event.ctrlKey || event.metaKey) || parts.includes('Alt') !== event.altKey) return false;
  const shift = parts.includes('Shift');
  if (key.length === 1 && !/[a-z0-9]/i.test(key) && names[key] === undefined)
    return event.key === key || (control && codeOf(key) === event.code);
  if (shift !== event.shiftKey) return false;
  if (/^[a-z]$/i.test(key)) {
    // What the key types counts, and only where that is no Latin letter the place where that letter is on most keyboards.
    const typed = /^[a-z]$/i.test(event.key) ? event.key : event.code.replace(/^Key/, '');
    return typed.toLowerCase() === key.toLowerCase();
  }
  if (/^\d$/.test(key)) return event.code === `Digit${key}` || event.key === key;
  return (names[key] ?? key) === event.key;
}

const names: Readonly<Record<string, string>> = {
  '↑': 'ArrowUp',
  '↓': 'ArrowDown',
  '←': 'ArrowLeft',
  '→': 'ArrowRight',
  Esc: 'Escape',
  Space: ' ',
};

function codeOf(key: string): string | undefined {
  return { '`': 'Backquote', '.': 'Period', '+': 'Equal', '-': 'Minus', '=': 'Equal' }[key];
}
