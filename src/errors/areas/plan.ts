import { defineErrors } from '../error-entry.ts'

/** What a load would do, before it does it. */
export const planErrors = defineErrors({
  PLAN_PRICES: {
    title: 'the price list cannot be used',
    why: 'A list that is given with --prices replaces the built-in one, so every price in it must be there.',
    fix: 'Write a JSON object with the fields of "prices" in the answer of "pgfold plan --json"; null means not known.',
    exit: 78,
    retry: 'stop',
  },
  PLAN_FILE: {
    title: 'the plan cannot be read',
    why: 'The file that --plan names is missing, or it is not one that "pgfold plan" wrote with its flag --out.',
    fix: 'Make the plan anew: "pgfold plan --out plan.json".',
    exit: 78,
    retry: 'stop',
  },
  PLAN_DRIFT: {
    title: 'the plan does not hold any more',
    why: 'Mapping, columns of the source, database or table are not those for which the plan was made.',
    fix: 'Look at what changed, make the plan anew with "pgfold plan --out plan.json", and start the run with it.',
    exit: 78,
    retry: 'stop',
  },
})
