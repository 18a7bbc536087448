// Which calls must not run side by side: those that touch one resource, one of them to change it. Kinds say what they touch
// (KindCard.accesses); where one says nothing, what only reads is free and everything else takes its turn.

import { canonicalJson } from '../json/canonical.ts';
import { isJsonObject, ownValue, type JsonObject } from '../json/value.ts';
import type { AccessTemplate } from '../pipeline/plan.ts';
import type { EffectClass } from '../tool/kind.ts';
import type { Access } from './effects.ts';

/** What one call touches, from its kind's templates with the values of this call in their places. */
export function accessesOf(
  kind: string,
  effect: EffectClass,
  templates: readonly AccessTemplate[] | undefined,
  values: { readonly params: JsonObject; readonly input: JsonObject },
): readonly Access[] {
  if (templates === undefined) return effect === 'read' ? [] : [{ mode: 'write', resource: `kind:${kind}` }];
  return templates.map(({ mode, resource }) => ({ mode, resource: filled(resource, values) }));
}

/** Whether two calls touch one resource and at least one of them changes it. */
export function conflict(left: readonly Access[], right: readonly Access[]): boolean {
  return left.some(({ mode, resource }) =>
    right.some((other) => other.resource === resource && (mode === 'write' || other.mode === 'write')),
  );
}

function filled(resource: string, values: JsonObject): string {
  return resource.replaceAll(/\{(params|input)\.([A-Za-z0-9_-]+)\}/g, (_, side: string, name: string) => {
    const from = ownValue(values, side);
    const value = isJsonObject(from) ? ownValue(from, name) : undefined;
    return typeof value === 'string' ? value : canonicalJson(value ?? null);
  });
}
