// A model by its name, with those that the endpoint lists. A list is a help, not a need: whatever is typed holds.

import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useWords } from '../../i18n/words.ts';
import { runChoices } from '../../run/run-choices.ts';
import { Suggest } from '../../ui/Suggest.tsx';
import { useWorkspace } from '../../workspace.ts';
import { endpointOfModel } from '../fields-of.ts';
import { textValue, type ControlProps } from './control.ts';

export function ModelControl({ field, id, value, params, invalid, mixed, describedBy, onChange }: ControlProps) {
  const t = useWords();
  const { host } = useWorkspace();
  const chosen = useStore(runChoices, (choices) => choices.endpoint);
  const endpoint = endpointOfModel(field, params, chosen);
  const [models, setModels] = useState<readonly string[]>([]);
  useEffect(() => {
    let left = false;
    setModels([]);
    if (endpoint !== '') {
      host['endpoints.models']({ name: endpoint }).then(
        (found) => left || setModels(found),
        () => undefined,
      );
    }
    return () => {
      left = true;
    };
  }, [host, endpoint]);
  return (
    <Suggest
      id={id}
      name={field.title}
      invalid={invalid}
      {...(describedBy === undefined ? {} : { describedBy })}
      placeholder={mixed ? t('field.mixed') : (field.placeholder ?? t('field.model_of_endpoint'))}
      value={textValue(value)}
      suggestions={models.map((model) => ({ value: model }))}
      onChange={(next) => onChange(next === '' ? undefined : next)}
    />
  );
}
