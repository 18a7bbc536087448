// Titles of kinds in Chinese; English ones are the kinds' own.

export const kinds = {
  'kind.input': '输入',
  'kind.output': '输出',
  'kind.agent': '智能体',
  'kind.text': '文本',
  'kind.branch': '分支',
  'kind.convert': '转换',
  'kind.map': '逐项执行',
  'kind.subpipeline': '子流水线',
  'kind.clock': '时钟',
  'kind.documents': '搜索文档',
  'kind.read-document': '阅读文档',
  'kind.calculate': '计算',
  'kind.ask-human': '询问人',
} as const satisfies Record<string, string>;
