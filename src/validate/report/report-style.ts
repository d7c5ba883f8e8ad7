/** What the page of a validation has beside the style of all pages. */
export const reportStyle = `
:root { --equal: #26774b; --different: #8f5300; --missing: #c62f3a; --extra: #7a4fc9; }
@media (prefers-color-scheme: dark) { :root { --equal: #4cb97c; --different: #eea53b; --missing: #f0616b; --extra: #a98bf0; } }
.tiles { display: grid; grid-template-columns: repeat(3, 1fr); gap: .9rem; margin: 1.25rem 0; padding: 0; list-style: none; }
.tiles li { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: .9rem 1.1rem; }
.tiles b { font-size: 2rem; line-height: 1.15; font-variant-numeric: tabular-nums; } .tiles span { color: var(--muted); }
.tiles small { display: block; color: var(--muted); font-size: .85rem; }
.tiles .good { border-color: var(--equal); } .tiles .good b { color: var(--equal); }
.tiles .bad { border-color: var(--missing); } .tiles .bad b { color: var(--missing); }
.next { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--different); border-radius: 8px; padding: .6rem .9rem; margin: 0 0 1rem; }
.next code { display: block; margin-top: .25rem; } .next code span { white-space: nowrap; } .next.good { border-left-color: var(--equal); }
.warnings { color: var(--different); padding-left: 1.2rem; margin: 1.25rem 0; }
.differences { list-style: none; padding: 0; margin: 0; } .differences li { padding: .55rem 0; border-bottom: 1px solid var(--line); }
.differences p { margin: .2rem 0 0; color: var(--muted); overflow-wrap: break-word; } .differences code { overflow-wrap: break-word; }
.class { display: inline-block; min-width: 7rem; font-size: .82rem; font-weight: 600; }
.bars { list-style: none; margin: 0; padding: 0; }
.bars li { display: grid; grid-template-columns: 14rem 1fr 16rem; gap: .9rem; align-items: center; padding: .22rem 0; }
.bars b { font-weight: 500; font-size: .88rem; text-align: right; min-width: 0; } .bars .labels { font-size: .85rem; font-variant-numeric: tabular-nums; } .bars .labels span { white-space: nowrap; }
.bars .track { display: flex; height: .8rem; border-left: 1px solid var(--line); } .bars i { display: block; min-width: 1px; }
.bars i.equal { background: var(--equal); } .bars i.different { background: var(--different); } .bars i.missing { background: var(--missing); } .bars i.extra { background: var(--extra); }
span.equal { color: var(--muted); } span.different { color: var(--different); } span.missing { color: var(--missing); } span.extra { color: var(--extra); }
td { white-space: nowrap; } .facts-table td, .facts-table td.number { white-space: normal; overflow-wrap: anywhere; text-align: left; } .facts-table td:first-child { white-space: nowrap; color: var(--muted); }
@media (max-width: 48rem) {
  .tiles { grid-template-columns: 1fr; gap: .5rem; } .tiles li { padding: .6rem .9rem; }
  .bars li { grid-template-columns: minmax(0, 1fr) minmax(0, auto); gap: .1rem .9rem; padding: .3rem 0; } .bars b { text-align: left; } .bars .labels { text-align: right; } .bars .track { order: 3; grid-column: 1 / -1; }
  .facts-table table, .facts-table tbody { display: block; } .facts-table tr { display: block; padding: .35rem 0; border-bottom: 1px solid var(--line); } .facts-table td { display: block; border: 0; padding: 0; }
}
`.trim()
