/**
 * Does the name or address stand for this machine, wherever it is resolved? Names that a resolver may look up
 * elsewhere (`*.localhost`) do not count: what trusts the answer leaves out encryption.
 */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1')
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
}
