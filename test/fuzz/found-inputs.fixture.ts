/** Inputs that once crashed a parser; they stay. */
/** A field whose array says that it has 2,147,483,647 parts, each of none: it was written until memory ended. */
const endlessArray = Buffer.from('00000002' + '00000000' + '00000019' + '7fffffff00000001' + '0000000000000001', 'hex')

export const foundInputs: readonly { readonly parser: string; readonly what: string; readonly input: Buffer }[] = [
  {
    parser: 'state files',
    what: 'nested 20,000 deep',
    input: Buffer.from(`{"pgfold":${'['.repeat(20_000)}${']'.repeat(20_000)}}`),
  },
  {
    parser: 'mappings',
    what: 'nested 20,000 deep',
    input: Buffer.from(`{"table":${'['.repeat(20_000)}${']'.repeat(20_000)}}`),
  },
  ...Array.from({ length: 80 }, (_, type) => ({
    parser: 'fields of COPY BINARY',
    what: `an endless array, type ${type}`,
    input: Buffer.concat([Buffer.of(type), endlessArray]),
  })),
  ...Array.from({ length: 80 }, (_, type) => ({
    parser: 'fields of COPY BINARY',
    what: `a field of one byte, type ${type}`,
    input: Buffer.of(type, 0),
  })),
]
