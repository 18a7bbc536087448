// `text`: a template whose places are its input ports.

import { z } from 'zod';
import { renderTemplate, templateMistakes, templateNames } from '../template.ts';
import { structuralCard, type StructuralKind } from './define.ts';

const params = z.strictObject({
  template: z.string().default('').meta({
    title: 'Template',
    description: 'Text with places such as {{question}} or {{items.0.title}}. Each name becomes an input port.',
    widget: 'template',
    placeholder: 'Answer in one paragraph: {{question}}',
  }),
});

export const textKind: StructuralKind = {
  card: structuralCard(
    {
      kind: 'text',
      title: 'Text',
      description: 'Fill a template with values.',
      category: 'logic',
      icon: 'type',
      performer: 'value',
      ports: { in: [], out: [{ name: 'text', type: 'text' }] },
      summary: '{template}',
    },
    params,
  ),
  portsOf: (values) => ({
    in: templateNames(String(values['template'] ?? '')).map((name) => ({ name, type: 'json', required: true })),
    out: [{ name: 'text', type: 'text' }],
  }),
  compute: (values, inputs) => ({ text: renderTemplate(String(values['template'] ?? ''), inputs) }),
  checkParams: (values) =>
    templateMistakes(String(values['template'] ?? '')).map((place) => ({
      pointer: '/template',
      message: `${place} is not a path. A place holds names joined by dots, such as {{question}} or {{items.0.title}}`,
      values: { reason: 'place', value: place, example: '{{items.0.title}}' },
    })),
};
