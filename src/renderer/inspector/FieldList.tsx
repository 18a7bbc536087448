// The params of a node, or of several of one kind, as fields in sections. An edit reaches all of them in one step.

import { Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import { canonicalJson } from '../../shared/json/canonical.ts';
import { withDefaults } from '../../shared/tool/schema.ts';
import type { PipelineNode } from '../../shared/pipeline/document.ts';
import type { KindCard } from '../../shared/tool/kind.ts';
import { useSheet } from '../document/sheet.ts';
import { problemText, reasonText } from '../i18n/said.ts';
import { useWords } from '../i18n/words.ts';
import { writeDuration } from '../ui/amounts.ts';
import { TextField } from '../ui/Fields.tsx';
import { controls } from './controls/index.tsx';
import { FieldRow } from './FieldRow.tsx';
import { useFields } from './field-words.ts';
import type { FieldSpec } from './fields-of.ts';
import { insideField } from './in-titles.ts';
import { fieldId, focusSoon, titleId, useFieldWish } from './focus-field.ts';
import { setParamOf } from './handles.ts';
import type { Problem } from '../../shared/pipeline/check.ts';
import { pathInParams, type NodeProblems } from './node-problems.ts';
import { remember } from './remembered.ts';
import { Section } from './Section.tsx';
import { isChanged, isFound, sectionsOf } from './sections.ts';

export interface FieldListProps {
  readonly card: KindCard;
  /** At least one, all of the card's kind. */
  readonly nodes: readonly PipelineNode[];
  readonly problems: NodeProblems;
}

const manyFields = 10;
const sectionsAtFirst = 2;

export function FieldList({ card, nodes, problems }: FieldListProps) {
  const t = useWords();
  const fields = useFields(card.kind, card.params);
  const [search, setSearch] = useState('');
  const sections = useMemo(() => sectionsOf(fields), [fields]);
  const [first] = nodes;
  useFieldWish(first?.id, (name) => {
    if (first === undefined) return;
    // A wish for the node as such is one for the first thing to fill in.
    const field = name === '' ? fields[0] : fields.find((candidate) => candidate.name === name);
    setSearch('');
    if (field !== undefined && field.section !== null) remember(sectionName(field.section), true);
    focusSoon(field === undefined ? titleId(first.id) : fieldId(first.id, field.name));
  });

  if (first === undefined || fields.length === 0) return null;
  const found = fields.filter((field) => isFound(field, search));
  const row = (field: FieldSpec) => (
    <Field key={field.name} field={field} card={card} nodes={nodes} problems={problems} />
  );
  return (
    <div className="flex flex-col">
      {fields.length > manyFields && (
        <div className="relative px-3 pb-3">
          <Search size={14} className="pointer-events-none absolute top-1.5 left-5 text-dim" />
          <TextField
            type="search"
            aria-label={t('field.search')}
            placeholder={t('field.search')}
            className="pl-7"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
      )}
      {search.trim() !== '' ? (
        <div className="flex flex-col gap-3 px-3 pb-4" role="group" aria-label={t('field.found')}>
          {found.length === 0 && <p className="text-dense text-dim">{t('field.none_found')}</p>}
          {found.map(row)}
        </div>
      ) : (
        sections.map(({ title, fields: inside }, index) => {
          if (title === null)
            return (
              <div key="" className="flex flex-col gap-3 px-3 pb-4">
                {inside.map(row)}
              </div>
            );
          const changed = inside.filter((field) => nodes.some((node) => isChanged(field, node.params))).length;
          const wrong = inside.filter(({ name }) => problems.ofParam[name] !== undefined).length;
          return (
            <Section
              key={title}
              name={sectionName(title)}
              title={title}
              startsOpen={index <= sectionsAtFirst || changed > 0}
              forced={wrong > 0}
              note={
                <>
                  {wrong > 0 && <span className="text-caption text-fail">{t('problems.count', { count: wrong })}</span>}
                  {changed > 0 && (
                    <span className="text-caption text-dim">{t('field.changed_count', { count: changed })}</span>
                  )}
                </>
              }
            >
              {inside.map(row)}
            </Section>
          );
        })
      )}
    </div>
  );
}

function Field({ field, card, nodes, problems }: FieldListProps & { readonly field: FieldSpec }) {
  // Drawn again when the language changes: what is wrong is said in it.
  useWords();
  const sheet = useSheet();
  const { name, preset } = field;
  const values = nodes.map((node) => node.params[name] ?? preset);
  const mixed = values.some((value) => textOf(value) !== textOf(values[0]));
  const changed = nodes.some((node) => isChanged(field, node.params));
  const [node] = nodes;
  if (node === undefined) return null;
  const own = problems.ofParam[name] ?? [];
  const Control = controls[field.control];
  const set = (value: Parameters<typeof setParamOf>[3], named: Parameters<typeof setParamOf>[4], joins?: string) => {
    const place = { outermost: sheet.open.store.getState().document, level: sheet.document(), within: sheet.within };
    const ids = nodes.map(({ id }) => id);
    sheet.open.edit(setParamOf(place, ids, name, value, named), joins);
  };
  const id = fieldId(node.id, name);
  return (
    <FieldRow
      id={id}
      field={field}
      changed={changed}
      mixed={mixed}
      problems={own.map((problem) => ({ severity: problem.severity, sentence: inWords(problem, field) }))}
      onReset={changed && !field.required ? () => set(undefined, null) : null}
    >
      {(describedBy) => (
        <Control
          node={node.id}
          field={field}
          id={id}
          value={mixed ? undefined : values[0]}
          params={withDefaults(card.params, node.params)}
          invalid={own.some(({ severity }) => severity === 'error')}
          mixed={mixed}
          describedBy={describedBy}
          canDeclare
          onChange={(value, named) =>
            set(value, named ?? null, `param ${[...sheet.within, ...nodes.map((each) => each.id)].join(' ')} ${name}`)
          }
        />
      )}
    </FieldRow>
  );
}

function textOf(value: Parameters<typeof canonicalJson>[0]): string {
  return value === undefined ? '' : canonicalJson(value);
}

function inWords(problem: Problem, field: FieldSpec): string {
  const inside = insideField(field, pathInParams(problem).slice(1));
  if (inside.length > 0) return `${inside.join(' › ')}: ${problemText(problem, true)}`;
  return reasonText(problem.values, boundOf(problem, field)) ?? problemText(problem, true);
}

// A bound as the field shows its values; undefined where the problem is about none, or a bare number is as good.
function boundOf({ values }: Problem, { control, unit }: FieldSpec): string | undefined {
  const { reason, value } = values;
  if (reason !== 'least' && reason !== 'most') return undefined;
  if (control === 'duration') return writeDuration(Number(value), unit === 's' ? 's' : 'ms');
  return control === 'money' ? `$${value}` : undefined;
}

function sectionName(title: string): string {
  return `section ${title}`;
}
