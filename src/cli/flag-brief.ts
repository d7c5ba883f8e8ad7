/** Every flag has a variable, and its help names it. */
export function flagBrief(option: { readonly env: string; readonly brief: string }): string {
  return `${option.brief} [${option.env}]`
}
