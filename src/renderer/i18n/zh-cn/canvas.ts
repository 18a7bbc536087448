// Words of the canvas and the palette.

import type { canvas as english } from '../en/canvas.ts';

export const canvas = {
  'palette.hint': '点击添加，或拖到画布上。',
  'palette.nothing_open': '打开一个流水线后即可添加节点。',
  'search.kinds': '搜索节点种类',
  'search.fitting': '适合这条连线的种类',
  'search.nothing': '没有匹配项。',
  'category.pipeline': '流水线',
  'category.agent': '智能体',
  'category.retrieve': '检索',
  'category.compute': '计算',
  'category.people': '人',
  'category.logic': '逻辑',
  'canvas.name': '画布',
  'canvas.zoom_in': '放大',
  'canvas.zoom_out': '缩小',
  'canvas.fit': '显示全部',
  'canvas.map': '流水线缩略图',
  'canvas.empty': '此流水线为空',
  'canvas.empty_hint': '双击画布或按 Tab 键添加节点。',
  'port.tool': '作为工具接入智能体',
  'port.tools': '此智能体的工具',
  'node.tools': '工具',
  'node.asking': '等待你回答',
  'node.not_run': '尚未运行',
  'node.steps_one': '{{count}} 步',
  'node.steps_other': '{{count}} 步',
  'node.tokens': '{{tokens}} 词元',
  'node.unknown': '此版本的 Longline 不认识种类 “{{kind}}”。节点会原样保留。',
} as const satisfies Record<keyof typeof english, string>;
