// The insights into what is on screen, for components.

import { useStore } from 'zustand';
import { useWorkspace } from '../workspace.ts';
import type { Insights } from './insights.ts';

/** A part of the insights into what is on screen. */
export function useInsights<Part>(select: (insights: Insights) => Part): Part {
  return useStore(useWorkspace().insights, select);
}
