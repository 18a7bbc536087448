// What a person does on the canvas: every gesture is one edit, and every edit can be taken back to the byte.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clipboardText, clipFromText, pieceFromText } from '../../src/renderer/document/clipboard.ts';
import {
  addNote,
  changeNote,
  colourGroup,
  convertingWire,
  duplicate,
  extract,
  group,
  incomingOf,
  inline,
  insert,
  move,
  moveAll,
  pasteKeepingWires,
  pieceOf,
  regroup,
  remove,
  removeAndReconnect,
  removeNotes,
  renameGroup,
  rewire,
  setBypassed,
  setCollapsed,
  setMuted,
  splice,
  spliceable,
  ungroup,
} from '../../src/renderer/document/gestures.ts';
import { refusalOf } from '../../src/renderer/document/wire-rules.ts';
import { readDocument, writeDocument, type PipelineDocument } from '../../src/shared/pipeline/document.ts';
import { applyEdit, invertEdit, type PipelineEdit } from '../../src/shared/pipeline/edits.ts';
import { placeNodes } from '../../src/shared/pipeline/view/placement.ts';
import { catalogOf, type Catalog } from '../../src/shared/tool/kind.ts';
import { agentPipeline, node, pipeline, plug, testCatalog, wire } from '../kit/pipelines.ts';
import { tidyDocument, wiredDocument } from '../kit/random-pipelines.ts';

const after = (document: PipelineDocument, edit: PipelineEdit | null | undefined) =>
  applyEdit(document, edit ?? { label: '', changes: [] });
const wiresOf = (document: PipelineDocument) =>
  document.wires.map(({ from, to }) => `${from.node}.${from.port}>${to.node}.${to.port}`);

describe('every gesture', () => {
  type Chosen = { ids: ReadonlySet<string>; at: { x: number; y: number }; other: PipelineDocument };
  const gestures: Record<string, (document: PipelineDocument, chosen: Chosen) => PipelineEdit | null> = {
    remove: (document, { ids }) => remove(document, [...ids], document.wires.slice(0, 1)),
    move: (document, { ids, at }) => move(document, new Map([...ids].map((id) => [id, at]))),
    moveAll: (document, { ids, at }) =>
      moveAll(document, { nodes: new Map([...ids].map((id) => [id, at])), notes: new Map([['n1', at]]) }),
    rewire: (document) => {
      const [first, second] = document.wires;
      if (first === undefined || second === undefined) return null;
      return rewire(document, first, { ...first, to: { ...second.to, port: 'fresh' } });
    },
    splice: (document, { ids }) => {
      const [id] = ids;
      const [first] = document.wires;
      return id === undefined || first === undefined ? null : (splice(document, testCatalog, id, first)?.edit ?? null);
    },
    removeAndReconnect: (document, { ids }) => removeAndReconnect(document, testCatalog, ids),
    insert: (document, { at, other }) => insert(document, other, at, 'edit.paste', testCatalog).edit,
    insertWithoutCatalog: (document, { at, other }) => insert(document, other, at).edit,
    paste: (document, { at, ids }) =>
      pasteKeepingWires(document, pieceOf(document, ids, placeNodes(document)), at, incomingOf(document, ids)).edit,
    duplicate: (document, { ids }) => duplicate(document, ids).edit,
    duplicateDeep: (document, { ids }) => duplicate(document, ids, { deep: true, catalog: testCatalog }).edit,
    mute: (document, { ids }) => setMuted(document, ids, true),
    unmute: (document, { ids }) => setMuted(document, ids, false),
    bypass: (document, { ids }) => setBypassed(document, testCatalog, ids, true),
    unbypass: (document, { ids }) => setBypassed(document, testCatalog, ids, false),
    collapse: (document, { ids }) => setCollapsed(document, ids, true),
    expand: (document, { ids }) => setCollapsed(document, ids, false),
    group: (document, { ids }) => group(document, ids, 'Group').edit,
    ungroup: (document) => ungroup(document, 'g1'),
    regroup: (document, { ids }) => regroup(document, ids, 'g1'),
    takeOut: (document, { ids }) => regroup(document, ids, null),
    renameGroup: (document) => renameGroup(document, 'g1', 'Other'),
    colourGroup: (document) => colourGroup(document, 'g1', 'amber'),
    addNote: (document, { at }) => addNote(document, at, { text: 'Note' }).edit,
    changeNote: (document, { at }) => changeNote(document, 'n1', { text: 'x', position: at, colour: null }),
    removeNotes: (document) => removeNotes(document, ['n1', 'n2']),
    extract: (document, { ids }) => {
      const made = extract(document, testCatalog, ids, 'Part');
      return 'edit' in made ? made.edit : null;
    },
    inline: (document, { ids }) => {
      const [id] = ids;
      const made = id === undefined ? null : inline(document, testCatalog, id);
      return made !== null && 'edit' in made ? made.edit : null;
    },
  };
  const choices = fc
    .tuple(fc.oneof(wiredDocument, tidyDocument), fc.nat(), fc.integer({ min: -900, max: 900 }), wiredDocument)
    .map(([document, bits, x, other]) => {
      const ids = new Set(document.nodes.filter((_, index) => (bits >> (index % 24)) & 1).map(({ id }) => id));
      return { document, chosen: { ids, at: { x, y: x + 7 }, other } };
    });

  test.each(Object.keys(gestures))(
    '%s is taken back to the byte, done again, and leaves a document that reads',
    (name) => {
      fc.assert(
        fc.property(choices, ({ document, chosen }) => {
          const edit = gestures[name]?.(document, chosen);
          if (edit === null || edit === undefined) return;
          const done = applyEdit(document, edit);
          const text = writeDocument(done);
          expect(readDocument(text)).toEqual(done);
          const undone = applyEdit(done, invertEdit(edit));
          expect(undone).toEqual(document);
          expect(writeDocument(applyEdit(undone, edit))).toBe(text);
        }),
        { numRuns: 150 },
      );
    },
  );
});

