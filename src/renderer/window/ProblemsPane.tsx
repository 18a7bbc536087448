// What is wrong with the open pipeline, found again as it changes: by node, errors first, with a jump to the node and its field.

import { useVirtualizer } from '@tanstack/react-virtual';
import { CircleAlert, TriangleAlert } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import type { Problem } from '../../shared/pipeline/check.ts';
import { levelOf } from '../../shared/pipeline/edits.ts';
import type { OpenDocument } from '../document/open-document.ts';
import { useInsights } from '../document/use-insights.ts';
import { problemText } from '../i18n/said.ts';
import { useOptionalWords, useWords } from '../i18n/words.ts';
import { inTitles } from '../inspector/in-titles.ts';
import { KindIcon } from '../ui/KindIcon.tsx';
import { Empty } from '../ui/Notice.tsx';
import { useDocument, useWorkspace, useWorkspaceState } from '../workspace.ts';
import { placeAfter } from './list-keys.ts';
import { FilterField, PaneTools } from './PaneParts.tsx';
import { fieldOfProblem, groupProblems, type ProblemGroup } from './problem-places.ts';

export function ProblemsPane({ open }: { readonly open: OpenDocument }) {
  const t = useWords();
  const [text, setText] = useState('');
  const problems = useInsights((insights) => insights.problems);
  const groups = useGroups(open, text);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PaneTools>
        <FilterField name={t('problems.filter')} value={text} onChange={setText} />
        <span
          role="status"
          className="ml-auto shrink-0 px-1 text-caption whitespace-nowrap text-dim tabular @max-md:sr-only"
        >
          {t('problems.count', { count: problems.length })}
        </span>
      </PaneTools>
      {groups.length > 0 ? (
        <List groups={groups} />
      ) : problems.length === 0 ? (
        <Empty title={t('problems.none')}>{t('problems.none_hint')}</Empty>
      ) : (
        <Empty title={t('command.nothing', { text: text.trim() })} />
      )}
    </div>
  );
}

type Row =
  | { readonly of: 'node'; readonly key: string; readonly group: ShownGroup }
  | {
      readonly of: 'problem';
      readonly key: string;
      readonly group: ShownGroup;
      readonly problem: Problem;
      readonly place: number;
    };

interface ShownGroup extends ProblemGroup {
  readonly title: string;
  readonly icon: string;
  /** Titles of the nodes that lead to it. */
  readonly path: readonly string[];
}

