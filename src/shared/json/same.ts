// Whether two JSON values are the same value. What shares structure is not looked into, so that two versions of a large document compare
// in proportion to what is different between them.

/** Whether two JSON values are equal, properties in any order; a property that is undefined is as good as none. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, index) => sameJson(item, right[index]));
  }
  return fieldsBetween(left, right).length === 0;
}

/** Names of the properties in which two objects differ. */
export function fieldsBetween(left: object, right: object): readonly string[] {
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].filter((name) => !sameJson(memberOf(left, name), memberOf(right, name)));
}

function memberOf(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Readonly<Record<string, unknown>>)[name] : undefined;
}
