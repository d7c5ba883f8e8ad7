import type { Socket } from 'node:net'
import pg from 'pg'
import { applicationName } from './application-name.ts'
import { fetchPassword } from './fetch-password.ts'
import { readPasswordFile } from './password-file.ts'
import { readSecret, type SourceConfig } from './source-config.ts'
import { tlsOptions } from './tls-options.ts'

/**
 * The driver's client on a socket of ours, not yet connected. Nothing is parsed: every value stays the server's text.
 */
export async function createDriver(config: SourceConfig, role: string, socket: Socket): Promise<pg.Client> {
  const ssl = await tlsOptions(config.tls)
  return new pg.Client({
    host: config.host,
    port: config.port,
    user: config.user,
    database: config.database,
    // Always a function: with a plain empty value the driver would look for one itself, in the environment of the
    // process.
    password: () => passwordOf(config),
    ssl,
    ...(config.tls.mode !== 'off' && config.tls.direct ? { sslnegotiation: 'direct' as const } : {}),
    enableChannelBinding: config.tls.mode !== 'off' && config.tls.channelBinding !== 'off',
    ...(config.options === null ? {} : { options: config.options }),
    application_name: applicationName(role),
    connectionTimeoutMillis: config.connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    stream: () => socket,
    types: { getTypeParser: () => (text: string) => text },
  })
}

/** Asked when the server wants one, for each session. */
async function passwordOf(config: SourceConfig): Promise<string> {
  if (config.passwordSource.kind !== 'given') return fetchPassword(config, config.passwordSource)
  return config.password === null ? ((await readPasswordFile(config)) ?? '') : readSecret(config.password)
}
