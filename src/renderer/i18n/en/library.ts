// Words of the library and the start page.

export const library = {
  'library.own': 'Pipelines',
  'library.samples': 'Samples',
  'library.runs': 'Runs of {{title}}',
  'library.no_runs': 'No runs yet.',
  'library.endpoints': 'Endpoints',
  'library.empty': 'Your pipelines appear here. Change a sample, and your copy is kept.',
  'library.new': 'New pipeline',
  'library.untitled': 'Untitled pipeline',
  'library.removed': '{{title}} was deleted',
  'library.rename': 'Rename',
  'library.remove': 'Delete',
  'library.more': 'More for {{title}}',
  'endpoint.rehearsal': 'No model, free, answers from your documents',
  'endpoint.rehearsal_title': 'Rehearsal',
  'endpoint.no_key': 'Needs a key in {{variable}}',
  'welcome.title': 'Build an agent, and watch it think',
  'welcome.text': 'Open a sample and run it: the rehearsal endpoint answers without a model and costs nothing.',
} as const satisfies Record<string, string>;
