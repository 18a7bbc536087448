// What this person's windows remember between starts, as texts by key. It is nobody else's, never leaves the machine and is no secret.

import type { Connection } from './database.ts';

export interface Settings {
  readonly all: () => Readonly<Record<string, string>>;
  /** null takes a setting away. */
  readonly change: (changes: Readonly<Record<string, string | null>>) => void;
}

export function openSettings(connection: Connection): Settings {
  const every = connection.prepare<[], { key: string; value: string }>('SELECT key, value FROM setting ORDER BY key');
  const put = connection.prepare(
    'INSERT INTO setting(key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );
  const drop = connection.prepare('DELETE FROM setting WHERE key = ?');
  return {
    all: () => Object.fromEntries(every.all().map(({ key, value }) => [key, value])),
    change(changes) {
      for (const [key, value] of Object.entries(changes)) {
        if (value === null) drop.run(key);
        else put.run(key, value);
      }
    },
  };
}
