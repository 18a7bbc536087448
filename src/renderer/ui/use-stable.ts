// Functions that stay the same objects while they always do what the newest render says: for callbacks given to parts that compare them.

import { useInsertionEffect, useRef, useState } from 'react';

/** The same function for as long as the component is there; call it from events, not while rendering. */
export function useStable<Input extends readonly unknown[], Output>(
  act: (...input: Input) => Output,
): (...input: Input) => Output {
  return useStableAll({ act }).act;
}

/** The same for a whole record of functions. Its keys are those of the first render. */
// oxlint-disable-next-line typescript/no-explicit-any -- the parameters of functions in a record have no common type but this
export function useStableAll<Acts extends Readonly<Record<string, (...input: any[]) => unknown>>>(acts: Acts): Acts {
  const newest = useRef(acts);
  useInsertionEffect(() => {
    newest.current = acts;
  });
  const [stable] = useState(
    () =>
      Object.fromEntries(
        Object.keys(acts).map((name) => [name, (...input: unknown[]) => newest.current[name]?.(...input)]),
      ) as unknown as Acts,
  );
  return stable;
}
