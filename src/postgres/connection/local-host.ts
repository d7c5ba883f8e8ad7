import { isLoopbackHost } from '../../loopback-host.ts'

/** The address never leaves this machine: a unix socket or the loopback interface. */
export function isLocalHost(host: string): boolean {
  return host.startsWith('/') || isLoopbackHost(host)
}
