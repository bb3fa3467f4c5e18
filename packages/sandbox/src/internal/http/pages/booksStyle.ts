/** @internal */
export const booksStyle = `
:root {
  color-scheme: light dark;
  --ground: #f2f4f3;
  --card: #fff;
  --ink: #17211b;
  --soft: #5d6a62;
  --line: #e1e6e3;
  --good: #06803f;
  --open: #8a5a00;
  --bad: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #101512;
    --card: #1a211d;
    --ink: #e9eeeb;
    --soft: #9daba3;
    --line: #2d3731;
    --good: #3ecf7f;
    --open: #f0b54a;
    --bad: #ff8a80;
  }
}
* { box-sizing: border-box; margin: 0; }
body {
  max-width: 880px;
  min-height: 100vh;
  margin: 0 auto;
  padding: 0 16px 48px;
  background: var(--ground);
  color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "PingFang TC", "Noto Sans TC", "Microsoft JhengHei", sans-serif;
  overflow-wrap: anywhere;
}
a { color: var(--good); }
:focus-visible { outline: 3px solid var(--good); outline-offset: 2px; }
body > header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 16px; padding: 24px 0 16px; }
h1 { flex: 1 1 auto; font-size: 22px; }
h1 small { color: var(--soft); font-size: 14px; font-weight: 500; }
#connection { color: var(--soft); font-size: 13px; }
h2 { margin: 24px 0 8px; color: var(--soft); font-size: 13px; font-weight: 600; }
h2 small { font-weight: 400; }
h3 { font-size: 16px; }
.totals { display: grid; grid-template-columns: repeat(3, 1fr); gap: 8px; }
.totals div { padding: 12px; }
.totals div, article, section > ul, pre { border-radius: 12px; background: var(--card); }
article, section > ul, pre { padding: 12px 16px; }
dt { color: var(--soft); font-size: 13px; }
dd { font-size: clamp(14px, 4vw, 18px); font-weight: 700; font-variant-numeric: tabular-nums; }
section > ul { list-style: none; }
section > ul li + li { margin-top: 8px; padding-top: 8px; border-top: 1px solid var(--line); }
time { color: var(--soft); font-size: 13px; font-variant-numeric: tabular-nums; white-space: nowrap; }
code, pre { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, monospace; }
pre { margin-top: 8px; white-space: pre-wrap; }
article { margin-bottom: 8px; }
article header { display: grid; grid-template-columns: 1fr auto; gap: 2px 16px; align-items: baseline; }
.amount { font-size: 17px; font-weight: 700; font-variant-numeric: tabular-nums; text-align: right; }
.ids { color: var(--soft); font-size: 13px; }
.status { font-size: 13px; font-weight: 600; text-align: right; }
.status.good { color: var(--good); }
.status.open { color: var(--open); }
.status.bad { color: var(--bad); }
.status.neutral { color: var(--soft); }
ol { margin: 8px 0 0; padding: 8px 0 0; border-top: 1px solid var(--line); list-style: none; font-size: 14px; }
ol li { display: grid; grid-template-columns: auto 1fr; gap: 12px; }
article > a { display: inline-block; margin-top: 8px; }
.more { color: var(--soft); font-size: 14px; }
footer { margin-top: 32px; color: var(--soft); font-size: 14px; }
footer p { margin: 8px 0; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
`
