export function flagBrief(option: { readonly env: string | null; readonly brief: string }): string {
  return option.env === null ? option.brief : `${option.brief} [${option.env}]`
}
