// Words of the inspector.

import type { inspector as english } from '../en/inspector.ts';

export const inspector = {
  'inspector.many_one': '已选择 {{count}} 个节点',
  'inspector.many_other': '已选择 {{count}} 个节点',
  'inspector.many_hint': '选择单个节点以查看其设置。',
  'inspector.id': '节点标识',
  'inspector.title': '标题',
  'inspector.description': '说明',
  'inspector.pipeline': '流水线',
  'inspector.counts': '{{nodes}} 个节点，{{wires}} 条连线',
  'inspector.hint': '选择一个节点以查看和修改它。',
  'field.endpoint_of_run': '运行时选择的端点',
  'field.model_of_endpoint': '由端点决定',
  'field.not_json': '这还不是有效的 JSON。',
  'folder.new': '新文件夹',
  'folder.title': '文档',
  'folder.unbound': '尚未绑定到本机的文件夹',
  'folder.choose': '选择文件夹',
} as const satisfies Record<keyof typeof english, string>;
