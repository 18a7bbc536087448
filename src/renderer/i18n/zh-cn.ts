// The words of the window in simplified Chinese. Besides the keys of the English catalogue it names kinds, their params, problems and
// errors, whose English words come from the host.

import { actions } from './zh-cn/actions.ts';
import { canvas } from './zh-cn/canvas.ts';
import { codes } from './zh-cn/codes.ts';
import { common } from './zh-cn/common.ts';
import { inspector } from './zh-cn/inspector.ts';
import { kinds } from './zh-cn/kinds.ts';
import { library } from './zh-cn/library.ts';
import { params } from './zh-cn/params.ts';
import { run } from './zh-cn/run.ts';
import { said } from './zh-cn/said.ts';
import { window } from './zh-cn/window.ts';

export const zhCn = {
  ...common,
  ...actions,
  ...canvas,
  ...inspector,
  ...library,
  ...run,
  ...window,
  ...kinds,
  ...params,
  ...codes,
  ...said,
} as const;
