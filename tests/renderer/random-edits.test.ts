// Thousands of random gestures on an open pipeline over a real store, at every level: all of them taken back, brought again, saved, reopened
// and killed in the middle lead to the same document each time.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createEngine } from '../../src/main/hosts/engine.ts';
import { openDocument, type OpenDocument } from '../../src/renderer/document/open-document.ts';
import type { Host } from '../../src/shared/api/table.ts';
import { readDocument, writeDocument, type PipelineDocument } from '../../src/shared/pipeline/document.ts';
import { editWithin, levelOf, type Within } from '../../src/shared/pipeline/edits.ts';
import { agentPipeline, node, testCatalog } from '../kit/pipelines.ts';
import { randomGesture, type Chance } from '../kit/random-gestures.ts';
import { seeded } from '../kit/seeded.ts';

const edits = 4000;
const seed = Number(process.env['LONGLINE_SEED'] ?? 20_261_125);

test(`thousands of edits are taken back, brought again, saved, reopened and killed without a difference (D1, D2, D3; seed ${seed})`, async () => {
  const home = mkdtempSync(join(tmpdir(), 'longline-edits-'));
  process.env['LONGLINE_HOME'] = home;
  const engine = await createEngine({ host: 'cli' });
  try {
    const first = agentPipeline([node('look', 'look')]);
    const { id } = await engine.api['library.create']({
      document: first,
      from: null,
      folder: null,
      entries: [],
      label: null,
    });
    const open = await opened(engine.api, id);
    const chance = seeded(seed);
    let made = 0;
    while (made < edits) {
      if (edit(open, chance)) made += 1;
      if (made % 500 === 0) await open.save();
    }
    const last = documentOf(open);
    expect(readDocument(writeDocument(last))).toEqual(last);

    let undone = 0;
    while (open.undo() !== null) undone += 1;
    expect(undone).toBe(edits);
    expect(writeDocument(documentOf(open))).toBe(writeDocument(first));
    while (open.redo() !== null) undone -= 1;
    expect(undone).toBe(0);
    expect(writeDocument(documentOf(open))).toBe(writeDocument(last));

    await open.save();
    const reopened = await opened(engine.api, id);
    expect(writeDocument(documentOf(reopened))).toBe(writeDocument(last));

    // A window that is killed tells nothing more: what it has told is all there is.
    for (made = 0; made < 300; ) if (edit(reopened, chance)) made += 1;
    await reopened.refresh();
    const killed = documentOf(reopened);
    const after = await opened(engine.api, id);
    expect(writeDocument(documentOf(after))).toBe(writeDocument(killed));
    for (let steps = 0; steps < 300; steps += 1) after.undo();
    expect(writeDocument(documentOf(after))).toBe(writeDocument(last));
  } finally {
    await engine.close();
    delete process.env['LONGLINE_HOME'];
    rmSync(home, { recursive: true, force: true });
  }
}, 240_000);

async function opened(host: Host, id: string): Promise<OpenDocument> {
  return openDocument({
    host,
    opened: await host['library.open']({ id }),
    onSaved: () => undefined,
    autosaveMs: null,
  });
}

function documentOf(open: OpenDocument): PipelineDocument {
  return open.store.getState().document;
}

// On the outermost level, or on one of those beneath it.
function edit(open: OpenDocument, chance: Chance): boolean {
  const document = documentOf(open);
  const levels: Within[] = [[], ...Object.keys(document.pipelines ?? {}).map((name) => [name])];
  const within = levels[Math.floor(chance() * levels.length)] ?? [];
  const level = levelOf(document, within);
  const made = level === null ? null : randomGesture(level, testCatalog, chance);
  if (made === null || made.changes.length === 0) return false;
  open.edit(editWithin(within, made));
  return true;
}
