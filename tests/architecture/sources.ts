// Reads sources into what the rules speak of: imports and names. Parsing is Vite's own parser's.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseSync } from 'vite';

export interface Source {
  /** From the checkout's root, with slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Import {
  readonly specifier: string;
  readonly typesOnly: boolean;
}

export interface ParsedSource extends Source {
  readonly imports: readonly Import[];
  /** Names of values that the file uses without declaring or importing them. */
  readonly globals: ReadonlySet<string>;
  /** `name` and `object.name` of every member, property and attribute. */
  readonly members: ReadonlySet<string>;
}

/** Every TypeScript source below `folder` of the checkout at `root`. */
export function readSources(root: string, folder: string): readonly Source[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(root, path).split(sep).join('/'), text: readFileSync(path, 'utf8') }));
}

/** Parses a source; throws with its path when it does not parse. */
export function parseSource(source: Source): ParsedSource {
  const { program, module, errors } = parseSync(source.path, source.text);
  const problem = errors[0];
  if (problem !== undefined) throw new Error(`${source.path}: ${problem.message}`);

  const imports: Import[] = [];
  for (const { moduleRequest, entries } of module.staticImports) {
    const typesOnly = entries.length > 0 && entries.every(({ isType }) => isType);
    imports.push({ specifier: moduleRequest.value, typesOnly });
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest !== null) imports.push({ specifier: moduleRequest.value, typesOnly: isType });
    }
  }
  const names = namesOf(program as unknown as Tree);
  return { ...source, imports: [...imports, ...names.imports], globals: names.globals, members: names.members };
}

/** What the walk needs to know of a syntax node. */
interface Tree {
  readonly type: string;
  readonly [field: string]: unknown;
}

function namesOf(program: Tree) {
  const used = new Set<string>();
  const declared = new Set<string>();
  const members = new Set<string>();
  const imports: Import[] = [];

  const visit = (node: Tree): void => {
    switch (node.type) {
      case 'ImportExpression':
        imports.push({ specifier: literal(node['source']) ?? '(computed)', typesOnly: false });
        break;
      case 'TSImportType':
        imports.push({ specifier: literal(node['source'] ?? node['argument']) ?? '(computed)', typesOnly: true });
        break;
      case 'Identifier':
        used.add(String(node['name']));
        break;
      case 'MemberExpression':
        memberOf(node, members);
        break;
      case 'Property':
      case 'ImportSpecifier':
        members.add(nameOf(node['key'] ?? node['imported']) ?? '');
        break;
      case 'JSXAttribute':
        members.add(nameOf(node['name']) ?? '');
        break;
    }
    for (const name of declaredBy(node)) declared.add(name);
    for (const child of childrenOf(node)) visit(child);
  };
  visit(program);
  return { globals: used.difference(declared), members, imports };
}

function memberOf(node: Tree, members: Set<string>): void {
  const name = node['computed'] === true ? literal(node['property']) : nameOf(node['property']);
  if (name === undefined) return;
  members.add(name);
  const object = nameOf(node['object']);
  if (object !== undefined) members.add(`${object}.${name}`);
}

/** Child nodes that are values: no types, and no names that only label a member. */
function childrenOf(node: Tree): readonly Tree[] {
  const labels = node.type === 'MemberExpression' ? 'property' : 'key';
  return Object.entries(node)
    .filter(([field]) => node['computed'] === true || field !== labels || node['shorthand'] === true)
    .flatMap(([, value]) => (Array.isArray(value) ? (value as unknown[]) : [value]))
    .filter(isTree)
    .filter(
      ({ type }) =>
        !type.startsWith('TS') || valueWrappers.has(type) || type === 'TSImportType' || carriesTypes.has(type),
    );
}

// `x as T` and the like are values; below annotations only `import('…')` types matter, and no names.
const valueWrappers: ReadonlySet<string> = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression']);
const carriesTypes: ReadonlySet<string> = new Set(['TSTypeAnnotation', 'TSTypeAliasDeclaration']);

function declaredBy(node: Tree): readonly string[] {
  switch (node.type) {
    case 'VariableDeclarator':
      return namesIn(node['id']);
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return [...namesIn(node['id']), ...((node['params'] as unknown[] | undefined) ?? []).flatMap(namesIn)];
    case 'ClassDeclaration':
      return namesIn(node['id']);
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      return namesIn(node['local']);
    case 'CatchClause':
      return namesIn(node['param']);
    default:
      return [];
  }
}

/** Names that a pattern binds. */
function namesIn(pattern: unknown): readonly string[] {
  if (!isTree(pattern)) return [];
  switch (pattern.type) {
    case 'Identifier':
      return [String(pattern['name'])];
    case 'ObjectPattern':
      return (pattern['properties'] as Tree[]).flatMap((property) =>
        namesIn(property['value'] ?? property['argument']),
      );
    case 'ArrayPattern':
      return (pattern['elements'] as unknown[]).flatMap(namesIn);
    case 'AssignmentPattern':
      return namesIn(pattern['left']);
    case 'RestElement':
      return namesIn(pattern['argument']);
    default:
      return [];
  }
}

function nameOf(node: unknown): string | undefined {
  if (!isTree(node)) return undefined;
  return typeof node['name'] === 'string' ? node['name'] : literal(node);
}

function literal(node: unknown): string | undefined {
  return isTree(node) && node.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : undefined;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
