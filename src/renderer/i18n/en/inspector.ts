// Words of the inspector.

export const inspector = {
  'inspector.many_one': '{{count}} node selected',
  'inspector.many_other': '{{count}} nodes selected',
  'inspector.many_hint': 'Select one node to see its settings.',
  'inspector.id': 'Id of the node',
  'inspector.title': 'Title',
  'inspector.description': 'Description',
  'inspector.pipeline': 'Pipeline',
  'inspector.counts': 'Nodes: {{nodes}}, wires: {{wires}}',
  'inspector.hint': 'Select a node to see what it does and to change it.',
  'field.endpoint_of_run': 'The one chosen for the run',
  'field.model_of_endpoint': "The endpoint's own choice",
  'field.not_json': 'This is not JSON yet.',
  'folder.new': 'New folder',
  'folder.title': 'Documents',
  'folder.unbound': 'Not bound to a folder on this machine',
  'folder.choose': 'Choose folder',
} as const satisfies Record<string, string>;
