/** Is the endpoint on this machine? By name and number only; nothing is resolved. */
export function isLoopback(endpoint: string): boolean {
  const host = new URL(endpoint).hostname.toLowerCase()
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    host === '0.0.0.0' ||
    /^127\.\d+\.\d+\.\d+$/.test(host)
  )
}
