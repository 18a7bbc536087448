// Limits between what a person types (dollars, minutes) and what a run keeps (nano-USD, milliseconds).

import type { Limits } from '../../shared/run/events.ts';
import type { TypedLimits } from './LimitsFields.tsx';

/** The limits of a run as a person types them. */
export function typedLimits({ budgetNanoUsd, maxTokens, maxSteps, maxWallMs }: Limits): TypedLimits {
  return {
    budgetUsd: budgetNanoUsd === null ? null : budgetNanoUsd / 1e9,
    maxTokens: maxTokens ?? null,
    maxSteps,
    maxMinutes: maxWallMs === null || maxWallMs === undefined ? null : maxWallMs / 60_000,
  };
}

/** The limits that were typed, over those that hold; what cannot be typed stays. */
export function limitsTyped(typed: TypedLimits, before: Limits): Limits {
  return {
    ...before,
    budgetNanoUsd: typed.budgetUsd === null ? null : Math.round(typed.budgetUsd * 1e9),
    maxTokens: typed.maxTokens,
    maxSteps: typed.maxSteps,
    maxWallMs: wallMs(typed.maxMinutes),
  };
}

/** Minutes in milliseconds, at least one. */
export function wallMs(minutes: number | null): number | null {
  return minutes === null ? null : Math.max(1, Math.round(minutes * 60_000));
}
