// Makes the stand-in honest: what it does not have throws by name, so that no test passes because a call quietly did nothing.

/** The members of `T` that a stand-in may have, whatever it makes of them. */
export type Members<T> = { readonly [Name in keyof T]?: unknown };

/** `members` with every other name throwing. Members can be replaced, as tests replace a dialog. */
export function strict<T extends object>(name: string, members: T): T {
  return new Proxy(members, {
    get(target, property, receiver) {
      if (Reflect.has(target, property) || typeof property === 'symbol' || harmless.has(property)) {
        return Reflect.get(target, property, receiver);
      }
      throw new Error(`The stand-in for Electron has no ${name}.${property}.`);
    },
  });
}

/** A member that a test must replace before the application uses it. */
export function mustBeReplaced(name: string): () => never {
  return () => {
    throw new Error(`${name} was called and no test has replaced it.`);
  };
}

// Asked of any value by awaiting it, printing it or comparing it.
const harmless: ReadonlySet<string> = new Set(['then', 'toJSON', 'asymmetricMatch', 'nodeType', 'inspect']);
