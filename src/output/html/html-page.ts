import { escapeHtml } from './escape-html.ts'
import { pageStyle } from './page-style.ts'

/**
 * One page with everything in it: no script, nothing loaded from anywhere; the policy holds it to that. `title` is
 * escaped here; `body` is HTML whose texts the caller has escaped. `style` comes after the shared style of all pages.
 */
export function htmlPage({ title, body, style = '' }: { title: string; body: string; style?: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${pageStyle}${style === '' ? '' : `\n${style}`}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`
}
