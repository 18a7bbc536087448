// What was chosen in the command palette lately, newest first; remembered on this machine.

import { memory } from '../ui/memory.ts';

const key = 'longline.recent';
const most = 40;

/** Ids of entries, newest first. */
export function recentChoices(): readonly string[] {
  try {
    const read: unknown = JSON.parse(memory.getItem(key) ?? '[]');
    return Array.isArray(read) ? read.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

/** Remembers a choice as the newest. */
export function rememberChoice(id: string): void {
  const kept = [id, ...recentChoices().filter((other) => other !== id)].slice(0, most);
  memory.setItem(key, JSON.stringify(kept));
}
