/** Prints black on white on two pages and an appendix; colours never carry a meaning alone. */
export const reportStyle = `
body{font:14px/1.5 system-ui,sans-serif;color:#1f2937;margin:0;background:#fff}
main{max-width:900px;margin:0 auto;padding:24px}
h1{font-size:26px;margin:0 0 8px}h2{font-size:18px;margin:28px 0 8px;border-bottom:1px solid #e2e8f0}h3{font-size:15px;margin:16px 0 4px}
.small{font-size:12px;color:#4a5568;font-weight:normal}
.verdict{border-left:6px solid #4a5568;padding:12px 16px;background:#f7fafc}
.verdict.ship{border-color:#1a7f4b}.verdict.stop,.verdict.invalid{border-color:#b3261e}.verdict.hold{border-color:#b45309}
table{border-collapse:collapse;width:100%;font-size:12.5px;margin:6px 0}th,td{text-align:left;padding:3px 8px 3px 0;vertical-align:top;border-bottom:1px solid #edf2f7}
th{color:#4a5568;font-weight:600}tr.fail td:first-child{color:#b3261e}tr.warn td:first-child{color:#b45309}tr.pass td:first-child,tr.good td:last-child{color:#1a7f4b}tr.bad td:last-child{color:#b3261e}
.columns{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,2fr);gap:16px}svg{max-width:100%;height:auto}
.phone{display:none}
@media screen and (max-width:640px){main{padding:12px}.wide{display:none}.phone{display:block}.columns{grid-template-columns:minmax(0,1fr)}p,li,h1{overflow-wrap:anywhere}table{display:block;overflow-x:auto}td{min-width:64px}.checks,.checks tbody{display:block}.checks thead{display:none}.checks tr{display:block;border-bottom:1px solid #edf2f7;padding:4px 0}.checks td{display:inline;border:0;padding-right:6px}.checks .p:not(:empty)::before{content:"p "}}
@media print{@page{size:A4;margin:11mm}main{padding:0;max-width:none;display:flex;flex-direction:column}.detail{order:2}.appendix{order:1}body{font-size:9.5px;line-height:1.35}table{font-size:8.5px;margin:3px 0}th,td{padding:1.5px 6px 1.5px 0}.small{font-size:8px}
h1{font-size:18px}h2{font-size:13px;margin:10px 0 4px;break-after:avoid}h3{font-size:11px;margin:6px 0 2px;break-after:avoid}p,ul{margin:3px 0}tr,svg{break-inside:avoid}svg{max-height:150px}section{break-inside:auto}.appendix{break-before:page}}
`.trim();
