// One control for each widget name. A control shows a value and gives the next one on; it knows nothing of nodes.

import type { ReactElement } from 'react';
import type { JsonValue } from '../../../shared/json/value.ts';
import { useWords } from '../../i18n/words.ts';
import { NumberField, TextArea, TextField } from '../../ui/Fields.tsx';
import { Select } from '../../ui/Select.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { useDocument, useWorkspaceState } from '../../workspace.ts';
import type { OpenDocument } from '../../document/open-document.ts';
import type { ControlName, FieldSpec } from '../fields-of.ts';
import { FolderControl } from './FolderControl.tsx';
import { JsonControl } from './JsonControl.tsx';
import { ModelControl } from './ModelControl.tsx';

export interface ControlProps {
  readonly open: OpenDocument;
  readonly node: string;
  readonly field: FieldSpec;
  readonly id: string;
  readonly value: JsonValue | undefined;
  readonly invalid: boolean;
  /** `undefined` takes the value away. */
  readonly onChange: (value: JsonValue | undefined) => void;
}

export const controls = {
  text: ({ field, id, value, invalid, onChange }) => (
    <TextField
      id={id}
      aria-invalid={invalid}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.target.value === '' && !field.required ? undefined : event.target.value)}
    />
  ),
  prompt: ({ id, value, invalid, onChange }) => (
    <TextArea
      id={id}
      aria-invalid={invalid}
      className="min-h-24 text-dense"
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.target.value)}
    />
  ),
  number: ({ field, id, value, invalid, onChange }) => (
    <NumberField
      id={id}
      aria-invalid={invalid}
      integer={field.integer}
      {...(field.unit === null ? {} : { unit: field.unit })}
      value={typeof value === 'number' ? value : null}
      onChange={(next) => onChange(next ?? undefined)}
    />
  ),
  choice: ({ field, id, value, onChange }) => (
    <Select
      id={id}
      name={field.title}
      value={String(value ?? '')}
      options={field.choices.map((choice) => ({ value: choice, label: choice }))}
      onChange={onChange}
    />
  ),
  switch: ({ field, value, onChange }) => <Switch name={field.title} on={value === true} onChange={onChange} />,
  json: (props) => <JsonControl {...props} />,
  folder: (props) => <FolderControl {...props} />,
  endpoint: (props) => <EndpointControl {...props} />,
  model: (props) => <ModelControl {...props} />,
  pipeline: (props) => <PipelineControl {...props} />,
} as const satisfies Record<ControlName, (props: ControlProps) => ReactElement>;

function EndpointControl({ field, id, value, onChange }: ControlProps) {
  const t = useWords();
  const endpoints = useWorkspaceState((state) => state.endpoints) ?? [];
  const chosen = typeof value === 'string' ? value : '';
  const known = chosen === '' || endpoints.some(({ name }) => name === chosen);
  const options = [
    { value: '', label: t('field.endpoint_of_run') },
    ...endpoints.map(({ name, title, url }) => ({
      value: name,
      label: title,
      ...(url === null ? {} : { detail: url }),
    })),
    ...(known ? [] : [{ value: chosen, label: chosen }]),
  ];
  return (
    <Select
      id={id}
      name={field.title}
      value={chosen}
      options={options}
      onChange={(next) => onChange(next === '' ? undefined : next)}
    />
  );
}

function PipelineControl({ open, field, id, value, onChange }: ControlProps) {
  const pipelines = useDocument(open, (state) => state.document.pipelines);
  const options = Object.entries(pipelines ?? {}).map(([name, inner]) => ({
    value: name,
    label: inner.meta.title,
    detail: name,
  }));
  return <Select id={id} name={field.title} value={String(value ?? '')} options={options} onChange={onChange} />;
}
