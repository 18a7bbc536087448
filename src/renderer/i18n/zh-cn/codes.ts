// Short names of errors in Chinese; English ones come with the error.

export const codes = {
  'code.wire.type': '类型不匹配',
  'code.wire.plugged': '作为工具的节点不能有数据连线',
  'code.wire.tool': '不能这样连接工具',
  'code.wire.port': '端口不存在',
  'code.wire.node': '节点不存在',
  'code.wire.duplicate': '这条连线已存在',
  'code.wire.self': '节点不能连接到自身',
  'code.wire.cycle': '连线不能形成环',
  'code.wire.wired': '有数据连线的节点不能作为工具',
  'code.port.unwired': '缺少连线',
  'code.params.invalid': '参数无效',
  'code.kind.unknown': '未知的种类',
  'code.handle.unknown': '未声明的文件夹',
  'code.pipeline.unknown': '未定义的流水线',
  'code.graph.cycle': '连线形成了环',
  'code.graph.no_output': '没有输出',
  'code.library.conflict': '已在另一个窗口中保存',
  'code.folder.unbound': '文件夹尚未绑定',
  'code.host.offline': '连接已断开',
  'code.host.refused': '无法连接',
} as const satisfies Record<string, string>;
