// The keys of the window: chords on the keyboards that people have, and actions that do not take each other's keys.

import { describe, expect, test } from 'vitest';
import type { Action } from '../../src/renderer/actions/action.ts';
import { isPress, pressesOf, type KeyPress } from '../../src/renderer/actions/chords.ts';
import { actions } from '../../src/renderer/actions/index.ts';
import { createKeyboard } from '../../src/renderer/actions/keyboard.ts';
import { shortcutGroups } from '../../src/renderer/window/shortcuts.ts';
import { en } from '../../src/renderer/i18n/en.ts';
import { zhCn } from '../../src/renderer/i18n/zh-cn.ts';
import { takesTyping } from '../../src/renderer/ui/is-typing.ts';
import { keyNames } from '../../src/renderer/ui/Keys.tsx';

type Held = Partial<Pick<KeyPress, 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>>;
const key = (typed: string, code: string, held: Held = {}): KeyPress => ({
  key: typed,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});
const [ctrl, meta, alt, shift] = [{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { shiftKey: true }];

describe('a chord', () => {
  test.each<[string, string, KeyPress, boolean]>([
    ['Ctrl+Z', 'US', key('z', 'KeyZ', ctrl), true],
    ['Ctrl+Z', 'US with Shift', key('Z', 'KeyZ', { ...ctrl, ...shift }), false],
    ['Ctrl+Z', 'a Mac', key('z', 'KeyZ', meta), true],
    ['Ctrl+Z', 'German, where Z is typed by the key of the US Y', key('z', 'KeyY', ctrl), true],
    ['Ctrl+Z', 'German, where the key of the US Z types Y', key('y', 'KeyZ', ctrl), false],
    ['Ctrl+Y', 'German, where the key of the US Z types Y', key('y', 'KeyZ', ctrl), true],
    ['Ctrl+A', 'French, where the key of the US Q types A', key('a', 'KeyQ', ctrl), true],
    ['Ctrl+A', 'French, where the key of the US A types Q', key('q', 'KeyA', ctrl), false],
    ['Ctrl+Z', 'Russian', key('я', 'KeyZ', ctrl), true],
    ['F', 'Greek', key('φ', 'KeyF'), true],
    ['Shift+L', 'US', key('L', 'KeyL', shift), true],
    ['P', 'US with Caps Lock', key('P', 'KeyP'), true],
    ['P', 'US with Shift', key('P', 'KeyP', shift), false],
    ['Alt+C', 'a Mac, where Alt types another letter', key('ç', 'KeyC', alt), true],
    ['Ctrl+1', 'US', key('1', 'Digit1', ctrl), true],
    ['Ctrl+1', 'French, where digits need Shift', key('&', 'Digit1', ctrl), true],
    ['Ctrl+0', 'a number pad', key('0', 'Numpad0', ctrl), true],
    ['?', 'US', key('?', 'Slash', shift), true],
    ['?', 'German', key('?', 'Minus', shift), true],
    ['?', 'US without Shift', key('/', 'Slash'), false],
    ['+', 'US', key('+', 'Equal', shift), true],
    ['+', 'German', key('+', 'BracketRight'), true],
    ['+', 'a number pad', key('+', 'NumpadAdd'), true],
    ['-', 'German', key('-', 'Slash'), true],
    ['Ctrl+`', 'US', key('`', 'Backquote', ctrl), true],
    ['Ctrl+`', 'a Mac', key('`', 'Backquote', meta), true],
    ['Ctrl+`', 'German, where an accent waits for its letter', key('Dead', 'Backquote', ctrl), true],
    ['Ctrl+←', 'US', key('ArrowLeft', 'ArrowLeft', ctrl), true],
    ['Esc', 'US', key('Escape', 'Escape'), true],
    ['Alt+Enter', 'US', key('Enter', 'Enter', alt), true],
    ['Enter', 'US with Alt', key('Enter', 'Enter', alt), false],
    ['Ctrl+Alt+N', 'US', key('n', 'KeyN', { ...ctrl, ...alt }), true],
  ])('%s on %s', (chord, _, event, expected) => {
    expect(isPress(chord, event)).toBe(expected);
  });

  test('of two presses is the one after the other', () => {
    expect(pressesOf('Alt+A L')).toEqual(['Alt+A', 'L']);
    expect(pressesOf('Ctrl+Shift+Z')).toEqual(['Ctrl+Shift+Z']);
  });

  test('is named as the platform names its keys', () => {
    expect(keyNames('Ctrl+Shift+Z', 'other')).toEqual([['Ctrl', 'Shift', 'Z']]);
    expect(keyNames('Ctrl+Alt+Enter', 'mac')).toEqual([['⌘', '⌥', '↩']]);
    expect(keyNames('Alt+A L', 'mac')).toEqual([['⌥', 'A'], ['L']]);
    expect(keyNames('+', 'other')).toEqual([['+']]);
  });
});

describe('the keyboard', () => {
  const press = (chord: string) => {
    const keyboard = createKeyboard(actions);
    return pressesOf(chord).map((one, index) => idOf(keyboard.press(usPress(one), 'canvas', 1000 * index)));
  };

  test('does an action of two presses after the second', () => {
    expect(press('Alt+A L')).toEqual(['first', 'align-left']);
    expect(press('Alt+A V')).toEqual(['first', 'align-vertical']);
  });

  test('forgets the first press after a while, and after a key that does not go on with it', () => {
    const late = createKeyboard(actions);
    late.press(usPress('Alt+A'), 'canvas', 0);
    expect(idOf(late.press(usPress('Shift+L'), 'canvas', 2000))).toBe('layout');
    const other = createKeyboard(actions);
    other.press(usPress('Alt+A'), 'canvas', 0);
    expect(other.press(usPress('X'), 'canvas', 100)).toBeNull();
    expect(other.press(usPress('L'), 'canvas', 200)).toBeNull();
  });

  test('waits for the second press while a modifier goes down', () => {
    const keyboard = createKeyboard(actions);
    keyboard.press(usPress('Alt+A'), 'canvas', 0);
    keyboard.press(key('Shift', 'ShiftLeft', shift), 'canvas', 100);
    expect(idOf(keyboard.press(usPress('L'), 'canvas', 200))).toBe('align-left');
  });

  test('leaves a field its own keys', () => {
    const keyboard = createKeyboard(actions);
    expect(keyboard.press(usPress('Ctrl+Z'), 'field', 0)).toBeNull();
    expect(keyboard.press(usPress('P'), 'pane', 0)).toBeNull();
    expect(idOf(keyboard.press(usPress('Ctrl+Enter'), 'field', 0))).toBe('run');
    expect(idOf(keyboard.press(usPress('?'), 'pane', 0))).toBe('shortcuts');
  });
});

describe('actions', () => {
  test('have ids of their own', () => {
    expect(new Set(actions.map(({ id }) => id)).size).toBe(actions.length);
  });

  test('do not take the keys of others where both work', () => {
    const taken = actions.flatMap((action) =>
      action.keys.flatMap((chord) =>
        actions
          .filter((other) => other !== action && overlaps(action, other))
          .filter((other) => other.keys.some((keys) => clash(chord, keys)))
          .map((other) => `${chord}: ${action.id} and ${other.id}`),
      ),
    );
    expect(taken).toEqual([]);
  });

  test('have a name in both languages', () => {
    const names = actions.flatMap(({ name, group }) => [name, `actions.${group}`]);
    expect(names.filter((name) => !(name in en) || !(name in zhCn))).toEqual([]);
  });

  test('are all on the sheet of keys that have some', () => {
    const shown = shortcutGroups(actions).flatMap(({ shortcuts }) =>
      shortcuts.flatMap(({ ways }) => ways.flatMap(({ keys }) => keys ?? [])),
    );
    expect(actions.flatMap(({ keys }) => keys).filter((chord) => !shown.includes(chord))).toEqual([]);
  });
});

function idOf(found: Action | 'first' | null): string | null {
  return found === null || found === 'first' ? found : found.id;
}

// The event of a chord's press on a US keyboard.
function usPress(press: string): KeyPress {
  const parts = press.split(/(?<=.)\+(?=.)/);
  const name = parts.at(-1) ?? '';
  const held = {
    ctrlKey: parts.includes('Ctrl'),
    altKey: parts.includes('Alt'),
    shiftKey: parts.includes('Shift') || '?+'.includes(name),
  };
  const names: Readonly<Record<string, string>> = {
    '↑': 'ArrowUp',
    '↓': 'ArrowDown',
    '←': 'ArrowLeft',
    '→': 'ArrowRight',
    Esc: 'Escape',
  };
  const codes: Readonly<Record<string, string>> = {
    '?': 'Slash',
    '.': 'Period',
    '+': 'Equal',
    '=': 'Equal',
    '-': 'Minus',
    '`': 'Backquote',
  };
  if (/^[A-Z]$/.test(name)) return key(held.shiftKey ? name : name.toLowerCase(), `Key${name}`, held);
  if (/^\d$/.test(name)) return key(name, `Digit${name}`, held);
  return key(names[name] ?? name, codes[name] ?? names[name] ?? name, held);
}

// Events of the browser's own come wherever the focus is.
function overlaps(left: Action, right: Action): boolean {
  return left.where === right.where || left.where !== 'canvas' || right.where !== 'canvas';
}

function clash(chord: string, other: string): boolean {
  const [left, right] = [pressesOf(chord), pressesOf(other)];
  return Array.from({ length: Math.min(left.length, right.length) }, (_, index) => index).every((index) =>
    isPress(right[index] ?? '', usPress(left[index] ?? '')),
  );
}

test('somebody types in a field and in an editor of code, and nowhere else', () => {
  const inside = (what: string) => ({
    closest: (selector: string) => (selector.split(', ').includes(what) ? ({} as Element) : null),
  });
  for (const what of ['input', 'textarea', '.cm-editor', '[contenteditable="true"]'])
    expect(takesTyping(inside(what)), what).toBe(true);
  expect(takesTyping(inside('button'))).toBe(false);
  expect(takesTyping(null)).toBe(false);
});
