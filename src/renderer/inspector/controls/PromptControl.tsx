// A long text that a model or a person reads, with about how many tokens it is.

import { LongText } from './LongText.tsx';
import type { ControlProps } from './control.ts';

export function PromptControl(props: ControlProps) {
  return <LongText {...props} language="plain" />;
}
