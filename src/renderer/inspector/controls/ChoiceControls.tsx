// Choices: one of a few in sight, one of many in a list, several of a few; and on or off.

import type { JsonValue } from '../../../shared/json/value.ts';
import { canonicalJson } from '../../../shared/json/canonical.ts';
import { useWords } from '../../i18n/words.ts';
import { Segmented } from '../../ui/Segmented.tsx';
import { Select } from '../../ui/Select.tsx';
import { Switch } from '../../ui/Switch.tsx';
import type { Choice } from '../fields-of.ts';
import type { ControlProps } from './control.ts';

const none = '';

export function ChoiceControl({ field, id, value, mixed, onChange }: ControlProps) {
  const t = useWords();
  const options = field.choices.map((choice) => ({ value: keyOf(choice.value), label: choice.title }));
  const key = value === undefined ? none : keyOf(value);
  const known = options.some((option) => option.value === key);
  const give = (next: string) =>
    onChange(next === none ? undefined : field.choices.find((choice) => keyOf(choice.value) === next)?.value);
  const canBeEmpty = !field.required && field.preset === undefined;
  if (!canBeEmpty && fitsInSight(field.choices) && (known || mixed || value === undefined))
    return <Segmented id={id} name={field.title} value={known ? key : null} options={options} onChange={give} />;
  return (
    <Select
      id={id}
      name={field.title}
      value={key}
      options={[
        ...(canBeEmpty ? [{ value: none, label: mixed ? t('field.mixed') : t('field.not_set') }] : []),
        ...(!canBeEmpty && value === undefined
          ? [{ value: none, label: mixed ? t('field.mixed') : t('field.choose'), disabled: true }]
          : []),
        ...options,
        ...(known || value === undefined ? [] : [{ value: key, label: typeof value === 'string' ? value : key }]),
      ]}
      onChange={give}
    />
  );
}

export function MultiChoiceControl({ field, id, value, onChange }: ControlProps) {
  const chosen: readonly JsonValue[] = Array.isArray(value) ? value : [];
  const keys = new Set(chosen.map(keyOf));
  const toggle = (choice: Choice) => {
    const on = !keys.has(keyOf(choice.value));
    // In the order of the schema, so that the same choice is the same value.
    const next = field.choices
      .filter((other) => (other === choice ? on : keys.has(keyOf(other.value))))
      .map((other) => other.value);
    onChange(next.length === 0 && !field.required && field.preset === undefined ? undefined : next);
  };
  return (
    <div id={id} tabIndex={-1} role="group" aria-label={field.title} className="flex flex-wrap gap-1 outline-none">
      {field.choices.map((choice) => (
        <label
          key={keyOf(choice.value)}
          className="relative flex h-6 max-w-full items-center rounded-md border border-line-strong/70 bg-surface px-2 text-dense text-soft select-none hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft has-checked:text-accent-text has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="checkbox"
            checked={keys.has(keyOf(choice.value))}
            onChange={() => toggle(choice)}
            className="absolute inset-0 size-full appearance-none opacity-0"
          />
          <span className="truncate">{choice.title}</span>
        </label>
      ))}
    </div>
  );
}

export function SwitchControl({ field, id, value, onChange }: ControlProps) {
  return <Switch id={id} name={field.title} on={value === true} onChange={onChange} />;
}

function keyOf(value: JsonValue): string {
  return typeof value === 'string' ? value : canonicalJson(value);
}

/** Whether the titles stand side by side in a narrow pane; an ideograph counts for two. */
function fitsInSight(choices: readonly Choice[]): boolean {
  const width = choices.reduce(
    (sum, { title }) => sum + 3 + [...title].reduce((w, c) => w + (c > '\u2e80' ? 2 : 1), 0),
    0,
  );
  return choices.length >= 2 && choices.length <= 4 && width <= 36;
}
