// Words of the library and the start page.

import type { library as english } from '../en/library.ts';

export const library = {
  'library.own': '流水线',
  'library.samples': '示例',
  'library.runs': '“{{title}}” 的运行',
  'library.no_runs': '还没有运行。',
  'library.endpoints': '端点',
  'library.empty': '你的流水线会显示在这里。修改示例后会保留你的副本。',
  'library.new': '新建流水线',
  'library.untitled': '未命名流水线',
  'library.removed': '已删除 “{{title}}”',
  'library.rename': '重命名',
  'library.remove': '删除',
  'library.more': '“{{title}}” 的更多操作',
  'endpoint.rehearsal': '无模型、免费，根据你的文档作答',
  'endpoint.rehearsal_title': '排练',
  'endpoint.no_key': '需要在 {{variable}} 中提供密钥',
  'welcome.title': '构建智能体，看它如何思考',
  'welcome.text': '打开一个示例并运行：排练端点不使用模型，也不产生费用。',
} as const satisfies Record<keyof typeof english, string>;