function List({ groups }: { readonly groups: readonly ShownGroup[] }) {
  const t = useWords();
  const workspace = useWorkspace();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(-1);
  const { rows, rowOf } = useMemo(() => rowsOf(groups), [groups]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 26,
    overscan: 8,
    getItemKey: (index) => rows[index]?.key ?? index,
  });
  const jump = (place: number) => {
    const row = rows[rowOf[place] ?? -1];
    setActive(place);
    if (row?.of !== 'problem' || row.group.levels === null) return;
    if (row.group.node === null) workspace.goTo(row.group.levels);
    else workspace.revealNode(row.group.node.id, fieldOfProblem(row.problem), row.group.levels);
  };
  const shown = active < rowOf.length ? active : -1;
  return (
    <div
      ref={scroller}
      role="listbox"
      tabIndex={0}
      aria-label={t('bottom.problems')}
      aria-activedescendant={shown < 0 ? undefined : optionId(shown)}
      className="min-h-0 flex-1 overflow-auto overflow-x-hidden p-1 -outline-offset-2"
      onFocus={() => setActive((before) => Math.max(0, before))}
      onKeyDown={(event) => {
        const next = placeAfter(event.key, shown, rowOf.length, 8);
        if (event.key === 'Enter') jump(shown);
        else if (next !== null) {
          setActive(next);
          virtual.scrollToIndex(next === 0 ? 0 : (rowOf[next] ?? 0), { align: 'auto' });
        } else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <div role="presentation" className="relative w-full" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              role="presentation"
              className="absolute top-0 left-0 w-full"
              style={{ transform: `translateY(${start}px)` }}
            >
              {row.of === 'node' ? (
                <Heading group={row.group} />
              ) : (
                <Line row={row} count={rowOf.length} active={row.place === shown} onChoose={() => jump(row.place)} />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Heading({ group: { title, icon, path } }: { readonly group: ShownGroup }) {
  return (
    <p className="flex min-h-6 items-center gap-1.5 px-2 pt-1 text-dense font-medium text-soft">
      <KindIcon name={icon} size={13} className="shrink-0 text-dim" />
      <span className="max-w-[60%] truncate">{title}</span>
      {path.length > 0 && <span className="min-w-0 truncate font-normal text-dim">{path.join(' › ')}</span>}
    </p>
  );
}

function Line({
  row: { problem, group, place },
  count,
  active,
  onChoose,
}: {
  readonly row: Extract<Row, { readonly of: 'problem' }>;
  readonly count: number;
  readonly active: boolean;
  readonly onChoose: () => void;
}) {
  const t = useWords();
  const word = useOptionalWords();
  const known = word(`code.${problem.code}`, '');
  const field = problem.values['field'];
  return (
    <div
      id={optionId(place)}
      role="option"
      aria-selected={active}
      aria-setsize={count}
      aria-posinset={place + 1}
      className={`flex items-start gap-2 rounded-md py-1 pr-2 pl-4 text-dense ${active ? 'bg-active' : 'hover:bg-hover'}`}
      onClick={onChoose}
    >
      {problem.severity === 'error' ? (
        <CircleAlert size={14} aria-label={t('problems.error')} className="mt-0.5 shrink-0 text-fail" />
      ) : (
        <TriangleAlert size={14} aria-label={t('problems.warning')} className="mt-0.5 shrink-0 text-wait" />
      )}
      <span className="min-w-0 flex-1 break-words">
        {known !== '' && <span className="mr-2 font-medium [&:lang(zh)]:mr-1">{known}</span>}
        {problemText(problem, true)}
        {group.levels === null && <span className="ml-2 text-dim">{t('problems.unreachable')}</span>}
      </span>
      {field !== undefined && <span className="shrink-0 text-caption text-dim">{field}</span>}
    </div>
  );
}

function optionId(place: number): string {
  return `problem-${place}`;
}

function useGroups(open: OpenDocument, text: string): readonly ShownGroup[] {
  const t = useWords();
  const word = useOptionalWords();
  const problems = useInsights((insights) => insights.problems);
  const catalog = useWorkspaceState((state) => state.catalog);
  const document = useDocument(open, (state) => state.document);
  return useMemo(() => {
    if (catalog === null) return [];
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const kindOf = (kind: string) => word(`kind.${kind}`, catalog.get(kind)?.card.title ?? kind);
    return groupProblems(problems, document, catalog).flatMap((group): readonly ShownGroup[] => {
      const { node, within, levels } = group;
      const path = within.map((name, depth) => {
        const scope = levelOf(document, within.slice(0, depth))?.nodes.find(({ id }) => id === levels?.[depth]?.node);
        return scope === undefined ? name : (scope.title ?? kindOf(scope.kind));
      });
      const title = node === null ? t('problems.of_pipeline') : (node.title ?? kindOf(node.kind));
      const icon = node === null ? 'workflow' : (catalog.get(node.kind)?.card.icon ?? 'box');
      const about = [title, node?.id ?? '', ...path].join('\n');
      const level = levelOf(document, within);
      const titled = group.problems.map((problem) => (level === null ? problem : inTitles(problem, level, catalog)));
      const kept = titled.filter((problem) => {
        const hay =
          `${about}\n${word(`code.${problem.code}`, '')}\n${problem.code}\n${fieldOfProblem(problem) ?? ''}\n${problem.message}\n${problemText(problem, true)}`.toLowerCase();
        return words.every((asked) => hay.includes(asked));
      });
      return kept.length === 0 ? [] : [{ ...group, problems: kept, title, icon, path }];
    });
    // oxlint-disable-next-line react/exhaustive-deps -- `word` is new with every render and the same as long as `t` is
  }, [problems, document, catalog, text, t]);
}

function rowsOf(groups: readonly ShownGroup[]): { readonly rows: readonly Row[]; readonly rowOf: readonly number[] } {
  const rows: Row[] = [];
  const rowOf: number[] = [];
  for (const group of groups) {
    rows.push({ of: 'node', key: group.key, group });
    group.problems.forEach((problem, index) => {
      const place = rowOf.length;
      rowOf.push(rows.length);
      rows.push({ of: 'problem', key: `${group.key} ${problem.pointer} ${index}`, group, problem, place });
    });
  }
  return { rows, rowOf };
}
