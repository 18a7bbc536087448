// One control for each widget name. Which one a property gets is fields-of.ts's to say.

import type { ControlName } from '../fields-of.ts';
import { DurationControl, MoneyControl, NumberControl } from './AmountControls.tsx';
import { ChoiceControl, MultiChoiceControl, SwitchControl } from './ChoiceControls.tsx';
import { CodeControl } from './CodeControl.tsx';
import type { Control } from './control.ts';
import { EndpointControl } from './EndpointControl.tsx';
import { FileControl, FolderControl } from './HandleControl.tsx';
import { JsonControl } from './JsonControl.tsx';
import { GroupControl, ListControl } from './ListControl.tsx';
import { ModelControl } from './ModelControl.tsx';
import { PipelineControl } from './PipelineControl.tsx';
import { PromptControl } from './PromptControl.tsx';
import { SchemaControl } from './SchemaControl.tsx';
import { TemplateControl } from './TemplateControl.tsx';
import { TextControl } from './TextControl.tsx';
import { TimezoneControl } from './TimezoneControl.tsx';

export const controls: Readonly<Record<ControlName, Control>> = {
  text: TextControl,
  prompt: PromptControl,
  template: TemplateControl,
  json: JsonControl,
  schema: SchemaControl,
  code: CodeControl,
  number: NumberControl,
  duration: DurationControl,
  money: MoneyControl,
  choice: ChoiceControl,
  switch: SwitchControl,
  'multi-choice': MultiChoiceControl,
  list: (props) => <ListControl {...props} controlOf={(field) => controls[field.control]} />,
  group: (props) => <GroupControl {...props} controlOf={(field) => controls[field.control]} />,
  folder: FolderControl,
  file: FileControl,
  timezone: TimezoneControl,
  endpoint: EndpointControl,
  model: ModelControl,
  pipeline: PipelineControl,
};
