// Eyes for the window: a picture of a state in both themes, what axe finds in it, and text that does not fit where it stands.

import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { en } from '../../src/renderer/i18n/en.ts';
import { zhCn } from '../../src/renderer/i18n/zh-cn.ts';
import { root } from './fixture.ts';

export const languages = ['en', 'zh-CN'] as const;
export type Language = (typeof languages)[number];
export type Say = (key: keyof typeof en, values?: Readonly<Record<string, string | number>>) => string;

export interface Looks {
  /** What the window says in the language of the walk. */
  readonly say: Say;
  /** The title of a bundled sample in it. */
  readonly sample: (name: string) => string;
  /** What axe has found so far, one line each. */
  readonly flaws: readonly string[];
  /** Photographs what is on screen in both themes and asks axe about it. */
  look(name: string): Promise<void>;
  /** Text that is cut off or runs out of its box, one line each. */
  overflowing(): Promise<readonly string[]>;
  /** Chooses the language as a person does. */
  speak(): Promise<void>;
}

interface Finding {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];

/** Eyes on a page; pictures are left in tests/results. */
export function looksAt(page: Page, project: string, language: Language): Looks {
  const words: Readonly<Record<string, string>> = language === 'en' ? en : zhCn;
  const say: Say = (key, values = {}) =>
    (words[key] ?? words[`${key}_other`] ?? key).replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) =>
      String(values[name] ?? ''),
    );
  const flaws: string[] = [];
  return {
    say,
    sample: (name) => sampleTitle(name, language),
    flaws,
    async speak() {
      if (language === 'en') return;
      await page.getByRole('button', { name: en['settings.name'], exact: true }).click();
      await page.getByRole('menuitemradio', { name: '简体中文' }).click();
      await page.keyboard.press('Escape');
      await expect(page.locator('html')).toHaveAttribute('lang', language);
    },
    async look(name) {
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
        await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
        // What draws itself takes its colours anew in the next frame.
        await page.waitForTimeout(120);
        await page.screenshot({ path: join(root, `tests/results/looks-${project}-${name}-${language}-${theme}.png`) });
        // Between the themes only colours differ.
        for (const flaw of await violations(page, theme === 'light' ? null : ['color-contrast']))
          flaws.push(`${name}, ${theme}: ${flaw}`);
      }
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    },
    overflowing: () => page.evaluate(findOverflow),
  };
}

function sampleTitle(name: string, language: Language): string {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(root, 'resources/samples', name, file), 'utf8'));
  if (language === 'en') return (read(`${name}.longline`) as { readonly meta: { readonly title: string } }).meta.title;
  return (read(`words.${language.toLowerCase()}.json`) as { readonly title: string }).title;
}

const axeSource = readFile(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');

// Menus and lists of choices stand at the end of the page, outside all landmarks: they belong to the button that opens them, and a landmark
// around a menu would only be one more stop on the way to it.
const isPopup = /role="(?:menu|listbox)"/;

async function violations(page: Page, only: readonly string[] | null): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(await axeSource);
  const found = await page.evaluate(
    async ([tags, ids]) => {
      const { axe } = globalThis as unknown as {
        axe: { run(options: object): Promise<{ violations: readonly Finding[] }> };
      };
      const runOnly = ids === null ? { type: 'tag', values: tags } : { type: 'rule', values: ids };
      return (await axe.run({ runOnly, resultTypes: ['violations'] })).violations;
    },
    [rules, only] as const,
  );
  return found.flatMap(({ id, help, nodes }) =>
    nodes
      .filter(({ html }) => id !== 'region' || !isPopup.test(html))
      .slice(0, 4)
      .map((node) => `${id}: ${help}. ${node.html.slice(0, 160)} ${contrastOf(node.failureSummary)}`),
  );
}

function contrastOf(summary = ''): string {
  return /contrast of [^.]+\.\d+ \([^)]*\)/.exec(summary)?.[0] ?? '';
}

// Runs in the page. The canvas moves under its window, so that only what stands in a node is looked at there.
function findOverflow(): string[] {
  const found: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const scrolls = (value: string) => value === 'auto' || value === 'scroll';
  for (let text = walker.nextNode(); text !== null; text = walker.nextNode()) {
    const element = text.parentElement;
    const words = text.textContent?.trim() ?? '';
    if (element === null || words === '' || element.closest('script, style, .sr-only, [aria-hidden="true"]') !== null)
      continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    if (box.width === 0) continue;
    let [acrossFree, downFree] = [false, false];
    for (let around: Element | null = element; around !== null; around = around.parentElement) {
      if (around.classList.contains('react-flow__viewport')) break;
      const style = getComputedStyle(around);
      // Clipped away on purpose: there for screen readers alone.
      if (style.clipPath === 'inset(50%)') [acrossFree, downFree] = [true, true];
      if (style.textOverflow === 'ellipsis') acrossFree = true;
      if (style.webkitLineClamp !== 'none') downFree = true;
      if (scrolls(style.overflowX)) acrossFree = true;
      if (scrolls(style.overflowY)) downFree = true;
      const edge = around.getBoundingClientRect();
      const clipsAcross = style.overflowX !== 'visible' || around === document.body;
      const clipsDown = style.overflowY !== 'visible' || around === document.body;
      const across = !acrossFree && clipsAcross && (box.right > edge.right + 1 || box.left < edge.left - 1);
      const down = !downFree && clipsDown && (box.bottom > edge.bottom + 3 || box.top < edge.top - 3);
      if (across || down) {
        found.push(
          `${across ? 'across' : 'down'}: "${words.slice(0, 60)}" in <${around.tagName.toLowerCase()} class="${around.className}">`,
        );
        break;
      }
    }
    const style = getComputedStyle(element);
    const isBox =
      style.display !== 'inline' &&
      style.clipPath === 'none' &&
      style.textOverflow !== 'ellipsis' &&
      !scrolls(style.overflowX);
    if (isBox && element.scrollWidth > element.clientWidth + 1)
      found.push(
        `out of its box: "${words.slice(0, 60)}" <${element.tagName.toLowerCase()} class="${element.className}">`,
      );
  }
  return [...new Set(found)];
}
