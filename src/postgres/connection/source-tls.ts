/** How the connection to PostgreSQL is protected; decided by `parse-tls.ts`. */
export type SourceTls =
  | { readonly mode: 'off' }
  | {
      /** `verify-ca` checks the chain but not the host name; `no-verify` encrypts to whoever answers. */
      readonly mode: 'verify-full' | 'verify-ca' | 'no-verify'
      /** Paths of PEM files; null for the authorities that Node knows, or for no client certificate. */
      readonly rootCertificate: string | null
      /** PEM file of revoked certificates; null: none is asked. */
      readonly revocationList: string | null
      readonly certificate: string | null
      readonly key: string | null
      /** TLS at once instead of asking first (PostgreSQL 17 and newer). */
      readonly direct: boolean
      /** `prefer`: where the server offers it; `require`: or not at all. */
      readonly channelBinding: 'off' | 'prefer' | 'require'
    }
