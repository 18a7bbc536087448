// The way from a node that runs an inner pipeline into that pipeline. Who shows levels gives it; without anyone nothing can be entered.

import { createContext, useContext } from 'react';
import type { Level } from '../document/sheet.ts';

export const OpenLevelContext = createContext<((level: Level) => void) | null>(null);

/** Enters the inner pipeline of a node, or null where that cannot be done. */
export function useOpenLevel(): ((level: Level) => void) | null {
  return useContext(OpenLevelContext);
}
