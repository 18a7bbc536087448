// The params of a node as fields, drawn from the schema of its kind as the inspector draws them; the first is in sight, the others fold.

import { ChevronRight } from 'lucide-react';
import { useId, useMemo } from 'react';
import type { JsonValue } from '../../shared/json/value.ts';
import type { PlanNode } from '../../shared/pipeline/plan.ts';
import { SheetContext, sheetOf } from '../document/sheet.ts';
import type { OpenDocument } from '../document/open-document.ts';
import { useOptionalWords, useWords } from '../i18n/words.ts';
import { controls } from '../inspector/controls/index.tsx';
import { fieldInWords } from '../inspector/field-words.ts';
import type { FieldSpec } from '../inspector/fields-of.ts';
import { Labelled } from '../ui/Labelled.tsx';

export interface ParamFieldsProps {
  readonly open: OpenDocument;
  readonly node: PlanNode;
  readonly fields: readonly FieldSpec[];
  /** What has been changed, by name. */
  readonly changed: Readonly<Record<string, JsonValue>>;
  readonly onChange: (name: string, value: JsonValue | undefined) => void;
}

export function ParamFields({ open, fields, ...rest }: ParamFieldsProps) {
  const t = useWords();
  const [first, ...others] = fields;
  // A run is one of the outermost pipeline, whatever level is on screen.
  const sheet = useMemo(() => sheetOf(open, []), [open]);
  return (
    <SheetContext value={sheet}>
      <section className="flex flex-col gap-3" aria-label={t('fork.params', { node: rest.node.title ?? rest.node.id })}>
        <h3 className="text-dense font-semibold">{t('fork.params', { node: rest.node.title ?? rest.node.id })}</h3>
        {first !== undefined && <Field field={first} {...rest} />}
        {others.length > 0 && (
          <details className="group">
            <summary className="flex cursor-default items-center gap-1 text-dense font-medium text-soft">
              <ChevronRight size={14} className="transition-transform group-open:rotate-90" />
              {t('fork.more_params')}
            </summary>
            <div className="mt-3 flex flex-col gap-3">
              {others.map((field) => (
                <Field key={field.name} field={field} {...rest} />
              ))}
            </div>
          </details>
        )}
      </section>
    </SheetContext>
  );
}

function Field({
  field: given,
  node,
  changed,
  onChange,
}: Omit<ParamFieldsProps, 'fields' | 'open'> & { readonly field: FieldSpec }) {
  const t = useWords();
  const id = useId();
  const field = fieldInWords(given, node.kind, useOptionalWords());
  const Control = controls[field.control];
  const isChanged = changed[field.name] !== undefined;
  return (
    <Labelled
      id={id}
      title={isChanged ? `${field.title} · ${t('fork.changed')}` : field.title}
      hint={field.description ?? ''}
    >
      <Control
        node={node.id}
        field={field}
        id={id}
        value={changed[field.name] ?? node.params[field.name] ?? field.preset}
        params={{ ...node.params, ...changed }}
        invalid={false}
        mixed={false}
        describedBy={undefined}
        canDeclare={false}
        onChange={(value) => onChange(field.name, value)}
      />
    </Labelled>
  );
}
