// The endpoint promises, for the rehearsal by name and as any server would be reached, and for servers that speak as each known one does.

import { startRehearsal } from '../../../src/main/endpoints/rehearsal/server.ts';
import type { ModelBinding } from '../../../src/shared/run/events.ts';
import { openEndpointClient, type ClientOptions, type EndpointClient } from '../../kit/endpoint-client.ts';
import { startDialectServer } from '../../kit/dialect-server.ts';
import { speeches } from '../../kit/dialects.ts';
import { endpointPromises, type EndpointPair } from '../../promises/endpoint.ts';

type Bind = (client: EndpointClient, url: string) => Promise<ModelBinding>;

function connecting(options: (url: string) => ClientOptions, bind: Bind): EndpointPair['connect'] {
  return async (url) => {
    const client = await openEndpointClient(options(url));
    return { callModel: client.callModel, binding: await bind(client, url), close: () => client.close() };
  };
}

const day = '2026-11-24';
const byAddress = connecting(
  () => ({}),
  (client, url) => client.endpoints.bind(url, undefined, day),
);

endpointPromises('rehearsal', async () => {
  const server = await startRehearsal({});
  const connect = connecting(
    (url) => ({ rehearsalUrl: () => Promise.resolve(url) }),
    (client) => client.endpoints.bind(undefined, undefined, day),
  );
  return { serverUrl: server.url, connect, close: () => server.close() };
});

endpointPromises('at any address', async () => {
  const server = await startRehearsal({});
  return { serverUrl: server.url, connect: byAddress, close: () => server.close() };
});

for (const [id, speech] of Object.entries(speeches)) {
  const told = speech.usage({ prompt: 2, completion: 1, cached: 1 });
  endpointPromises(
    `that speaks as ${id} does`,
    async () => {
      const server = await startDialectServer(speech);
      // Services are known by their host, which a test cannot be: the profile is named.
      const connect = connecting(
        (url) => ({ config: { here: { url, model: speech.model, profile: id } } }),
        (client) => client.endpoints.bind('here', undefined, day),
      );
      return { serverUrl: server.url, connect, close: () => server.close() };
    },
    {
      ...(speech.strict ? {} : { lenient: true }),
      ...(/cache/.test(JSON.stringify(told)) ? {} : { silentCache: true }),
    },
  );
}

endpointPromises('that speaks as vLLM does, and refuses what it cannot read', async () => {
  const server = await startDialectServer({ ...(speeches['vllm'] as (typeof speeches)[string]), strict: true });
  return { serverUrl: server.url, connect: byAddress, close: () => server.close() };
});
