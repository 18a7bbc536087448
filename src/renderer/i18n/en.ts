// The words of the window in English, one file for each area; its keys are the keys of every catalogue.

import { actions } from './en/actions.ts';
import { canvas } from './en/canvas.ts';
import { common } from './en/common.ts';
import { inspector } from './en/inspector.ts';
import { library } from './en/library.ts';
import { run } from './en/run.ts';
import { window } from './en/window.ts';

export const en = { ...common, ...actions, ...canvas, ...inspector, ...library, ...run, ...window } as const;
