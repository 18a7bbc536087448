// The icon that a kind names. Kinds may name any of lucide's; the whole set is one file that loads beside the page.

import { Box, type LucideIcon } from 'lucide-react';
import { createElement, useEffect, useState } from 'react';

type Icons = Readonly<Record<string, LucideIcon>>;
let all: Icons | null = null;
let loading: Promise<Icons> | null = null;

/** Lucide's icon of a name such as `file-text`; a box until it is there and for names that it does not have. */
export function KindIcon({
  name,
  size = 14,
  className,
}: {
  readonly name: string;
  readonly size?: number;
  readonly className?: string;
}) {
  const [icons, setIcons] = useState(all);
  useEffect(() => {
    if (icons !== null) return;
    loading ??= import('./all-icons.ts').then((module) => (all = module.allIcons));
    void loading.then(setIcons);
  }, [icons]);
  const pascal = name.replaceAll(/(^|-)([a-z0-9])/g, (_, _dash: string, first: string) => first.toUpperCase());
  return createElement(icons?.[pascal] ?? Box, {
    size,
    'aria-hidden': true,
    ...(className === undefined ? {} : { className }),
  });
}
