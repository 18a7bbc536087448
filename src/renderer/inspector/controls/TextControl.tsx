// One line of text.

import { useWords } from '../../i18n/words.ts';
import { TextField } from '../../ui/Fields.tsx';
import { textOrNothing, textValue, type ControlProps } from './control.ts';

export function TextControl({ field, id, value, invalid, mixed, describedBy, onChange }: ControlProps) {
  const t = useWords();
  return (
    <TextField
      id={id}
      aria-label={field.title}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      placeholder={mixed ? t('field.mixed') : (field.placeholder ?? undefined)}
      value={textValue(value)}
      onChange={(event) => onChange(textOrNothing(event.target.value, field.required, field.preset))}
    />
  );
}
