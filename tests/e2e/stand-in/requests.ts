// `protocol` and `session.defaultSession`: what the main process answers to the page's requests, and which it cancels.

import { strict, type Members } from './strict.ts';
import { link } from './test-link.ts';
import type { Contents } from './web-contents.ts';

type Respond = (request: Request) => Response | Promise<Response>;
type BeforeRequest = (
  details: { readonly url: string },
  answer: (result: { readonly cancel?: boolean }) => void,
) => void;
type PermissionCheck = (contents: Contents, permission: string, origin: string) => boolean;

const schemes = new Map<string, Respond>();
const privileged = new Set<string>();
let beforeRequest: BeforeRequest = (details, answer) => answer({});
let permissionCheck: PermissionCheck = () => true;

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(list: readonly Electron.CustomScheme[]): void {
    for (const { scheme, privileges } of list) if (privileges?.standard === true) privileged.add(scheme);
  },
  handle(scheme: string, respond: Respond): void {
    if (!privileged.has(scheme))
      throw new Error(`${scheme} was not registered as a standard scheme before it was handled.`);
    schemes.set(scheme, respond);
  },
} satisfies Members<typeof Electron.protocol>);

export const session = strict('session', {
  defaultSession: strict('session.defaultSession', {
    webRequest: strict('webRequest', {
      onBeforeRequest(listener: BeforeRequest): void {
        beforeRequest = listener;
      },
    } satisfies Members<Electron.WebRequest>),
    // A browser's page cannot be made to ask; the check below decides what it gets.
    setPermissionRequestHandler(): void {},
    setPermissionCheckHandler(check: PermissionCheck): void {
      permissionCheck = check;
    },
  } satisfies Members<Electron.Session>),
} satisfies Members<typeof Electron.session>);

/** The permissions, by Electron's names, that the main process gives to its own page. */
export function permissionsOf(contents: Contents): readonly string[] {
  const origins = [...schemes.keys()].map((scheme) => `${scheme}://longline`);
  return ['clipboard-sanitized-write', 'clipboard-read', 'geolocation', 'notifications'].filter((permission) =>
    origins.some((origin) => permissionCheck(contents, permission, origin)),
  );
}

interface Asked {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
}

link.on('request.isCancelled', ({ url }: Asked) => {
  return new Promise<boolean>((resolve) => {
    beforeRequest({ url }, (result) => resolve(result.cancel === true));
  });
});

link.on('protocol.fetch', async ({ url, method, headers }: Asked) => {
  const respond = schemes.get(url.slice(0, url.indexOf(':')));
  if (respond === undefined) throw new Error(`Nobody serves ${url}.`);
  const response = await respond(new Request(url, { method, headers }));
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: new Uint8Array(await response.arrayBuffer()),
  };
});
