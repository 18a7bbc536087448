// What was said of a level of a document, with titles in place of ids: nodes as the canvas calls them, ports as it labels them, and the
// field that a problem is about.

import type { PipelineDocument } from '../../shared/pipeline/document.ts';
import type { Problem } from '../../shared/pipeline/check.ts';
import type { Catalog, KindCard } from '../../shared/tool/kind.ts';
import { useLevel } from '../document/sheet.ts';
import { nodeTitle, portTitle, titleOfNode } from '../i18n/kind-words.ts';
import type { Said } from '../i18n/said.ts';
import { currentCatalogue, useWords } from '../i18n/words.ts';
import { useWorkspaceState } from '../workspace.ts';
import { fieldsInWords } from './field-words.ts';
import type { FieldSpec } from './fields-of.ts';
import { pathInParams } from './node-problems.ts';

type Level = Pick<PipelineDocument, 'nodes'>;

/** The same said with titles, in its values and in its English sentence. `level` is the one that the ids are of. */
export function inTitles<One extends Said & Partial<Problem>>(
  said: One,
  level: Level,
  catalog: Catalog | null,
  words = currentCatalogue(),
): One {
  const word = (key: string, otherwise: string) => words[key] ?? otherwise;
  const cardOf = (id: string) => catalog?.get(level.nodes.find((node) => node.id === id)?.kind ?? '')?.card;
  const title = (id: string) => titleOfNode(level, id, catalog, word);
  const end = (text: string, of: 'in' | 'out') => {
    const [, id = text, name = ''] = /^([^.]+)\.(.+)$/.exec(text) ?? [];
    return name === '' ? title(id) : `${title(id)} · ${portTitle(cardOf(id), of, { name }, word)}`;
  };
  const side = said.pointer?.endsWith('/from/port') === true ? 'out' : 'in';
  const port = (name: string) => portTitle(cardOf(said.node ?? ''), side, { name }, word);
  let { message } = said;
  const named = Object.entries(said.values ?? {}).map(([name, value]): [string, string | number] => {
    const text = String(value);
    switch (name) {
      case 'node':
      case 'agent':
        // The same word may be the name of a port, a kind or a folder beside it.
        message = message.replaceAll(
          new RegExp(`(?<!(?:port|kind|pipeline|folder|file|name) )"${escaped(text)}"`, 'g'),
          () => `"${title(text)}"`,
        );
        return [name, title(text)];
      case 'from':
      case 'to': {
        const titled = end(text, name === 'from' ? 'out' : 'in');
        message = message.replace(new RegExp(`\\b${name} ${escaped(text)}(?= |$)`), () => `${name} "${titled}"`);
        return [name, titled];
      }
      case 'path': {
        if (said.code !== 'graph.cycle') return [name, value];
        const titled = text.split(' → ').map(title).join(' → ');
        message = message.replace(text, () => titled);
        return [name, titled];
      }
      case 'kind':
        return [name, nodeTitle({ kind: text }, catalog?.get(text)?.card, word)];
      case 'port':
        return [name, port(text)];
      case 'ports':
        return [name, text.split(', ').map(port).join(', ')];
      default:
        return [name, value];
    }
  });
  const field = fieldOf(said, cardOf, word);
  return {
    ...said,
    message,
    values: { ...Object.fromEntries(named), ...(field === '' ? {} : { field }) },
  };
}

/** The same for the level on screen. */
export function useInTitles(): <One extends Said & Partial<Problem>>(said: One) => One {
  // Drawn again when the language changes: titles of kinds are said in it.
  useWords();
  const level = useLevel((document) => document);
  const catalog = useWorkspaceState((state) => state.catalog);
  return (said) => inTitles(said, level, catalog);
}

/** The titles of the field that a path leads to and of what is inside it; items of lists by their number, from one. */
export function fieldTitles(fields: readonly FieldSpec[], path: readonly string[]): readonly string[] {
  const [name, ...rest] = path;
  if (name === undefined) return [];
  const field = fields.find((candidate) => candidate.name === name);
  return field === undefined ? [name, ...rest] : [field.title, ...insideField(field, rest)];
}

/** The titles of what a path within a field leads through. */
export function insideField({ item, fields }: FieldSpec, path: readonly string[]): readonly string[] {
  const [position, ...rest] = path;
  if (position === undefined || item === null) return fieldTitles(fields, path);
  return [String(Number(position) + 1), ...insideField(item, rest)];
}

function fieldOf(
  { node, pointer, values }: Said & Partial<Problem>,
  cardOf: (id: string) => KindCard | undefined,
  word: (key: string, otherwise: string) => string,
): string {
  if (node === undefined || pointer === undefined) return '';
  const card = cardOf(node);
  if (card === undefined) return '';
  const path = pathInParams({ pointer, values: values ?? {} });
  return fieldTitles(fieldsInWords(card.kind, card.params, word), path).join(' › ');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
