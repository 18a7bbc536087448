// The endpoint of a model by its name: the one chosen for the run, or one of those that are set up here, each with what it still needs.

import { CircleAlert, FlaskConical } from 'lucide-react';
import { useWords } from '../../i18n/words.ts';
import { Select } from '../../ui/Select.tsx';
import { useWorkspaceState } from '../../workspace.ts';
import { textValue, type ControlProps } from './control.ts';

export function EndpointControl({ field, id, value, mixed, onChange }: ControlProps) {
  const t = useWords();
  const endpoints = useWorkspaceState((state) => state.endpoints) ?? [];
  const chosen = textValue(value);
  const found = endpoints.find(({ name }) => name === chosen);
  const keyMissing = found?.key?.set === false ? found.key.variable : null;
  const options = [
    { value: '', label: mixed ? t('field.mixed') : t('field.endpoint_of_run') },
    ...endpoints.map(({ name, title, url, rehearsal, key }) => {
      const state = rehearsal
        ? t('endpoint.rehearsal')
        : key?.set === false
          ? t('endpoint.key_missing', { variable: key.variable })
          : url;
      return {
        value: name,
        label: rehearsal ? t('endpoint.rehearsal_title') : title,
        ...(state === null ? {} : { detail: state }),
      };
    }),
    ...(chosen === '' || found !== undefined ? [] : [{ value: chosen, label: chosen, detail: t('endpoint.unknown') }]),
  ];
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <Select
        id={id}
        name={field.title}
        value={chosen}
        options={options}
        onChange={(next) => onChange(next === '' ? undefined : next)}
      />
      {keyMissing !== null && (
        <p className="flex items-start gap-1 text-caption text-wait">
          <CircleAlert size={12} className="mt-0.5 shrink-0" />
          {t('endpoint.key_missing', { variable: keyMissing })}
        </p>
      )}
      {found?.rehearsal === true && (
        <p className="flex items-start gap-1 text-caption text-dim">
          <FlaskConical size={12} className="mt-0.5 shrink-0" />
          {t('endpoint.rehearsal')}
        </p>
      )}
      {chosen !== '' && found === undefined && (
        <p className="flex items-start gap-1 text-caption text-wait">
          <CircleAlert size={12} className="mt-0.5 shrink-0" />
          {t('endpoint.unknown')}
        </p>
      )}
      {found?.url !== undefined && found.url !== null && keyMissing === null && (
        <p className="truncate font-mono text-caption text-dim" title={found.url}>
          {found.url}
        </p>
      )}
    </div>
  );
}