describe('a node dropped on a wire', () => {
  const document = pipeline(
    [node('a', 'text'), node('b', 'text', { template: '{{x}}' }), node('look', 'look'), node('c', 'text')],
    [wire('a.text', 'b.x'), wire('c.text', 'b.x')],
  );
  const [first] = document.wires as [PipelineDocument['wires'][number]];

  test('goes between, and the wire keeps its place among the others', () => {
    expect(spliceable(document, testCatalog, 'look', first)).toEqual({ in: 'query', out: 'text' });
    const card = testCatalog.get('look')?.card;
    expect(card && spliceable(document, testCatalog, card, first)).toEqual({ in: 'query', out: 'text' });
    const spliced = splice(document, testCatalog, 'look', first);
    expect(wiresOf(after(document, spliced?.edit))).toEqual(['look.text>b.x', 'c.text>b.x', 'a.text>look.query']);
  });

  test('can be new or moved there in the same step', () => {
    const moved = { edit: move(document, new Map([['look', { x: 5, y: 5 }]])), ids: ['look'] };
    const spliced = splice(document, testCatalog, moved, first);
    expect(after(document, spliced?.edit).view?.positions).toEqual({ look: { x: 5, y: 5 } });
    expect(spliced?.edit.label).toBe('edit.splice');
  });

  test('stays out where it does not fit, has wires already, hangs from an agent, or the wire is a tool wire', () => {
    expect(spliceable(document, testCatalog, 'c', first)).toBeNull();
    expect(splice(document, testCatalog, 'nobody', first)).toBeNull();
    const tools = agentPipeline([node('look', 'look'), node('find', 'find')]);
    const [task, , toolWire] = tools.wires as [typeof first, typeof first, typeof first];
    expect(splice(tools, testCatalog, 'look', task)).toBeNull();
    expect(splice(tools, testCatalog, 'look', toolWire)).toBeNull();
  });
});

