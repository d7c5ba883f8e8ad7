import { directTransport } from './direct-transport.ts'
import { sdkTransport } from './sdk-transport.ts'
import type { TargetConfig } from './target-config.ts'
import type { Transport } from './transport.ts'

/** The transport that the configuration names. */
export function openTransport(config: TargetConfig): Promise<Transport> {
  switch (config.transport) {
    case 'direct':
      return directTransport(config)
    case 'sdk':
      return sdkTransport(config)
  }
}
