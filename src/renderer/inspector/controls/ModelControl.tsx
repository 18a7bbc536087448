// The model of an agent: a name, with the ones that the endpoint lists.

import { useEffect, useState } from 'react';
import { useWords } from '../../i18n/words.ts';
import { TextField } from '../../ui/Fields.tsx';
import { useDocument, useWorkspace } from '../../workspace.ts';
import type { ControlProps } from './index.tsx';

export function ModelControl({ open, node, id, value, invalid, onChange }: ControlProps) {
  const t = useWords();
  const { host } = useWorkspace();
  const endpoint = useDocument(
    open,
    (state) => state.document.nodes.find((candidate) => candidate.id === node)?.params['endpoint'],
  );
  const [models, setModels] = useState<readonly string[]>([]);
  useEffect(() => {
    let left = false;
    setModels([]);
    if (typeof endpoint === 'string' && endpoint !== '') {
      // A list is a help, not a need: where the endpoint gives none, the name is typed.
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
    <>
      <TextField
        id={id}
        list={`${id}-models`}
        aria-invalid={invalid}
        placeholder={t('field.model_of_endpoint')}
        value={typeof value === 'string' ? value : ''}
        onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
      />
      <datalist id={`${id}-models`}>
        {models.map((model) => (
          <option key={model} value={model} />
        ))}
      </datalist>
    </>
  );
}
