import { defineMapping } from '../mapping/define-mapping.ts'
import { coreEntities } from './core-entities.ts'
import { discussionEntities } from './discussion-entities.ts'
import { feedEdges } from './feed-edges.ts'
import { feedEntities } from './feed-entities.ts'
import { spaceEdges } from './space-edges.ts'
import { ratelTable } from './ratel-table.ts'
import { userEdges } from './user-edges.ts'

const { DISCUSSION, DISCUSSION_PARTICIPANT } = discussionEntities

/** Ratel in one table: 22 entities, keys and attributes as DYNAMODB_MIGRATION.md describes them. */
export const ratelMapping = defineMapping({
  name: 'ratel',
  table: ratelTable,
  entities: {
    ...coreEntities,
    ...feedEntities,
    DISCUSSION,
    ...userEdges,
    ...spaceEdges,
    ...feedEdges,
    DISCUSSION_PARTICIPANT,
  },
})
