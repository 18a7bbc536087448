// The four limits of a run as fields: money, tokens, steps, time. An empty field is no limit of that kind.

import { useId } from 'react';
import { useWords } from '../i18n/words.ts';
import { NumberField } from '../ui/Fields.tsx';
import { Labelled } from '../ui/Labelled.tsx';

/** Limits as a person types them. */
export interface TypedLimits {
  readonly budgetUsd: number | null;
  readonly maxTokens: number | null;
  readonly maxSteps: number | null;
  readonly maxMinutes: number | null;
}

export interface LimitsFieldsProps {
  readonly value: TypedLimits;
  /** What an empty field for the steps stands for. */
  readonly noSteps: string;
  readonly onChange: (change: Partial<TypedLimits>) => void;
}

/** The fields, two in a row. */
export function LimitsFields({ value, noSteps, onChange }: LimitsFieldsProps) {
  const t = useWords();
  const id = useId();
  return (
    <div className="grid grid-cols-2 gap-3">
      <Labelled id={`${id}budget`} title={t('run.budget')}>
        <NumberField
          id={`${id}budget`}
          unit="USD"
          value={value.budgetUsd}
          placeholder={t('run.none')}
          onChange={(budgetUsd) => onChange({ budgetUsd: atLeast(budgetUsd, 0) })}
        />
      </Labelled>
      <Labelled id={`${id}tokens`} title={t('run.max_tokens')}>
        <NumberField
          id={`${id}tokens`}
          integer
          value={value.maxTokens}
          placeholder={t('run.none')}
          onChange={(maxTokens) => onChange({ maxTokens: atLeast(maxTokens, 1) })}
        />
      </Labelled>
      <Labelled id={`${id}steps`} title={t('run.max_steps')}>
        <NumberField
          id={`${id}steps`}
          integer
          value={value.maxSteps}
          placeholder={noSteps}
          onChange={(maxSteps) => onChange({ maxSteps: atLeast(maxSteps, 1) })}
        />
      </Labelled>
      <Labelled id={`${id}minutes`} title={t('run.max_time')}>
        <NumberField
          id={`${id}minutes`}
          unit={t('unit.minutes')}
          value={value.maxMinutes}
          placeholder={t('run.none')}
          onChange={(maxMinutes) => onChange({ maxMinutes: maxMinutes === 0 ? null : atLeast(maxMinutes, 0) })}
        />
      </Labelled>
    </div>
  );
}

function atLeast(value: number | null, least: number): number | null {
  return value === null || value < least ? null : value;
}
