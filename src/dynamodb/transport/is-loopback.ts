import { isLoopbackHost } from '../../loopback-host.ts'

/**
 * Is the endpoint an emulator's on this machine? By name and number only; nothing is resolved. Emulators are also
 * called by the address that they listen on and by names of their own below `localhost`.
 */
export function isLoopback(endpoint: string): boolean {
  const host = new URL(endpoint).hostname.toLowerCase()
  return isLoopbackHost(host) || host.endsWith('.localhost') || host === '0.0.0.0'
}
