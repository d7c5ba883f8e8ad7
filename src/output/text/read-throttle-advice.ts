/** What to do about throttled reads; said once, the counters carry the rest. */
export function readThrottleAdvice(reason: string, resource: string): string {
  const what = [reason, resource].filter((part) => part !== '').join(' on ')
  return (
    `Warning: DynamoDB throttles reads${what === '' ? '' : ` (${what})`}; pgfold slows down and continues. To go ` +
    'faster, increase read capacity or use on-demand billing.'
  )
}
