// The version of this Longline, from package.json at build time.

import packageJson from '../../../package.json' with { type: 'json' };

export const version: string = packageJson.version;
export const programName = `longline/${version}`;
