// One line of text with suggestions; whatever is typed holds. Until what shows suggestions has loaded, and where it cannot be, it is a
// plain text field.

import { useEffect, useState } from 'react';
import { TextField } from './Fields.tsx';
import type { SuggestBox } from './SuggestBox.tsx';

export interface Suggestion {
  readonly value: string;
  /** A second line. */
  readonly detail?: string;
}

export interface SuggestProps {
  readonly id: string;
  /** For screen readers. */
  readonly name: string;
  readonly value: string;
  readonly suggestions: readonly Suggestion[];
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly invalid?: boolean;
  readonly describedBy?: string;
}

type Box = typeof SuggestBox;
let loaded: Box | null = null;
let loading: Promise<Box> | null = null;

/** A text field that offers values. */
export function Suggest(props: SuggestProps) {
  const [Loaded, setLoaded] = useState(() => loaded);
  const [focused, setFocused] = useState(false);
  useEffect(() => {
    if (Loaded !== null) return;
    let left = false;
    loading ??= import('./SuggestBox.tsx').then((found) => (loaded = found.SuggestBox));
    loading.then(
      (found) => left || setLoaded(() => found),
      () => {
        // The plain field stays; the next one tries again.
        loading = null;
      },
    );
    return () => {
      left = true;
    };
  }, [Loaded]);
  if (Loaded !== null) return <Loaded {...props} focused={focused} />;
  return (
    <TextField
      id={props.id}
      aria-label={props.name}
      aria-invalid={props.invalid ?? false}
      aria-describedby={props.describedBy}
      placeholder={props.placeholder}
      value={props.value}
      onChange={(event) => props.onChange(event.target.value)}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
    />
  );
}
