// Numbers with a unit, durations and money.

import { useLanguage, useWords } from '../../i18n/words.ts';
import { DurationField, MoneyField, NumberField } from '../../ui/Fields.tsx';
import { count } from '../../ui/format.ts';
import { writeDuration, type DurationUnit } from '../../ui/amounts.ts';
import type { FieldSpec } from '../fields-of.ts';
import type { ControlProps } from './control.ts';

export function NumberControl(props: ControlProps) {
  const { field } = props;
  const [language] = useLanguage();
  const common = useAmount(props, (value) => (field.integer ? count(value, language) : String(value)));
  return (
    <div className="min-w-0">
      <NumberField
        {...common.props}
        integer={field.integer}
        step={field.step}
        {...(field.unit === null ? {} : { unit: field.unit })}
      />
      {common.note}
    </div>
  );
}

export function DurationControl(props: ControlProps) {
  const unit: DurationUnit = props.field.unit === 's' ? 's' : 'ms';
  const common = useAmount(props, (value) => writeDuration(value, unit));
  return (
    <div className="min-w-0">
      <DurationField {...common.props} unit={unit} />
      {common.note}
    </div>
  );
}

export function MoneyControl(props: ControlProps) {
  const common = useAmount(props, (value) => `$${value}`);
  return (
    <div className="min-w-0">
      <MoneyField {...common.props} />
      {common.note}
    </div>
  );
}

function useAmount(props: ControlProps, write: (value: number) => string) {
  const { field, id, value, invalid, mixed, describedBy, onChange } = props;
  const t = useWords();
  const amount = typeof value === 'number' ? value : null;
  // Where the whole pipeline is checked, the check says it.
  const outside =
    !invalid &&
    amount !== null &&
    ((field.least !== null && amount < field.least) || (field.most !== null && amount > field.most));
  const range = outside ? rangeOf(field, write) : null;
  const placeholder = mixed ? t('field.mixed') : field.placeholder;
  return {
    props: {
      id,
      'aria-label': field.title,
      'aria-invalid': invalid,
      'aria-describedby': describedBy,
      least: field.least,
      most: field.most,
      ...(placeholder === null ? {} : { placeholder }),
      value: amount,
      onChange: (next: number | null) => onChange(next ?? undefined),
    },
    note: range !== null && (
      <p role="status" className="mt-1 text-caption text-fail">
        {range.least === null
          ? t('field.at_most', { most: range.most ?? '' })
          : range.most === null
            ? t('field.at_least', { least: range.least })
            : t('field.between', { least: range.least, most: range.most })}
      </p>
    ),
  };
}

function rangeOf({ least, most }: FieldSpec, write: (value: number) => string) {
  return { least: least === null ? null : write(least), most: most === null ? null : write(most) };
}
