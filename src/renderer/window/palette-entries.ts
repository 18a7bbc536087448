// What the command palette offers in the window as it is now: actions, pipelines and samples, nodes of the open pipeline, kinds to add,
// runs, and settings. How entries are found among each other is palette-search.ts's.

import { actions } from '../actions/index.ts';
import { actionContext, perform } from '../actions/action.ts';
import { convertingWire } from '../document/converting.ts';
import { kindsFor } from '../document/fitting-kinds.ts';
import { everyNode } from '../document/find.ts';
import { connect, remove } from '../document/gestures.ts';
import { wireChoices, type WireChoice } from '../document/wire-choices.ts';
import { en } from '../i18n/en.ts';
import { kindHelp, kindTitle, nodeTitle, portTitle, portType } from '../i18n/kind-words.ts';
import type { Language, MessageKey, Words } from '../i18n/words.ts';
import { entryInWords, entryText } from '../library/entry-words.ts';
import { wireKey } from '../../shared/pipeline/edits.ts';
import { oneLine } from '../../shared/pipeline/view/summary.ts';
import { moments } from '../ui/format.ts';
import { prefer, preferences } from '../ui/preferences.ts';
import { chooseTheme, themes, themeStore } from '../ui/theme.ts';
import type { PaletteMode, Workspace } from '../workspace.ts';
import type { Findable } from './palette-search.ts';

export interface PaletteEntry extends Findable {
  /** A second, quieter text. */
  readonly detail: string;
  readonly keys: readonly string[];
  /** Name of an icon of lucide's. */
  readonly icon: string;
  /** It is a choice that is made already. */
  readonly chosen?: boolean;
  readonly run: () => void;
}

export interface PaletteContext {
  readonly workspace: Workspace;
  readonly t: Words;
  readonly word: (key: string, otherwise: string) => string;
  readonly language: Language;
  readonly chooseLanguage: (language: Language) => void;
}

/** Every entry, in the order of the sections. */
export function paletteEntries(context: PaletteContext, mode: PaletteMode): readonly PaletteEntry[] {
  if (mode === 'pipelines') return pipelineEntries(context);
  if (mode === 'wires') return wireEntries(context);
  return [
    ...actionEntries(context),
    ...pipelineEntries(context),
    ...nodeEntries(context),
    ...kindEntries(context),
    ...runEntries(context),
    ...settingEntries(context),
  ];
}

function actionEntries({ workspace, t }: PaletteContext): readonly PaletteEntry[] {
  const now = actionContext(workspace, t);
  const named = new Map<MessageKey, PaletteEntry>();
  for (const action of actions) {
    // Where several have one name, as moving by little and by much, the first stands for them.
    if (action.id === 'palette' || named.has(action.name)) continue;
    named.set(action.name, {
      id: `action:${action.id}`,
      section: 'actions',
      name: t(action.name),
      also: [english(action.name), english(`actions.${action.group}`), t(`actions.${action.group}`)],
      able: action.enabled?.(now) ?? true,
      detail: t(`actions.${action.group}`),
      keys: action.keys.slice(0, 1),
      icon: 'chevron-right',
      run: () => void perform(action, actionContext(workspace, t)),
    });
  }
  return [...named.values()];
}

function pipelineEntries({ workspace, t, language }: PaletteContext): readonly PaletteEntry[] {
  const { library, active, tabs } = workspace.store.getState();
  const shown = tabs.find(({ key }) => key === active)?.open.store.getState().id;
  const listed = (library ?? []).map((entry) => entryInWords(entry, language));
  const entries = listed.map((entry): PaletteEntry & { readonly openedAt: number } => ({
    id: `pipeline:${entry.id}`,
    section: entry.sample ? 'samples' : 'pipelines',
    name: entry.title === '' ? t('library.untitled') : entry.title,
    also: [entry.folder ?? '', entryText(entry)],
    able: true,
    detail: entry.folder ?? oneLine(entry.description ?? '', 120),
    keys: [],
    icon: entry.sample ? 'sparkles' : 'workflow',
    chosen: entry.id === shown,
    run: () => void workspace.openPipeline(entry.id),
    openedAt: entry.openedAt ?? 0,
  }));
  const of = (section: 'pipelines' | 'samples') => entries.filter((entry) => entry.section === section);
  return [...of('pipelines').toSorted((left, right) => right.openedAt - left.openedAt), ...of('samples')];
}

function nodeEntries({ workspace, word }: PaletteContext): readonly PaletteEntry[] {
  const { open, catalog } = workspace.store.getState();
  if (open === null || catalog === null) return [];
  return everyNode(open.store.getState().document, catalog).map(({ node, levels, of }) => {
    const card = catalog.get(of.kind)?.card;
    const kind = word(`kind.${of.kind}`, card?.title ?? of.kind);
    const path = levels.map((level) => level.node);
    return {
      id: `node:${[open.store.getState().id, ...path, node].join('/')}`,
      section: 'nodes',
      name: of.title === undefined || of.title === '' ? kind : of.title,
      also: [node, of.kind, kind, card?.title ?? '', ...path],
      able: true,
      detail: [...path, node].join(' › '),
      keys: [],
      icon: card?.icon ?? 'box',
      run: () => workspace.revealNode(node, null, levels),
    };
  });
}

