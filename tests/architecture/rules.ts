// Who may import whom, as data. A folder that is not listed, a package without a door and a name that is not allowed are all
// violations, so that a new one is decided here and not by accident. How the rules are checked is violations.ts's.

export interface Layer {
  readonly name: string;
  /** The file, or with a final slash the folder, that the layer is; the longest match counts. `*` stands for one folder's name. */
  readonly at: string;
  /** Names of layers; with a final slash all that begin so. Its own layer is always allowed. */
  readonly mayUse: readonly string[];
  /** Layers of which only types may be used. */
  readonly typesOf?: readonly string[];
}

/** What the window may use of the core; of the contract only its types, because renderer/host carries it. */
const coreForWindow = ['shared/errors', 'shared/json', 'shared/tool', 'shared/pipeline', 'shared/cost', 'shared/run'];

export const layers: readonly Layer[] = [
  { name: 'shared/errors', at: 'src/shared/errors.ts', mayUse: [] },
  { name: 'shared/json', at: 'src/shared/json/', mayUse: ['shared/errors'] },
  { name: 'shared/tool', at: 'src/shared/tool/', mayUse: ['shared/errors', 'shared/json'] },
  { name: 'shared/pipeline', at: 'src/shared/pipeline/', mayUse: ['shared/errors', 'shared/json', 'shared/tool'] },
  { name: 'shared/cost', at: 'src/shared/cost/', mayUse: ['shared/errors', 'shared/json'] },
  {
    name: 'shared/run',
    at: 'src/shared/run/',
    mayUse: ['shared/errors', 'shared/json', 'shared/tool', 'shared/pipeline', 'shared/cost'],
  },
  { name: 'shared/api', at: 'src/shared/api/', mayUse: ['shared/'] },

  { name: 'main/index', at: 'src/main/index.ts', mayUse: ['main/hosts/electron'] },
  { name: 'main/store', at: 'src/main/store/', mayUse: ['shared/'], typesOf: ['main/drivers'] },
  { name: 'main/net', at: 'src/main/net/', mayUse: ['shared/'] },
  { name: 'main/endpoints', at: 'src/main/endpoints/', mayUse: ['shared/', 'main/net'], typesOf: ['main/drivers'] },
  { name: 'main/tools/define', at: 'src/main/tools/define.ts', mayUse: ['shared/'] },
  { name: 'main/tools', at: 'src/main/tools/', mayUse: ['shared/', 'main/tools/define'] },
  {
    // Hands the tools what they may touch, so that they need not reach for it.
    name: 'main/tools/call-tool',
    at: 'src/main/tools/call-tool.ts',
    mayUse: ['shared/', 'main/tools', 'main/tools/define', 'main/knowledge'],
    typesOf: ['main/drivers'],
  },
  {
    name: 'main/tools/*',
    at: 'src/main/tools/*/',
    mayUse: ['shared/tool', 'shared/errors', 'shared/json', 'main/tools/define'],
  },
  { name: 'main/sandbox', at: 'src/main/sandbox/', mayUse: ['shared/'] },
  {
    name: 'main/knowledge',
    at: 'src/main/knowledge/',
    mayUse: ['shared/', 'main/store'],
    typesOf: ['main/tools/define'],
  },
  { name: 'main/share', at: 'src/main/share/', mayUse: ['shared/'] },
  { name: 'main/drivers', at: 'src/main/drivers/', mayUse: ['shared/'] },
  {
    name: 'main/hosts',
    at: 'src/main/hosts/',
    mayUse: [
      'shared/',
      'main/store',
      'main/net',
      'main/endpoints',
      'main/tools',
      'main/tools/call-tool',
      'main/tools/define',
      'main/sandbox',
      'main/knowledge',
      'main/share',
      'main/drivers',
    ],
  },
  { name: 'main/hosts/electron', at: 'src/main/hosts/electron/', mayUse: ['shared/', 'main/hosts'] },
  { name: 'main/hosts/serve', at: 'src/main/hosts/serve/', mayUse: ['shared/', 'main/hosts'] },
  {
    name: 'main/hosts/cli',
    at: 'src/main/hosts/cli/',
    mayUse: [
      'shared/',
      'main/hosts',
      'main/hosts/serve',
      'main/store',
      'main/net',
      'main/endpoints',
      'main/tools',
      'main/tools/call-tool',
      'main/tools/define',
      'main/sandbox',
      'main/knowledge',
      'main/share',
      'main/drivers',
    ],
  },

  { name: 'renderer/host', at: 'src/renderer/host/', mayUse: ['shared/'] },
  {
    name: 'renderer',
    at: 'src/renderer/',
    mayUse: ['renderer/', ...coreForWindow],
    typesOf: ['shared/api'],
  },
  {
    name: 'renderer/*',
    at: 'src/renderer/*/',
    mayUse: ['renderer', 'renderer/', ...coreForWindow],
    typesOf: ['shared/api'],
  },
];

