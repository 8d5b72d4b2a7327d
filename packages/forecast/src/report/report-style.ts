/** Prints black on white; colours never carry a meaning alone. The look of the experiment report. */
export const reportStyle = `
body{font:14px/1.5 system-ui,sans-serif;color:#1f2937;margin:0;background:#fff}
main{max-width:900px;margin:0 auto;padding:24px}
h1{font-size:26px;margin:0 0 8px}h2{font-size:19px;margin:30px 0 8px;border-bottom:1px solid #e2e8f0}h3{font-size:15px;margin:18px 0 4px}
.small{font-size:12px;color:#4a5568;font-weight:normal}
.verdict{border-left:6px solid #4a5568;padding:12px 16px;background:#f7fafc}
.verdict.good{border-color:#1a7f4b}.verdict.bad{border-color:#b3261e}.verdict.unsure{border-color:#b45309}
table{border-collapse:collapse;width:100%;font-size:12.5px;margin:6px 0}th,td{text-align:left;padding:3px 8px 3px 0;vertical-align:top;border-bottom:1px solid #edf2f7}
th{color:#4a5568;font-weight:600}td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
.warning{border-left:4px solid #b45309;padding:2px 10px;margin:4px 0}
.chart{overflow-x:auto}
@media(max-width:640px){table{display:block;overflow-x:auto}th{min-width:56px}.chart svg{min-width:600px}}
@media print{main{padding:0;max-width:none}body{font-size:11px}section{break-inside:avoid-page}.appendix,.scenario{break-before:page}}
`.trim();
