// An inner pipeline of the document by its name, and the way into it.

import { ArrowRightToLine } from 'lucide-react';
import { useLevel } from '../../document/sheet.ts';
import { useWords } from '../../i18n/words.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import { useWorkspace } from '../../workspace.ts';
import { textValue, type ControlProps } from './control.ts';

export function PipelineControl({ node, field, id, value, mixed, onChange }: ControlProps) {
  const t = useWords();
  const { enter } = useWorkspace();
  const pipelines = useLevel((level) => level.pipelines) ?? {};
  const name = textValue(value);
  const known = Object.hasOwn(pipelines, name);
  return (
    <div className="flex min-w-0 items-center gap-1">
      <Select
        id={id}
        name={field.title}
        value={name}
        options={[
          ...(known
            ? []
            : [
                {
                  value: name,
                  label: mixed ? t('field.mixed') : name === '' ? t('field.choose') : name,
                  disabled: true,
                },
              ]),
          ...Object.entries(pipelines).map(([key, inner]) => ({ value: key, label: inner.meta.title, detail: key })),
        ]}
        onChange={(next) => onChange(next)}
      />
      {known && (
        <IconButton name={t('inspector.open_pipeline')} look="plain" onClick={() => enter({ node, pipeline: name })}>
          <ArrowRightToLine size={14} />
        </IconButton>
      )}
    </div>
  );
}
