import { transportContract } from '../../../test/transport-contract.ts'

transportContract('direct')
