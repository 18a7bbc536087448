// Documents at random for property tests: nodes of the test catalog with wires that may or may not fit, tools, views, handles and inner
// pipelines. `tidy` ones have no errors, so that they compile.

import fc from 'fast-check';
import type { PipelineDocument, PipelineNode, Wire } from '../../src/shared/pipeline/document.ts';
import { wireKey } from '../../src/shared/pipeline/edits.ts';
import { node, pipeline, plug, wire } from './pipelines.ts';

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;
const idOf = fc.constantFrom(...ids);
const text = fc.constantFrom('', 'x', 'Two words', 'line\nline');
const point = fc.record({ x: fc.integer({ min: -500, max: 1500 }), y: fc.integer({ min: -500, max: 1500 }) });

const someNode: fc.Arbitrary<Omit<PipelineNode, 'id'>> = fc
  .record(
    {
      kind: fc.constantFrom('text', 'look', 'find', 'agent', 'branch', 'subpipeline', 'nowhere'),
      version: fc.constant(1),
      title: text,
      params: fc.dictionary(fc.constantFrom('template', 'pipeline', 'folder'), fc.constantFrom('p1', 'p2', 'h1', 'x')),
      mute: fc.constant(true as const),
      bypass: fc.constant(true as const),
    },
    { requiredKeys: ['kind', 'version', 'params'] },
  )
  .map((each) => each as Omit<PipelineNode, 'id'>);

const someWires: fc.Arbitrary<Wire[]> = fc.uniqueArray(
  fc.oneof(
    fc.tuple(idOf, idOf, fc.constantFrom('x', 'y')).map(([from, to, port]) => wire(`${from}.text`, `${to}.${port}`)),
    fc.tuple(idOf, idOf).map(([tool, agent]) => plug(tool, agent)),
  ),
  { maxLength: 10, selector: wireKey },
);

const someView: fc.Arbitrary<NonNullable<PipelineDocument['view']>> = fc.record(
  {
    positions: fc.dictionary(idOf, point, { maxKeys: 6 }),
    sizes: fc.dictionary(idOf, fc.constantFrom({ width: 10, height: 10 }, { width: 20, height: 10 }), {
      minKeys: 1,
      maxKeys: 2,
    }),
    collapsed: fc.uniqueArray(idOf, { maxLength: 3 }),
    groups: fc.uniqueArray(
      fc.record({ id: fc.constantFrom('g1', 'g2'), title: text, nodes: fc.uniqueArray(idOf, { maxLength: 4 }) }),
      { maxLength: 2, selector: ({ id }) => id },
    ),
    notes: fc.uniqueArray(
      fc.record({
        id: fc.constantFrom('n1', 'n2', 'n3'),
        text,
        position: point,
        width: fc.constantFrom(100, 200),
        height: fc.constant(80),
      }),
      { maxLength: 3, selector: ({ id }) => id },
    ),
    viewport: fc.constant({ x: 1, y: 2, zoom: 1 }),
  },
  { requiredKeys: [] },
);

/** Any document that reads as one, with every node and wire once; its records may be there with nothing in them. Its wires may lead nowhere, its kinds may be unknown. */
export const anyDocument = (levels = 2): fc.Arbitrary<PipelineDocument> =>
  fc
    .record(
      {
        meta: fc.record(
          { title: text, description: text, tags: fc.array(text, { maxLength: 2 }) },
          { requiredKeys: ['title'] },
        ),
        nodes: fc.uniqueArray(
          fc.tuple(idOf, someNode).map(([id, rest]) => ({ id, ...rest })),
          {
            maxLength: 8,
            selector: ({ id }) => id,
          },
        ),
        wires: someWires,
        handles: fc.dictionary(fc.constantFrom('h1', 'h2'), fc.constantFrom(folder('One'), folder('Two'))),
        view: someView,
        ...(levels === 0
          ? {}
          : {
              pipelines: fc.dictionary(fc.constantFrom('p1', 'p2'), anyDocument(levels - 1), {
                maxKeys: 2,
              }),
            }),
      },
      { requiredKeys: ['meta', 'nodes', 'wires'] },
    )
    .map((parts) => ({ format: 'longline/1', ...parts }) as unknown as PipelineDocument);

/** Any document whose wires lead from one of its nodes to another. */
export const wiredDocument: fc.Arbitrary<PipelineDocument> = anyDocument().map((document) => {
  const known = new Set(document.nodes.map(({ id }) => id));
  return { ...document, wires: document.wires.filter(({ from, to }) => known.has(from.node) && known.has(to.node)) };
});

/**
 * A document without errors: inputs q and r, then up to twelve texts and tools in which each reads some before it, two agents with tools,
 * two outputs. Every node has a position.
 */
export const tidyDocument: fc.Arbitrary<PipelineDocument> = fc
  .array(fc.tuple(fc.constantFrom('text', 'look', 'find', 'agent', 'branch'), fc.nat(30), fc.nat(30), fc.nat(3)), {
    minLength: 1,
    maxLength: 12,
  })
  .chain((steps) => fc.tuple(fc.constant(steps), fc.array(point, { minLength: 40, maxLength: 40 })))
  .map(([steps, points]) => {
    const nodes: PipelineNode[] = [node('q', 'input', { name: 'q' }), node('r', 'input', { name: 'r', type: 'json' })];
    const wires: Wire[] = [];
    const outs = ['q.value', 'r.value'];
    const texts = ['q.value'];
    steps.forEach(([kind, first, second, tools], index) => {
      const id = `s${index}`;
      const any = (number: number) => outs[number % outs.length] ?? '';
      const aText = (number: number) => texts[number % texts.length] ?? '';
      switch (kind) {
        case 'text':
          nodes.push(node(id, 'text', { template: '{{x}} {{y}}' }));
          wires.push(wire(any(first), `${id}.x`), wire(any(second), `${id}.y`));
          outs.push(`${id}.text`);
          texts.push(`${id}.text`);
          break;
        case 'branch':
          nodes.push(node(id, 'branch', { operator: 'exists' }));
          wires.push(wire(any(first), `${id}.value`));
          outs.push(`${id}.then`, `${id}.else`);
          break;
        case 'agent':
          nodes.push(node(id, 'agent', {}));
          wires.push(wire(aText(first), `${id}.task`), wire(any(second), `${id}.context`));
          for (let tool = 0; tool < tools; tool += 1) {
            nodes.push(node(`${id}-t${tool}`, 'look'));
            wires.push(plug(`${id}-t${tool}`, id));
          }
          outs.push(`${id}.answer`, `${id}.evidence`);
          texts.push(`${id}.answer`);
          break;
        default:
          nodes.push(node(id, kind));
          wires.push(wire(aText(first), `${id}.query`));
          outs.push(kind === 'find' ? `${id}.passages` : `${id}.text`);
          if (kind === 'look') texts.push(`${id}.text`);
      }
    });
    nodes.push(node('o', 'output', { name: 'o' }), node('p', 'output', { name: 'p', type: 'json' }));
    wires.push(wire(texts.at(-1) ?? '', 'o.value'), wire(outs.at(-1) ?? '', 'p.value'));
    const positions = Object.fromEntries(
      nodes.map(({ id }, index) => [id, points[index % points.length] ?? { x: 0, y: 0 }]),
    );
    return pipeline(nodes, wires, { view: { positions } });
  });

function folder(title: string): { kind: 'folder'; title: string } {
  return { kind: 'folder', title };
}
