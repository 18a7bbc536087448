// Gestures as a person makes them one after the other, chosen by a seed: on the level that is given, each an edit of that level's document.

import {
  addKind,
  addNote,
  changeNote,
  connect,
  duplicate,
  extract,
  group,
  inline,
  move,
  remove,
  removeAndReconnect,
  removeNotes,
  setBypassed,
  setCollapsed,
  setMeta,
  setMuted,
  setParam,
  setTitle,
  ungroup,
} from '../../src/renderer/document/gestures.ts';
import { layOut } from '../../src/renderer/document/layout.ts';
import { refusalOf } from '../../src/renderer/document/wire-rules.ts';
import type { PipelineDocument, Wire } from '../../src/shared/pipeline/document.ts';
import type { PipelineEdit } from '../../src/shared/pipeline/edits.ts';
import { nodePorts } from '../../src/shared/pipeline/ports-of.ts';
import type { Catalog } from '../../src/shared/tool/kind.ts';

/** A number in [0, 1). */
export type Chance = () => number;

const mostNodes = 60;

/** One gesture; null where the chosen one cannot be made on this document. */
export function randomGesture(document: PipelineDocument, catalog: Catalog, chance: Chance): PipelineEdit | null {
  const pick = <Value>(list: readonly Value[]): Value | undefined => list[Math.floor(chance() * list.length)];
  const node = () => pick(document.nodes);
  const some = () => document.nodes.filter(() => chance() < 0.2).map(({ id }) => id);
  const at = () => ({ x: Math.round(chance() * 2000) - 500, y: Math.round(chance() * 1400) - 400 });
  const offered = [...catalog.values()].filter(({ card }) => card.performer !== 'scope');
  const wire = (): Wire | null => {
    const [from, to] = [node(), node()];
    if (from === undefined || to === undefined) return null;
    const out = pick(nodePorts(from, document, catalog)?.out ?? []);
    const into = pick(nodePorts(to, document, catalog)?.in ?? []);
    if (out === undefined || into === undefined) return null;
    const made: Wire = {
      kind: 'data',
      from: { node: from.id, port: out.name },
      to: { node: to.id, port: into.name },
    };
    return refusalOf(document, catalog, made) === null ? made : null;
  };
  const note = () => pick(document.view?.notes ?? []);
  const gestures: readonly (() => PipelineEdit | null)[] = [
    () => {
      const entry = pick(offered);
      return entry === undefined || document.nodes.length >= mostNodes
        ? null
        : addKind(document, entry.card, at()).edit;
    },
    () => {
      const made = wire();
      return made === null ? null : connect(document, made);
    },
    () => {
      const gone = pick(document.wires);
      return gone === undefined ? null : remove(document, [], [gone]);
    },
    () => (document.nodes.length < 6 ? null : remove(document, some().slice(0, 3), [])),
    () => (document.nodes.length < 6 ? null : removeAndReconnect(document, catalog, some().slice(0, 2))),
    () => move(document, new Map(some().map((id) => [id, at()]))),
    () => {
      const found = node();
      return found === undefined
        ? null
        : setTitle(document, found.id, chance() < 0.3 ? '' : `Node ${Math.floor(chance() * 99)}`);
    },
    () => {
      const found = document.nodes.find(({ kind }) => kind === 'text');
      const template = `{{${pick(['a', 'b', 'c']) ?? 'a'}}} and {{${pick(['d', 'e']) ?? 'd'}}}`;
      return found === undefined ? null : setParam(document, found.id, 'template', template);
    },
    () => setMuted(document, some(), chance() < 0.5),
    () => setBypassed(document, catalog, some(), chance() < 0.5),
    () => setCollapsed(document, some(), chance() < 0.5),
    () => group(document, some(), 'Together').edit,
    () => {
      const found = pick(document.view?.groups ?? []);
      return found === undefined ? null : ungroup(document, found.id);
    },
    () => addNote(document, at(), { text: 'A note' }).edit,
    () => {
      const found = note();
      return found === undefined ? null : changeNote(document, found.id, { text: `Note ${chance()}`, position: at() });
    },
    () => {
      const found = note();
      return found === undefined ? null : removeNotes(document, [found.id]);
    },
    () => setMeta(document, 'title', `Title ${Math.floor(chance() * 999)}`),
    () =>
      document.nodes.length >= mostNodes / 2
        ? null
        : duplicate(document, new Set(some().slice(0, 4)), { catalog }).edit,
    () => {
      const made = extract(document, catalog, new Set(some().slice(0, 4)), 'Part');
      return 'edit' in made ? made.edit : null;
    },
    () => {
      const found = document.nodes.find(({ kind }) => kind === 'subpipeline');
      const made = found === undefined ? null : inline(document, catalog, found.id);
      return made !== null && 'edit' in made ? made.edit : null;
    },
    () =>
      move(
        document,
        layOut(document, null, () => ({ width: 220, height: 100 })),
      ),
  ];
  return pick(gestures)?.() ?? null;
}
