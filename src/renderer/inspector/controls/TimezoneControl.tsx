// A time zone by its IANA name, with those that this machine knows.

import { useWords } from '../../i18n/words.ts';
import { Suggest } from '../../ui/Suggest.tsx';
import { textOrNothing, textValue, type ControlProps } from './control.ts';

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map((value) => ({
  value,
}));

export function TimezoneControl({ field, id, value, invalid, mixed, describedBy, onChange }: ControlProps) {
  const t = useWords();
  return (
    <Suggest
      id={id}
      name={field.title}
      invalid={invalid}
      {...(describedBy === undefined ? {} : { describedBy })}
      placeholder={mixed ? t('field.mixed') : (field.placeholder ?? '')}
      value={textValue(value)}
      suggestions={zones}
      onChange={(next) => onChange(textOrNothing(next, field.required, field.preset))}
    />
  );
}
