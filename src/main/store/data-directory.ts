// Where Longline keeps its database and settings, by the convention of each platform. Creating the folder is database.ts's.

import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** What the choice depends on; the defaults are this process's. */
export interface DirectorySurroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * The absolute path of the data directory: LONGLINE_HOME when set; otherwise `$XDG_DATA_HOME/longline` or `~/.local/share/longline`,
 * on macOS `~/Library/Application Support/Longline`, on Windows `%APPDATA%\Longline`.
 */
export function dataDirectory(surroundings: Partial<DirectorySurroundings> = {}): string {
  const { platform = process.platform, env = process.env, home = homedir() } = surroundings;
  const chosen = env['LONGLINE_HOME'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Longline');
  if (platform === 'win32') return join(env['APPDATA'] || join(home, 'AppData', 'Roaming'), 'Longline');
  const xdg = env['XDG_DATA_HOME'];
  // The XDG specification has relative paths ignored.
  return join(xdg?.startsWith('/') ? xdg : join(home, '.local', 'share'), 'longline');
}