// What is chosen is an edit of the level on screen, as if the wire had been drawn.
function wireEntries({ workspace, t, word }: PaletteContext): readonly PaletteEntry[] {
  const { sheet, state } = actionContext(workspace, t);
  const [id] = state.selection.nodes;
  const { catalog } = state;
  if (sheet === null || catalog === null || id === undefined) return [];
  const document = sheet.document();
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  const said = (choice: WireChoice, end: 'from' | 'to') => {
    const node = nodes.get(choice.wire[end].node);
    const card = node === undefined ? undefined : catalog.get(node.kind)?.card;
    const port = choice.ports[end];
    return {
      node: node === undefined ? choice.wire[end].node : nodeTitle(node, card, word),
      port: port === null ? t('node.tools') : portTitle(card, end === 'from' ? 'out' : 'in', port, word),
      icon: card?.icon ?? 'box',
    };
  };
  return wireChoices(document, catalog, id).map((choice): PaletteEntry => {
    const { does, wire, own } = choice;
    const other = own === 'from' ? 'to' : 'from';
    const [mine, others] = [said(choice, own), said(choice, other)];
    const port = choice.ports[own];
    const type = port === null ? '' : portType(port, t, word);
    return {
      id: `wire:${does}:${wireKey(wire)}`,
      section: does === 'disconnect' ? 'disconnect' : 'connect',
      name: t(own === 'from' ? 'command.wire_to' : 'command.wire_from', {
        port: mine.port,
        node: others.node,
        other: choice.ports[other] === null ? '' : others.port,
      }).trim(),
      also: [
        wire[other].node,
        wire[other].port,
        wire[own].port,
        ...(does === 'disconnect' ? [does, t('section.disconnect')] : []),
      ],
      able: true,
      detail: does === 'convert' ? t('command.wire_converted') : type,
      keys: [],
      icon: others.icon,
      run: () => {
        if (does === 'disconnect') sheet.edit(remove(sheet.document(), [], [wire]));
        else if (does === 'connect') sheet.edit(connect(sheet.document(), wire));
        else {
          const added = convertingWire(sheet.document(), catalog, wire);
          if (added !== null) sheet.edit(added.edit);
        }
      },
    };
  });
}

function kindEntries({ workspace, t }: PaletteContext): readonly PaletteEntry[] {
  const { catalog, canvas } = workspace.store.getState();
  return (catalog === null ? [] : kindsFor(catalog, null)).map((card) => ({
    id: `kind:${card.kind}`,
    section: 'kinds',
    name: t('command.add_kind', { kind: kindTitle(card) }),
    also: [card.title, card.kind, `add ${card.title}`, card.description, kindHelp(card)],
    able: canvas !== null,
    detail: kindHelp(card),
    keys: [],
    icon: card.icon,
    run: () => workspace.addKind(card.kind),
  }));
}

function runEntries({ workspace, t, language }: PaletteContext): readonly PaletteEntry[] {
  const { runs } = workspace.store.getState();
  const { runId: shown } = workspace.run.store.getState();
  const times = moments(runs?.map(({ createdAt }) => createdAt) ?? [], language);
  return (runs ?? []).map(({ runId, status }, index) => ({
    id: `run:${runId}`,
    section: 'runs',
    name: t('command.run', { moment: times[index] ?? '' }),
    also: [runId, t(`status.${status}`), english(`status.${status}`), 'run'],
    able: true,
    detail: t(`status.${status}`),
    keys: [],
    icon: 'history',
    chosen: runId === shown,
    run: () => {
      workspace.run.show(runId);
      workspace.set({ right: 'run', focus: false });
    },
  }));
}

function settingEntries({ t, language, chooseLanguage }: PaletteContext): readonly PaletteEntry[] {
  const setting = (
    group: MessageKey,
    id: string,
    value: string,
    inEnglish: string,
    chosen: boolean,
    run: () => void,
  ): PaletteEntry => ({
    id: `setting:${id}`,
    section: 'settings',
    name: t('command.setting', { name: t(group), value }),
    also: [english(group), inEnglish, value],
    able: true,
    detail: '',
    keys: [],
    icon: 'settings-2',
    chosen,
    run,
  });
  const { theme } = themeStore.getState();
  const { scrolling } = preferences.getState();
  return [
    ...themes.map((value) =>
      setting('settings.theme', `theme-${value}`, t(`theme.${value}`), english(`theme.${value}`), value === theme, () =>
        chooseTheme(value),
      ),
    ),
    setting('settings.language', 'language-en', 'English', 'English', language === 'en', () => chooseLanguage('en')),
    setting('settings.language', 'language-zh', '简体中文', 'Chinese', language === 'zh-CN', () =>
      chooseLanguage('zh-CN'),
    ),
    ...(['zoom', 'pan'] as const).map((value) =>
      setting(
        'settings.scrolling',
        `scrolling-${value}`,
        t(`scrolling.${value}`),
        english(`scrolling.${value}`),
        value === scrolling,
        () => prefer({ scrolling: value }),
      ),
    ),
  ];
}

function english(key: MessageKey): string {
  return (en as Readonly<Record<string, string>>)[key] ?? '';
}
