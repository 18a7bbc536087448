// Which hosts and addresses are this machine. Names are judged here only by their spelling; what they resolve to is checked when
// a connection is made (lookup.ts).

/** Whether a host, as `URL.hostname` spells it, names this machine: `localhost`, `*.localhost`, 127.0.0.0/8 or `[::1]`. */
export function isLoopbackHost(hostname: string): boolean {
  const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return host === 'localhost' || host.endsWith('.localhost') || isLoopbackAddress(host);
}

/** Whether an IP address, without brackets, is a loopback address. */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(address);
}