describe('removing and reconnecting', () => {
  test('joins what a node read to what read it', () => {
    const document = pipeline(
      [node('a', 'text'), node('look', 'look'), node('more', 'look'), node('o', 'output', { name: 'o' })],
      [wire('a.text', 'look.query'), wire('look.text', 'more.query'), wire('more.text', 'o.value')],
    );
    expect(wiresOf(after(document, removeAndReconnect(document, testCatalog, ['look'])))).toEqual([
      'more.text>o.value',
      'a.text>more.query',
    ]);
    expect(wiresOf(after(document, removeAndReconnect(document, testCatalog, ['look', 'more'])))).toEqual([
      'a.text>o.value',
    ]);
  });

  test('joins nothing whose types do not fit, or where another wire is left', () => {
    const document = pipeline(
      [
        node('n', 'input', { name: 'n', type: 'image' }),
        node('a', 'text'),
        node('t', 'text', { template: '{{x}}' }),
        node('look', 'look'),
        node('s', 'text', { template: '{{y}}' }),
      ],
      [wire('n.value', 't.x'), wire('t.text', 'look.query'), wire('t.text', 's.y'), wire('a.text', 's.y')],
    );
    expect(wiresOf(after(document, removeAndReconnect(document, testCatalog, ['t'])))).toEqual(['a.text>s.y']);
  });

  test('makes no wire that is refused, whatever the pipeline', () => {
    fc.assert(
      fc.property(tidyDocument, fc.nat(), (document, bits) => {
        const ids = document.nodes.filter((_, index) => (bits >> (index % 24)) & 1).map(({ id }) => id);
        const done = after(document, removeAndReconnect(document, testCatalog, ids));
        const before = new Set(wiresOf(document));
        for (const each of done.wires) {
          if (before.has(`${each.from.node}.${each.from.port}>${each.to.node}.${each.to.port}`)) continue;
          const without = { ...done, wires: done.wires.filter((other) => other !== each) };
          expect(refusalOf(without, testCatalog, each)).toBeNull();
        }
      }),
    );
  });
});

