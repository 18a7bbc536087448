// The words of the window: two catalogues with the same keys, the language chosen by the person or the system. Titles of kinds and short
// names of errors are looked up by their code and fall back to what the host says.

import { createInstance } from 'i18next';
import { createElement, useCallback, useSyncExternalStore, type ReactNode } from 'react';
import { I18nextProvider, initReactI18next, useTranslation } from 'react-i18next';
import { memory } from '../ui/memory.ts';
import { en } from './en.ts';
import { zhCn } from './zh-cn.ts';

type Stem<Key extends string> = Key extends `${infer Base}_one` | `${infer Base}_other` ? Base : Key;
export type MessageKey = Stem<keyof typeof en>;
export type Words = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;

export const languages = ['en', 'zh-CN'] as const;
export type Language = (typeof languages)[number];

const languageKey = 'longline.language';
const instance = createInstance();

/** Sets the words up; once, before anything is drawn. */
export async function startWords(): Promise<void> {
  await instance.use(initReactI18next).init({
    lng: firstLanguage(),
    fallbackLng: 'en',
    resources: { en: { translation: en }, 'zh-CN': { translation: zhCn } },
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = instance.language;
}

/** Gives the words to the components inside. */
export function WordsProvider({ children }: { readonly children: ReactNode }) {
  return createElement(I18nextProvider, { i18n: instance }, children);
}

/** The words in the language that is chosen. */
export function useWords(): Words {
  const { t } = useTranslation(undefined, { i18n: instance });
  return t as unknown as Words;
}

/** The word for a code (`kind.agent`, `code.wire.type`) where the catalogue has one, else the given text. */
export function optionalWord(key: string, otherwise: string): string {
  return instance.exists(key) ? instance.t(key) : otherwise;
}

/** The same for components, which are drawn again when the language changes; another function for another language. */
export function useOptionalWords(): typeof optionalWord {
  const t = useWords();
  return useCallback((key, otherwise) => (instance.exists(key) ? t(key as MessageKey) : otherwise), [t]);
}

export type Catalogue = Readonly<Record<string, string>>;

/** All words in the language that is chosen. */
export function currentCatalogue(): Catalogue {
  return instance.language === 'zh-CN' ? zhCn : en;
}

/** The chosen language, and the way to choose another. */
export function useLanguage(): readonly [Language, (language: Language) => void] {
  const language = useSyncExternalStore(subscribe, () => instance.language as Language);
  return [language, chooseLanguage];
}

function chooseLanguage(language: Language): void {
  memory.setItem(languageKey, language);
  document.documentElement.lang = language;
  void instance.changeLanguage(language);
}

function subscribe(changed: () => void): () => void {
  instance.on('languageChanged', changed);
  return () => instance.off('languageChanged', changed);
}

function firstLanguage(): Language {
  const chosen = memory.getItem(languageKey);
  const known = languages.find((language) => language === chosen);
  return known ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en');
}
