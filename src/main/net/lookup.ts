// Resolves names for connections. Where a request must stay on this machine, a name that resolves to anywhere else is refused at
// the moment of connecting, so that no change of the name's records can move it.

import { lookup as resolve, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { LonglineError } from '../../shared/errors.ts';
import { isLoopbackAddress } from './loopback.ts';

/** The system's resolver. */
export const anyAddress: LookupFunction = (hostname, options, callback) => {
  resolve(
    hostname,
    options,
    callback as (error: Error | null, address: string | LookupAddress[], family: number) => void,
  );
};

/** The system's resolver, with every address but loopback ones taken out; fails with `net.plain_http` when none is left. */
export const loopbackAddress: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) {
      callback(error, '');
      return;
    }
    const kept = addresses.filter(({ address }) => isLoopbackAddress(address));
    const first = kept[0];
    if (first === undefined) {
      callback(new LonglineError('net.plain_http', `${hostname} does not lead to this machine.`), '');
    } else if (options.all === true) callback(null, kept);
    else callback(null, first.address, first.family);
  });
};