/** Which places may import a package (with all its subpaths): prefixes of paths. A package that is not here may not be imported. */
export const packageDoors: Readonly<Record<string, readonly string[]>> = {
  zod: ['src/shared/', 'src/main/', 'src/renderer/'],
  '@cfworker/json-schema': ['src/shared/'],

  electron: ['src/main/hosts/electron/'],
  openai: ['src/main/endpoints/'],
  'eventsource-parser': ['src/main/endpoints/'],
  jsonrepair: ['src/main/endpoints/'],
  'better-sqlite3': ['src/main/store/', 'src/main/knowledge/'],
  htmlparser2: ['src/main/knowledge/'],
  mathjs: ['src/main/tools/calculate/'],
  commander: ['src/main/hosts/cli/'],
  picocolors: ['src/main/hosts/cli/'],
  ulid: ['src/main/'],
  ws: ['src/main/hosts/serve/'],
  '@orpc/server': ['src/main/hosts/'],
  '@orpc/client': ['src/renderer/host/'],
  partysocket: ['src/renderer/host/'],

  '@xyflow/react': ['src/renderer/canvas/'],
  '@base-ui/react': ['src/renderer/'],
  '@dagrejs/dagre': ['src/renderer/document/'],
  '@codemirror/autocomplete': ['src/renderer/ui/'],
  '@codemirror/commands': ['src/renderer/ui/'],
  '@codemirror/lang-javascript': ['src/renderer/ui/'],
  '@codemirror/lang-json': ['src/renderer/ui/'],
  '@codemirror/language': ['src/renderer/ui/'],
  '@codemirror/lint': ['src/renderer/ui/'],
  '@codemirror/state': ['src/renderer/ui/'],
  '@codemirror/view': ['src/renderer/ui/'],
  '@fontsource-variable/inter': ['src/renderer/'],
  '@fontsource-variable/jetbrains-mono': ['src/renderer/'],
  '@lezer/highlight': ['src/renderer/ui/'],
  '@tanstack/react-virtual': ['src/renderer/'],
  i18next: ['src/renderer/'],
  'lucide-react': ['src/renderer/'],
  react: ['src/renderer/'],
  'react-dom': ['src/renderer/'],
  'react-i18next': ['src/renderer/'],
  'react-resizable-panels': ['src/renderer/'],
  tailwindcss: ['src/renderer/'],
  zustand: ['src/renderer/'],
};

/** Which places may import one of Node's modules that reach out of the process. */
export const nodeDoors: Readonly<Record<string, readonly string[]>> = {
  'node:child_process': ['src/main/sandbox/', 'src/main/hosts/'],
  'node:cluster': [],
  'node:dgram': [],
  'node:dns': ['src/main/net/'],
  'node:http': ['src/main/net/', 'src/main/hosts/serve/', 'src/main/endpoints/rehearsal/'],
  'node:http2': [],
  'node:https': ['src/main/net/'],
  'node:inspector': [],
  'node:net': ['src/main/net/', 'src/main/hosts/serve/', 'src/main/endpoints/rehearsal/'],
  'node:sqlite': [],
  'node:tls': ['src/main/net/'],
  'node:vm': [],
  'node:worker_threads': ['src/main/store/', 'src/main/sandbox/'],
};

/** All other modules of Node: here and nowhere else. */
export const nodeIsAllowedIn: readonly string[] = [
  'src/main/store/',
  'src/main/net/',
  'src/main/endpoints/',
  'src/main/sandbox/',
  'src/main/knowledge/',
  'src/main/share/',
  'src/main/drivers/',
  'src/main/hosts/',
  'src/main/tools/define.ts',
  'src/main/tools/index.ts',
];

export interface NameRule {
  readonly names: readonly string[];
  /** Prefixes of paths where the names are refused. */
  readonly in: readonly string[];
  /** Prefixes of paths that are excused. */
  readonly except?: readonly string[];
  readonly why: string;
}

/** Globals that may not be used. */
export const refusedGlobals: readonly NameRule[] = [
  {
    names: ['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
    in: ['src/shared/'],
    why: 'src/shared has no clock',
  },
  { names: ['crypto'], in: ['src/shared/'], why: 'src/shared has neither randomness nor hashes' },
  {
    names: ['process', 'console', 'fetch', 'globalThis', 'window', 'document', 'Buffer', 'require'],
    in: ['src/shared/'],
    why: 'src/shared has no input, no output and no host',
  },
  { names: ['eval', 'Function'], in: ['src/'], why: 'text is never run as code' },
  {
    names: ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource'],
    in: ['src/main/'],
    why: 'everything outgoing passes src/main/net',
  },
  { names: ['fetch', 'XMLHttpRequest', 'EventSource'], in: ['src/renderer/'], why: 'the page talks to its host alone' },
  {
    names: ['WebSocket'],
    in: ['src/renderer/'],
    except: ['src/renderer/host/'],
    why: 'the page talks to its host alone',
  },
];

/** Members, attributes and imported names that may not be used. */
export const refusedMembers: readonly NameRule[] = [
  { names: ['Math.random'], in: ['src/shared/'], why: 'src/shared has no randomness' },
  {
    names: ['dangerouslySetInnerHTML', 'innerHTML', 'outerHTML', 'insertAdjacentHTML', 'srcdoc', 'srcDoc'],
    in: ['src/'],
    why: 'text is shown as text',
  },
  {
    names: ['openExternal'],
    in: ['src/'],
    except: ['src/main/hosts/electron/guards.ts'],
    why: 'one place asks before it opens an address',
  },
];
