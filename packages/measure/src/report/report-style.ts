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
.columns{display:grid;grid-template-columns:1fr 2fr;gap:16px}
@media(max-width:640px){.columns{grid-template-columns:1fr}table{display:block;overflow-x:auto}}
@media print{main{padding:0;max-width:none}body{font-size:11px}section{break-inside:avoid}.appendix{break-before:page}}
`.trim();
