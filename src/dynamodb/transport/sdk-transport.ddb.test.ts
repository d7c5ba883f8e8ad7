import { transportContract } from '../../../test/transport-contract.ts'

transportContract('sdk')
