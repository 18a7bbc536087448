// Code, in the language that the schema names.

import { LongText } from './LongText.tsx';
import type { ControlProps } from './control.ts';

export function CodeControl(props: ControlProps) {
  const { language } = props.field;
  return (
    <LongText
      {...props}
      language={language === 'javascript' || language === 'json' ? language : 'plain'}
      lines={[6, 24]}
    />
  );
}
