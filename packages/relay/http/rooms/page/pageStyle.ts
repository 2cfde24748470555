/** Style of the page, like that of GatewayServer's inspector: one accent, system fonts, light or dark by system setting. */
export const PAGE_STYLE = `
:root {
	color-scheme: light dark;
	--page: #f4f5f7; --panel: #ffffff; --text: #1c2024; --quiet: #5b6470; --line: #e1e4e9; --edge: #c5cad3;
	--accent: #4b5bd7; --second: #0f8a72; --bad: #c4314b; --radius: 8px;
	--mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, "DejaVu Sans Mono", monospace;
	font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", "DejaVu Sans", sans-serif;
}
@media (prefers-color-scheme: dark) {
	:root {
		--page: #14161a; --panel: #1c1f25; --text: #e6e8ec; --quiet: #9aa3b0; --line: #2c313a; --edge: #444b57;
		--accent: #98a4ff; --second: #4cc9ab; --bad: #ff7a8d;
	}
}
* { box-sizing: border-box; margin: 0; }
body { background: var(--page); color: var(--text); }
header { display: flex; flex-wrap: wrap; gap: 4px 24px; align-items: baseline; padding: 10px 16px;
	border-bottom: 1px solid var(--line); background: var(--panel); }
h1 { font-size: 16px; font-weight: 650; }
h2 { padding: 12px 16px 8px; font-size: 13px; font-weight: 650; }
main { display: grid; gap: 12px; padding: 12px 16px; }
section { overflow-x: auto; border: 1px solid var(--line); border-radius: var(--radius); background: var(--panel); }
dl { display: flex; flex-wrap: wrap; gap: 6px 24px; padding: 12px 16px; }
dt { color: var(--quiet); font-size: 12px; }
dd, .number, code { font-family: var(--mono); font-size: 12px; font-variant-numeric: tabular-nums; }
dd { font-size: 16px; }
table { width: 100%; border-collapse: collapse; }
th { padding: 4px 16px; color: var(--quiet); font-size: 12px; font-weight: 400; text-align: left; white-space: nowrap; }
td { padding: 6px 16px; border-top: 1px solid var(--line); vertical-align: baseline; }
.number { text-align: right; }
th.number { font-family: inherit; }
.quiet { color: var(--quiet); }
.empty { padding: 0 16px 12px; color: var(--quiet); }
.state { white-space: nowrap; }
.state::before { content: ""; display: inline-block; width: 8px; height: 8px; margin-right: 8px;
	border: 1.5px solid var(--quiet); border-radius: 50%; }
.state.good::before { border-color: var(--second); background: var(--second); }
.state.bad { color: var(--bad); font-weight: 600; }
.state.bad::before { border-color: var(--bad); background: var(--bad); }
.alarm { color: var(--bad); font-weight: 600; }
`;
