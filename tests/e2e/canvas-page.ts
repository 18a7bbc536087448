// A person's hands on the canvas: finding nodes, ports and wires, dragging between them, and reading what the pipeline has become from the
// file that Export gives.

import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { readDocument, type PipelineDocument, type Wire } from '../../src/shared/pipeline/document.ts';

export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface CanvasPage {
  node(id: string): Locator;
  port(node: string, name: string): Locator;
  wires(): Locator;
  /** A point of the canvas's pane, from its corner. */
  spot(x: number, y: number): Promise<Spot>;
  drag(
    from: Locator | Spot,
    to: Locator | Spot,
    options?: { readonly steps?: number; readonly hold?: string },
  ): Promise<void>;
  middle(locator: Locator): Promise<Spot>;
  /** The canvas itself, for the keyboard. */
  surface(): Locator;
  /** Shows the whole pipeline. */
  fit(): Promise<void>;
  /** Clicks a node at its header. */
  select(id: string, ...modifiers: ('Shift' | 'Control')[]): Promise<void>;
  /** Puts a text on the clipboard and pastes it on the canvas, with the pointer where it is. */
  paste(text: string, keepWires?: boolean): Promise<void>;
  /** What is copied or cut by the keys. */
  copied(key: 'c' | 'x'): Promise<string>;
  /** The pipeline as it would be written to a file. */
  exported(): Promise<PipelineDocument>;
  /** A new pipeline with these nodes and wires, opened. */
  open(document: PipelineDocument): Promise<void>;
}

/** `say`: the window's words in another language than English. */
export function canvasPage(page: Page, say: (key: 'import.do') => string = () => 'Import'): CanvasPage {
  const node = (id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);
  const pane = () => page.locator('.react-flow__pane');
  const middle = async (locator: Locator): Promise<Spot> => {
    const box = await locator.boundingBox();
    if (box === null) throw new Error('It is not on the screen.');
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const at = async (place: Locator | Spot) => ('x' in place ? place : await middle(place));
  const self: CanvasPage = {
    node,
    middle,
    port: (id, name) => node(id).locator(`.react-flow__handle[data-handleid="${name}"]`),
    wires: () => page.locator('.react-flow__edge'),
    surface: () => page.getByRole('application', { name: 'Canvas' }),
    async fit() {
      await page.keyboard.press('Control+1');
      await page.waitForTimeout(300);
    },
    async spot(x, y) {
      const box = await pane().boundingBox();
      return { x: (box?.x ?? 0) + x, y: (box?.y ?? 0) + y };
    },
    async drag(from, to, { steps = 6, hold } = {}) {
      const [start, end] = [await at(from), await at(to)];
      await page.mouse.move(start.x, start.y);
      if (hold !== undefined) await page.keyboard.down(hold);
      await page.mouse.down();
      await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps });
      await page.mouse.move(end.x, end.y, { steps });
      await page.mouse.up();
      if (hold !== undefined) await page.keyboard.up(hold);
    },
    async select(id, ...modifiers) {
      // What is out of sight is not in the page.
      if ((await node(id).count()) === 0) await self.fit();
      await node(id).click({ position: { x: 50, y: 16 }, modifiers });
    },
    async paste(text, keepWires = false) {
      await page.evaluate(
        ([pasted, keep]) => {
          const key = { key: 'v', code: 'KeyV', ctrlKey: true, shiftKey: keep, bubbles: true };
          document.body.dispatchEvent(new KeyboardEvent('keydown', key));
          const clipboardData = new DataTransfer();
          clipboardData.setData('text/plain', pasted);
          document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
        },
        [text, keepWires] as const,
      );
    },
    copied: (key) =>
      page.evaluate(
        (type) => {
          const clipboardData = new DataTransfer();
          document.body.dispatchEvent(new ClipboardEvent(type, { clipboardData, bubbles: true, cancelable: true }));
          return clipboardData.getData('text/plain');
        },
        key === 'c' ? 'copy' : 'cut',
      ),
    async exported() {
      const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Control+e')]);
      return readDocument(await readFile(await download.path(), 'utf8'));
    },
    async open(document) {
      await page.evaluate(
        ([text, name]) => {
          const files = new DataTransfer();
          files.items.add(new File([text], name));
          globalThis.document.body.dispatchEvent(
            new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }),
          );
        },
        [JSON.stringify(document), 'made.longline'] as const,
      );
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: say('import.do'), exact: true }).click();
      await expect(dialog).toBeHidden();
      await expect(page.getByRole('tab', { name: document.meta.title, selected: true })).toBeVisible();
    },
  };
  return self;
}

type End = `${string}.${string}`;

/** A data wire as `NODE.PORT` to `NODE.PORT`. */
export function dataWire(from: End, to: End): Wire {
  const end = (text: End) => {
    const [node = '', port = ''] = text.split('.');
    return { node, port };
  };
  return { kind: 'data', from: end(from), to: end(to) };
}

/** A tool plugged into an agent. */
export function plug(tool: string, agent: string): Wire {
  return { kind: 'tool', from: { node: tool, port: 'tool' }, to: { node: agent, port: 'tools' } };
}

/** A small pipeline: a question goes through two texts to an answer, beside an agent with one tool. */
export function smallPipeline(title: string): PipelineDocument {
  return {
    format: 'longline/1',
    meta: { title },
    nodes: [
      { id: 'question', kind: 'input', version: 1, params: { name: 'question', preset: 'Which colour?' } },
      { id: 'first', kind: 'text', version: 1, params: { template: 'One: {{a}}' } },
      { id: 'second', kind: 'text', version: 1, params: { template: 'Two: {{b}}' } },
      { id: 'answer', kind: 'output', version: 1, params: { name: 'answer' } },
      { id: 'agent', kind: 'agent', version: 1, params: { maxSteps: 5 } },
      { id: 'clock', kind: 'clock', version: 1, params: {} },
      { id: 'spare', kind: 'text', version: 1, params: { template: 'Spare: {{c}}' } },
    ],
    wires: [
      dataWire('question.value', 'first.a'),
      dataWire('first.text', 'second.b'),
      dataWire('second.text', 'answer.value'),
      dataWire('question.value', 'agent.task'),
      plug('clock', 'agent'),
    ],
    view: {
      positions: {
        question: { x: 0, y: 0 },
        first: { x: 300, y: 0 },
        second: { x: 600, y: 0 },
        answer: { x: 900, y: 0 },
        agent: { x: 300, y: 180 },
        clock: { x: 360, y: 460 },
        spare: { x: 740, y: 220 },
      },
    },
  };
}