describe('a piece', () => {
  const inner = (template: string) =>
    pipeline([node('t', 'text', { template }), node('o', 'output', { name: 'o' })], [wire('t.text', 'o.value')]);
  const withInner = (template: string, title = 'Docs') =>
    pipeline([node('sub', 'subpipeline', { pipeline: 'p' }), node('a', 'text')], [], {
      pipelines: { p: inner(template) },
      handles: { docs: { kind: 'folder', title } },
    });
  const folderCatalog: Catalog = catalogOf([
    ...testCatalog.values(),
    {
      card: {
        ...(testCatalog.get('look')?.card as never as NonNullable<ReturnType<Catalog['get']>>['card']),
        kind: 'read',
        params: {
          type: 'object',
          properties: { folder: { type: 'string', widget: 'folder' }, note: { type: 'string' } },
        },
      },
      portsOf: () => ({ in: [], out: [] }),
    },
  ]);

  test('travels as text, with the wires that came into it or without', () => {
    const document = agentPipeline([node('look', 'look')]);
    const ids = new Set(['agent', 'look']);
    const piece = pieceOf(document, ids, placeNodes(document));
    const incoming = incomingOf(document, ids);
    expect(incoming).toEqual([wire('question.value', 'agent.task')]);
    expect(JSON.parse(clipboardText(piece))).toMatchObject({ format: 'longline/1' });
    expect(JSON.parse(clipboardText(piece, incoming))).toMatchObject({ longline: 'piece/1' });
    for (const wires of [[], incoming]) {
      const text = clipboardText(piece, wires);
      const spread = JSON.stringify(JSON.parse(text), null, 2);
      for (const each of [
        text,
        `  ${spread}\n`,
        `\`\`\`json\n${spread}\n\`\`\``,
        `Here it is:\n\n\`\`\`\n{"not": "it"}\n\`\`\`\n\n~~~json5\n${spread}\n~~~\nGood luck {smile}`,
        `Sure {really}! Use {"a": 1} or this: ${text} and tell me about {"b": "}"}`,
      ]) {
        expect(clipFromText(each)).toEqual({ piece, incoming: wires });
        expect(pieceFromText(each)).toEqual(piece);
      }
    }
    for (const none of ['', 'longline {', '{"longline":"piece/1"}', '{"format":"longline/1"}', 'longline '.repeat(99)])
      expect(pieceFromText(none)).toBeNull();
  });

  test('costs no long search in a hostile text', () => {
    expect(pieceFromText(`longline ${'{"'.repeat(300_000)}`)).toBeNull();
  });

  test('pasted keeping wires is wired to what is still here', () => {
    const document = agentPipeline([node('look', 'look')]);
    const ids = new Set(['agent']);
    const piece = pieceOf(document, ids, placeNodes(document));
    const incoming = incomingOf(document, ids);
    const pasted = pasteKeepingWires(document, piece, { x: 0, y: 0 }, incoming);
    expect(wiresOf(after(document, pasted.edit)).slice(-2)).toEqual([
      'question.value>agent-2.task',
      'look.tool>agent-2.tools',
    ]);
    const gone = after(document, remove(document, ['question', 'look'], []));
    expect(wiresOf(after(gone, pasteKeepingWires(gone, piece, { x: 0, y: 0 }, incoming).edit))).toEqual(wiresOf(gone));
  });

  test('brings inner pipelines and handles, joins the same ones and renames others', () => {
    const here = withInner('here');
    const same = after(here, insert(here, withInner('here'), { x: 0, y: 0 }).edit);
    expect(Object.keys(same.pipelines ?? {})).toEqual(['p']);
    expect(same.nodes.at(-2)?.params).toEqual({ pipeline: 'p' });
    const other = after(here, insert(here, withInner('other', 'Others'), { x: 0, y: 0 }).edit);
    expect(other.pipelines?.['p']).toEqual(inner('here'));
    expect(other.pipelines?.['p-2']).toEqual(inner('other'));
    expect(other.nodes.at(-2)?.params).toEqual({ pipeline: 'p-2' });
    expect(other.handles).toEqual({
      docs: { kind: 'folder', title: 'Docs' },
      'docs-2': { kind: 'folder', title: 'Others' },
    });
  });

  test('renames by the schema of a kind where it is known, in inner pipelines too', () => {
    const reads = node('r', 'read', { folder: 'docs', note: 'docs' });
    const handles = (title: string) => ({ docs: { kind: 'folder' as const, title } });
    const here = pipeline([], [], { handles: handles('Here') });
    const piece = pipeline([reads], [], {
      handles: handles('There'),
      pipelines: { q: pipeline([reads], [], { handles: handles('There') }) },
    });
    const done = after(here, insert(here, piece, { x: 0, y: 0 }, 'edit.paste', folderCatalog).edit);
    expect(done.nodes[0]?.params).toEqual({ folder: 'docs-2', note: 'docs' });
    expect(done.pipelines?.['q']?.nodes[0]?.params).toEqual({ folder: 'docs-2', note: 'docs' });
    expect(Object.keys(done.pipelines?.['q']?.handles ?? {})).toEqual(['docs-2']);
  });

  test('carries the handles that its inner pipelines use', () => {
    const docs = { docs: { kind: 'folder' as const, title: 'Docs' } };
    const document = pipeline([node('sub', 'subpipeline', { pipeline: 'p' })], [], {
      pipelines: { p: { ...inner('x'), handles: docs } },
      handles: { ...docs, other: { kind: 'folder', title: 'Other' } },
    });
    expect(pieceOf(document, new Set(['sub']), new Map()).handles).toEqual(docs);
  });

  test('duplicated deep runs a pipeline of its own, and its ports get names that are free', () => {
    const document = withInner('here');
    const shallow = duplicate(document, new Set(['sub']));
    expect(after(document, shallow.edit).nodes.at(-1)?.params).toEqual({ pipeline: 'p' });
    const deep = after(document, duplicate(document, new Set(['sub']), { deep: true, catalog: testCatalog }).edit);
    expect(deep.nodes.at(-1)?.params).toEqual({ pipeline: 'p-2' });
    expect(deep.pipelines?.['p-2']).toEqual(inner('here'));
    const ports = agentPipeline([]);
    const twice = after(ports, duplicate(ports, new Set(['question', 'answer']), { catalog: testCatalog }).edit);
    expect(twice.nodes.slice(-2).map(({ params }) => params['name'])).toEqual(['question-2', 'answer-2']);
  });
});

describe('states', () => {
  const document = agentPipeline([node('look', 'look')]);
  const ids = document.nodes.map(({ id }) => id);
  const having = (state: 'mute' | 'bypass', from: PipelineDocument) =>
    from.nodes.filter((each) => each[state]).map(({ id }) => id);

  test('are set on all nodes in one step; only those that can be bypassed are', () => {
    const muted = after(document, setMuted(document, ids, true));
    expect(having('mute', muted)).toEqual(ids);
    expect(after(muted, setMuted(muted, ids, false))).toEqual(document);
    const bypassed = after(document, setBypassed(document, testCatalog, ids, true));
    expect(having('bypass', bypassed)).toEqual(['agent']);
    expect(setMuted(document, ids, false).changes).toEqual([]);
  });

  test('that fold a node are forgotten with it', () => {
    const folded = after(document, setCollapsed(document, ['agent', 'look', 'nobody'], true));
    expect(folded.view?.collapsed).toEqual(['agent', 'look']);
    expect(after(folded, remove(folded, ['look'], [])).view?.collapsed).toEqual(['agent']);
    expect(after(folded, setCollapsed(folded, ids, false)).view).toBeUndefined();
  });
});

