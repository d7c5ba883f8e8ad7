/** Light and dark; one hue per group, set where it is used as --h. */
export const pageStyle = `
:root { color-scheme: light dark; --text: #1b1f24; --muted: #5b6470; --line: #dce1e7; --back: #f7f8fa; --card: #fff; --soft: 94%; --deep: 27%; --edge: 55%; }
@media (prefers-color-scheme: dark) { :root { --text: #e6eaef; --muted: #98a2ae; --line: #2e353d; --back: #0f1317; --card: #171c22; --soft: 17%; --deep: 78%; --edge: 52%; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 1.25rem 1rem 4rem; overflow-wrap: break-word; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: .5rem 0 .25rem; } h2 { font-size: 1.15rem; margin: 2.25rem 0 .75rem; } h3 { font-size: 1rem; margin: 0; }
p { margin: .4rem 0; } .muted { color: var(--muted); }
code, .mono { font: 12.5px/1.45 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: break-word; }
a { color: inherit; text-decoration-color: var(--line); text-underline-offset: 3px; }
.facts { display: flex; flex-wrap: wrap; gap: .5rem; margin: .9rem 0; padding: 0; list-style: none; }
.facts li { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .3rem .75rem; } .facts b { font-variant-numeric: tabular-nums; }
.legend { display: flex; flex-wrap: wrap; gap: .35rem .5rem; margin: .5rem 0; }
.chip { display: inline-block; border-radius: 6px; padding: .05rem .5rem; background: hsl(var(--h) 60% var(--soft)); color: hsl(var(--h) 60% var(--deep)); font-weight: 600; font-size: .82rem; text-decoration: none; max-width: 100%; overflow-wrap: anywhere; }
td > .chip { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; max-width: 20rem; vertical-align: bottom; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; margin: 0 0 .9rem; overflow: hidden; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 29rem), 1fr)); gap: .9rem; align-items: start; } .cards > .card { margin: 0; }
.card > header { padding: .7rem .9rem; border-bottom: 1px solid var(--line); display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; }
.card > header > * { min-width: 0; }
.card > .body { padding: .6rem .9rem .9rem; overflow-x: auto; }
.scroll { overflow-x: auto; -webkit-overflow-scrolling: touch; }
.flow { display: block; width: 100%; min-width: 760px; height: auto; }
.flow text { fill: var(--text); font: 12px ui-monospace, "SF Mono", Menlo, Consolas, monospace; } .flow .head { fill: var(--muted); font: 600 12px system-ui, sans-serif; }
.flow .collection { fill: none; stroke: var(--line); stroke-width: 1.2; } .flow .key { fill: var(--muted); }
.flow .plain { fill: var(--card); stroke: var(--line); stroke-width: 1.2; }
.flow .entity { fill: hsl(var(--h) 60% var(--soft)); } .flow .name { fill: hsl(var(--h) 60% var(--deep)); font-weight: 600; } .flow .detail { fill: var(--muted); } .flow a .detail { fill: hsl(var(--h) 25% var(--deep)); }
.flow path { fill: none; stroke: hsl(var(--h) 50% var(--edge)); stroke-width: 1.4; opacity: .75; } .flow .related { stroke-dasharray: 2 4; opacity: .4; } .flow .index { opacity: .45; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); } tr:last-child > td { border-bottom: 0; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td:last-child, th:last-child { padding-right: 0; } tr > :first-child.number { text-align: left; }
th { color: var(--muted); font-weight: 500; font-size: .8rem; white-space: nowrap; }
td.value { max-width: 26rem; } .example td { white-space: nowrap; padding-right: 1.2rem; } .example td.value { overflow: hidden; text-overflow: ellipsis; max-width: 18rem; }
.key { font-weight: 600; }
details > summary { cursor: pointer; padding: .5rem 0; color: var(--muted); } details[open] > summary { color: var(--text); }
.kind { display: inline-block; width: .55rem; height: .55rem; border-radius: 50%; margin-right: .45rem; border: 1.5px solid var(--muted); }
.kind.copy, .kind.list { background: var(--muted); opacity: .6; } .kind.counter { background: var(--text); }
@media (max-width: 40rem) { body { font-size: 14px; } .card > .body { padding: .5rem .7rem .7rem; } .card table { min-width: 32rem; } }
@media print { body { background: #fff; } .card { break-inside: avoid; } details > summary { display: none; } }
`.trim()
