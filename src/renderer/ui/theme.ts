// Light, dark or as the system is: one attribute on the page, remembered.

import { createStore } from 'zustand/vanilla';
import { memory } from './memory.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const themeKey = 'longline.theme';

export const themeStore = createStore<{ readonly theme: Theme }>(() => ({
  theme: themes.find((theme) => theme === memory.getItem(themeKey)) ?? 'system',
}));

/** Follows the choice and the system from now on. */
export function startTheme(): void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const { theme } = themeStore.getState();
    document.documentElement.dataset['theme'] = theme === 'system' ? (system.matches ? 'dark' : 'light') : theme;
  };
  system.addEventListener('change', apply);
  themeStore.subscribe(apply);
  apply();
}

/** Chooses a theme and remembers it. */
export function chooseTheme(theme: Theme): void {
  memory.setItem(themeKey, theme);
  themeStore.setState({ theme });
}