describe('groups and notes', () => {
  const document = pipeline(
    ['a', 'b', 'c'].map((id) => node(id, 'text')),
    [],
  );

  test('hold a node once; a group that is left empty goes', () => {
    const one = group(document, ['b', 'a', 'nobody'], 'One');
    const first = after(document, one.edit);
    expect(first.view?.groups).toEqual([{ id: one.id, title: 'One', nodes: ['a', 'b'] }]);
    const second = after(first, group(first, ['b', 'c'], 'Two').edit);
    expect(second.view?.groups?.map(({ title, nodes }) => [title, ...nodes])).toEqual([
      ['One', 'a'],
      ['Two', 'b', 'c'],
    ]);
    expect(after(second, remove(second, ['a'], [])).view?.groups?.map(({ title }) => title)).toEqual(['Two']);
    expect(after(second, regroup(second, ['a'], second.view?.groups?.[1]?.id ?? '')).view?.groups).toMatchObject([
      { title: 'Two', nodes: ['b', 'c', 'a'] },
    ]);
    expect(group(document, ['nobody'], 'None')).toMatchObject({ id: null, edit: { changes: [] } });
  });

  test('take a title and a colour, and lose it', () => {
    const { edit, id } = group(document, ['a'], 'One');
    const made = after(document, edit);
    const named = after(made, renameGroup(made, id ?? '', 'Other'));
    const coloured = after(named, colourGroup(named, id ?? '', 'amber'));
    expect(coloured.view?.groups).toEqual([{ id, title: 'Other', nodes: ['a'], colour: 'amber' }]);
    expect(after(coloured, colourGroup(coloured, id ?? '', null))).toEqual(named);
    expect(after(coloured, ungroup(coloured, id ?? ''))).toEqual(document);
  });

  test('of notes: written, moved with nodes in one step, removed', () => {
    const { edit, id } = addNote(document, { x: 1.4, y: 2 }, { text: 'Hello', colour: 'blue' });
    const made = after(document, edit);
    expect(made.view?.notes).toEqual([
      { id, text: 'Hello', colour: 'blue', position: { x: 1, y: 2 }, width: 240, height: 120 },
    ]);
    const at = { x: 9, y: 9 };
    const moved = after(made, moveAll(made, { nodes: new Map([['a', at]]), notes: new Map([[id, at]]) }));
    expect(moved.view).toMatchObject({ positions: { a: at }, notes: [{ position: at }] });
    const changed = after(moved, changeNote(moved, id, { text: 'Bye', width: 300, colour: null }));
    expect(changed.view?.notes).toEqual([{ id, text: 'Bye', position: at, width: 300, height: 120 }]);
    expect(after(changed, removeNotes(changed, [id])).view).toEqual({ positions: { a: at } });
  });
});

describe('a wire whose types do not fit', () => {
  const document = pipeline(
    [
      node('a', 'text', { template: '{{x}}' }),
      node('n', 'output', { name: 'n', type: 'number' }),
      node('i', 'output', { name: 'i', type: 'image' }),
    ],
    [],
    { view: { positions: { a: { x: 0, y: 0 }, n: { x: 400, y: 100 }, i: { x: 400, y: 300 } } } },
  );

  test('gets a node between that converts, where there is a kind that does', () => {
    const made = convertingWire(document, testCatalog, wire('a.text', 'n.value'));
    const done = after(document, made?.edit);
    expect(wiresOf(done)).toEqual(['a.text>convert.value', 'convert.result>n.value']);
    expect(done.nodes.at(-1)).toMatchObject({ id: 'convert', kind: 'convert', params: { to: 'number' } });
    expect(done.view?.positions?.['convert']).toEqual({ x: 200, y: 50 });
    expect(convertingWire(document, testCatalog, wire('a.text', 'i.value'))).toBeNull();
    expect(convertingWire(document, catalogOf([]), wire('a.text', 'n.value'))).toBeNull();
    expect(convertingWire(document, testCatalog, wire('a.text', 'a.x'))).toBeNull();
    expect(convertingWire(document, testCatalog, plug('a', 'n'))).toBeNull();
  });
});
