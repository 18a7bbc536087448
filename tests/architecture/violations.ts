// Holds sources against the rules. Each violation is one sentence that names the file, what it does and the rule.

import { dirname, join } from 'node:path/posix';
import {
  layers,
  nodeDoors,
  nodeIsAllowedIn,
  packageDoors,
  refusedGlobals,
  refusedMembers,
  type Layer,
  type NameRule,
} from './rules.ts';
import { parseSource, type Import, type ParsedSource, type Source } from './sources.ts';

/** Every way in which sources break the rules; `exists` says whether a path of the checkout does. */
export function violationsIn(sources: readonly Source[], exists: (path: string) => boolean): readonly string[] {
  return sources.flatMap((source) => {
    const parsed = parseSource(source);
    return [
      ...beginsWithComment(parsed),
      ...parsed.imports.flatMap((imported) => importViolations(parsed, imported, exists)),
      ...nameViolations(parsed, parsed.globals, refusedGlobals),
      ...nameViolations(parsed, parsed.members, refusedMembers),
    ];
  });
}

/** Tool folders without their tool.ts. */
export function incompleteTools(paths: readonly string[]): readonly string[] {
  const folders = new Set(paths.flatMap((path) => /^src\/main\/tools\/([^/]+)\//.exec(path)?.[1] ?? []));
  return [...folders]
    .filter((folder) => !paths.includes(`src/main/tools/${folder}/tool.ts`))
    .map((folder) => `src/main/tools/${folder} has no tool.ts: every folder there is a kind.`);
}

function beginsWithComment({ path, text }: Source): readonly string[] {
  return /^\/[/*]/.test(text) ? [] : [`${path} does not begin with a comment on what it is for.`];
}

function importViolations(
  source: ParsedSource,
  imported: Import,
  exists: (path: string) => boolean,
): readonly string[] {
  const { path } = source;
  const specifier = imported.specifier.replace(/\?.*$/, '');
  if (specifier.startsWith('.')) return relativeViolations(path, specifier, imported, exists);
  if (specifier.startsWith('node:')) {
    const door = nodeDoors[specifier.split('/')[0] ?? ''] ?? nodeIsAllowedIn;
    return isBelow(path, door) || isTypesOfNode(path, imported)
      ? []
      : [`${path} imports ${specifier}: only ${listed(door)} may.`];
  }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  const door = packageDoors[name];
  if (door === undefined)
    return [`${path} imports ${specifier}: no rule in tests/architecture/rules.ts opens a door for it.`];
  return isBelow(path, door) ? [] : [`${path} imports ${specifier}: only ${listed(door)} may.`];
}

/** Types of Node are harmless in the main process; elsewhere even they say that the file is in the wrong place. */
function isTypesOfNode(path: string, imported: Import): boolean {
  return imported.typesOnly && path.startsWith('src/main/');
}

function relativeViolations(
  path: string,
  specifier: string,
  imported: Import,
  exists: (path: string) => boolean,
): readonly string[] {
  const target = join(dirname(path), specifier);
  if (!exists(target)) return [`${path} imports ${specifier}: there is no ${target}.`];
  const from = layerOf(path);
  if (from === undefined) return [`${path} is in no layer of tests/architecture/rules.ts.`];
  // Data beside the sources belongs to nobody.
  if (!target.startsWith('src/'))
    return isBelow(target, dataBeside) ? [] : [`${path} imports ${target} from outside src.`];
  const to = layerOf(target);
  if (to === undefined) return [`${path} imports ${target}, which is in no layer of tests/architecture/rules.ts.`];
  if (from.name === to.name || includes(from.layer.mayUse, to)) return [];
  if (includes(from.layer.typesOf ?? [], to)) {
    return imported.typesOnly ? [] : [`${path} imports ${specifier}: ${from.name} may use only types of ${to.name}.`];
  }
  return [`${path} imports ${specifier}: ${from.name} may not use ${to.name}.`];
}

const dataBeside: readonly string[] = ['resources/', 'package.json'];

interface Place {
  /** With the folder's own name where the layer says `*`. */
  readonly name: string;
  readonly layer: Layer;
}

function layerOf(path: string): Place | undefined {
  const places = layers.flatMap((layer) => {
    const matched = patternOf(layer.at).exec(path);
    if (matched === null) return [];
    return [{ name: layer.name.replace('*', matched[1] ?? '*'), layer, length: layer.at.length }];
  });
  return places.toSorted((left, right) => right.length - left.length)[0];
}

function patternOf(at: string): RegExp {
  const text = at.replace(/[.]/g, '\\.').replace('*', '([^/]+)');
  return new RegExp(at.endsWith('/') ? `^${text}` : `^${text}$`);
}

function includes(names: readonly string[], { name, layer }: Place): boolean {
  return names.some((allowed) =>
    allowed.endsWith('/') ? name.startsWith(allowed) : allowed === name || allowed === layer.name,
  );
}

function nameViolations(source: Source, names: ReadonlySet<string>, rules: readonly NameRule[]): readonly string[] {
  return rules
    .filter((rule) => isBelow(source.path, rule.in) && !isBelow(source.path, rule.except ?? []))
    .flatMap((rule) =>
      rule.names.filter((name) => names.has(name)).map((name) => `${source.path} uses ${name}: ${rule.why}.`),
    );
}

function isBelow(path: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => path.startsWith(prefix));
}

function listed(places: readonly string[]): string {
  return places.length === 0 ? 'nobody' : places.join(' and ');
}
