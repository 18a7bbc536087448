// Node's http and https, taken without an import: an import reads every export of the module at once, among them the getters that load
// the whole of the built-in fetch, which nothing here uses. https is taken when the first address wants it.

export const plainHttp = process.getBuiltinModule('node:http');

/** Node's https; loads TLS the first time. */
export function secureHttp() {
  return process.getBuiltinModule('node:https');
}
