/** What a principal is to do with the table. */
export const purposes = ['migrate', 'validate', 'repair', 'create'] as const
export type Purpose = (typeof purposes)[number]
