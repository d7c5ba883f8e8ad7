/** The address never leaves this machine: a unix socket or the loopback interface. */
export function isLocalHost(host: string): boolean {
  const name = host.toLowerCase()
  return name.startsWith('/') || name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
}
