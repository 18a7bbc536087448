// Groups of nodes: frames with a title on the canvas that mean nothing to a run. A node is in one group at most, and a group that has lost
// its last node goes.

import { sameJson } from '../../shared/json/same.ts';
import type { JsonValue } from '../../shared/json/value.ts';
import type { PipelineDocument, PipelineView } from '../../shared/pipeline/document.ts';
import { setEntry, type Change, type PipelineEdit } from '../../shared/pipeline/edits.ts';
import type { Point } from '../../shared/pipeline/view/placement.ts';
import { freeId } from './node-ids.ts';

export type Group = NonNullable<PipelineView['groups']>[number];

/** A new group around nodes, which leave the groups that they were in; `id` is null where none of the nodes is there. */
export function group(
  document: PipelineDocument,
  ids: Iterable<string>,
  title: string,
): { readonly edit: PipelineEdit; readonly id: string | null } {
  const wanted = new Set(ids);
  const nodes = document.nodes.map(({ id }) => id).filter((id) => wanted.has(id));
  if (nodes.length === 0) return { edit: { label: 'edit.group', changes: [] }, id: null };
  const id = freeId('group', new Set(groupsOf(document).map((each) => each.id)));
  const groups = [...withoutNodes(groupsOf(document), new Set(nodes)), { id, title, nodes }];
  return { edit: { label: 'edit.group', changes: viewChange(document, 'groups', groups) }, id };
}

/** A group taken away; its nodes stay. */
export function ungroup(document: PipelineDocument, id: string): PipelineEdit {
  const groups = groupsOf(document).filter((each) => each.id !== id);
  return { label: 'edit.ungroup', changes: viewChange(document, 'groups', groups) };
}

/** Nodes put into a group (null: taken out of theirs). */
export function regroup(document: PipelineDocument, ids: Iterable<string>, id: string | null): PipelineEdit {
  const wanted = new Set(ids);
  const moved = document.nodes.map((node) => node.id).filter((each) => wanted.has(each));
  const known = groupsOf(document).find((each) => each.id === id);
  const stays = new Set(known?.nodes);
  const groups = groupsOf(document).flatMap((each): Group[] => {
    if (each === known) return [{ ...each, nodes: [...each.nodes, ...moved.filter((node) => !stays.has(node))] }];
    return [...withoutNodes([each], wanted)];
  });
  return { label: 'edit.regroup', changes: viewChange(document, 'groups', groups) };
}

export function renameGroup(document: PipelineDocument, id: string, title: string): PipelineEdit {
  return { label: 'edit.group_title', changes: changedGroup(document, id, (each) => ({ ...each, title })) };
}

/** The colour of a group; null takes it away. */
export function colourGroup(document: PipelineDocument, id: string, colour: string | null): PipelineEdit {
  const changes = changedGroup(document, id, ({ colour: _, ...rest }) =>
    colour === null ? rest : { ...rest, colour },
  );
  return { label: 'edit.group_colour', changes };
}

/** A document without some nodes, their wires and their places; groups lose them, and one that is left empty goes. */
export function withoutThem(document: PipelineDocument, gone: ReadonlySet<string>): PipelineDocument {
  const { view, ...rest } = document;
  return {
    ...rest,
    nodes: document.nodes.filter(({ id }) => !gone.has(id)),
    wires: document.wires.filter(({ from, to }) => !gone.has(from.node) && !gone.has(to.node)),
    ...(view === undefined ? {} : { view: viewWithout(view, gone) }),
  };
}

/** Groups without some nodes; those that lose their last one are left out. */
export function withoutNodes(groups: readonly Group[], gone: ReadonlySet<string>): readonly Group[] {
  return groups.flatMap((each) => {
    if (!each.nodes.some((id) => gone.has(id))) return [each];
    const nodes = each.nodes.filter((id) => !gone.has(id));
    return nodes.length === 0 ? [] : [{ ...each, nodes }];
  });
}

/** The change of a property of the view; what becomes empty is taken away. */
export function viewChange(
  document: PipelineDocument,
  key: 'groups' | 'notes' | 'collapsed' | 'sizes',
  value: object,
): readonly Change[] {
  const before = document.view?.[key] ?? null;
  const after = Object.keys(value).length === 0 ? null : value;
  if (sameJson(before ?? [], after ?? [])) return [];
  return [setEntry(document, 'view', key, after as JsonValue)];
}

/** A view without some nodes, and with the place of one more. */
export function viewWithout(
  view: NonNullable<PipelineDocument['view']>,
  gone: ReadonlySet<string>,
  place?: readonly [string, Point],
): NonNullable<PipelineDocument['view']> {
  const { positions = {}, sizes, collapsed, groups, ...rest } = view;
  const kept = <Value>(record: Readonly<Record<string, Value>>) =>
    Object.fromEntries(Object.entries(record).filter(([id]) => !gone.has(id)));
  const filled = <Key extends string, Value extends object>(key: Key, value: Value | undefined) =>
    value === undefined || Object.keys(value).length === 0 ? {} : ({ [key]: value } as Record<Key, Value>);
  return {
    ...rest,
    ...filled('positions', { ...kept(positions), ...(place === undefined ? {} : { [place[0]]: place[1] }) }),
    ...filled('sizes', sizes === undefined ? undefined : kept(sizes)),
    ...filled(
      'collapsed',
      collapsed?.filter((id) => !gone.has(id)),
    ),
    ...filled('groups', groups === undefined ? undefined : [...withoutNodes(groups, gone)]),
  };
}

function groupsOf(document: PipelineDocument): readonly Group[] {
  return document.view?.groups ?? [];
}

function changedGroup(document: PipelineDocument, id: string, change: (each: Group) => Group): readonly Change[] {
  const groups = groupsOf(document).map((each) => (each.id === id ? change(each) : each));
  return viewChange(document, 'groups', groups);
}
