/** @internal */
export const customerStyle = `
:root {
  color-scheme: light dark;
  --ground: #f2f4f3;
  --card: #fff;
  --ink: #17211b;
  --soft: #5d6a62;
  --line: #e1e6e3;
  --accent: #06803f;
  --on-accent: #fff;
  --tile: #e5f4eb;
  --bad: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #101512;
    --card: #1a211d;
    --ink: #e9eeeb;
    --soft: #9daba3;
    --line: #2d3731;
    --accent: #3ecf7f;
    --on-accent: #06210f;
    --tile: #1f3327;
    --bad: #ff8a80;
  }
}
* { box-sizing: border-box; margin: 0; }
body {
  min-height: 100vh;
  background: var(--ground);
  color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "PingFang TC", "Noto Sans TC", "Microsoft JhengHei", sans-serif;
  overflow-wrap: anywhere;
}
.sandbox { padding: 8px 16px; background: #fff3cd; color: #5c4400; font-size: 13px; text-align: center; }
main { max-width: 440px; margin: 0 auto; padding: 0 16px 32px; }
header { padding: 28px 0 24px; text-align: center; }
.merchant { font-weight: 600; }
.amount { margin: 2px 0 6px; font-size: 40px; font-weight: 700; line-height: 1.2; letter-spacing: -0.01em; }
.order { color: var(--soft); font-size: 13px; }
.order span { font-family: ui-monospace, "SF Mono", Menlo, monospace; }
.products, fieldset, .result { border: 0; border-radius: 16px; background: var(--card); padding: 16px; }
.products h2 { margin-bottom: 8px; color: var(--soft); font-size: 13px; font-weight: 600; }
.products ul { margin: 0 0 4px; padding: 0; list-style: none; }
.products li {
  display: grid;
  grid-template: "picture name price" auto "picture quantity price" auto / 44px 1fr auto;
  column-gap: 12px;
  padding: 8px 0;
  align-items: center;
}
.picture {
  grid-area: picture;
  position: relative;
  width: 44px;
  height: 44px;
  border-radius: 10px;
  background: var(--tile);
  color: var(--accent);
  font-size: 20px;
  font-weight: 600;
  line-height: 44px;
  text-align: center;
  overflow: hidden;
}
/* No fixed size: an image that does not load then takes no room, and the letter stays visible. */
.picture img { position: absolute; inset: 0; margin: auto; max-width: 100%; max-height: 100%; }
.name { grid-area: name; align-self: end; font-weight: 500; }
.quantity { grid-area: quantity; align-self: start; color: var(--soft); font-size: 13px; }
.price { grid-area: price; font-variant-numeric: tabular-nums; }
.products dl { border-top: 1px solid var(--line); padding-top: 12px; }
.products dl div { display: flex; justify-content: space-between; gap: 12px; color: var(--soft); font-size: 14px; }
.products dl .total { color: var(--ink); font-size: 16px; font-weight: 700; }
dd { font-variant-numeric: tabular-nums; }
form { margin-top: 12px; }
legend { float: left; width: 100%; padding: 0; color: var(--soft); font-size: 13px; font-weight: 600; }
legend + * { clear: both; }
label { display: flex; align-items: center; gap: 12px; min-height: 48px; border-bottom: 1px solid var(--line); }
label small { color: var(--soft); font-size: 13px; }
label.points { justify-content: space-between; border: 0; }
input[type="radio"] { width: 20px; height: 20px; accent-color: var(--accent); }
input[type="number"] {
  width: 9em;
  padding: 8px 10px;
  border: 1px solid var(--line);
  border-radius: 8px;
  background: transparent;
  color: inherit;
  font: inherit;
  text-align: right;
}
input[aria-invalid] { border-color: var(--bad); }
.wrong { color: var(--bad); font-size: 14px; }
.notice { margin-top: 12px; color: var(--soft); font-size: 14px; text-align: center; }
button, .result a {
  display: block;
  width: 100%;
  min-height: 52px;
  border: 0;
  border-radius: 14px;
  background: transparent;
  color: inherit;
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
.approve, .result a { margin-top: 16px; background: var(--accent); color: var(--on-accent); font-size: 17px; }
.others { display: flex; gap: 12px; }
.decline { border: 1px solid var(--line); background: var(--card); }
.expire { color: var(--soft); font-weight: 500; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.time { margin-top: 12px; color: var(--soft); font-size: 13px; text-align: center; }
.result { margin-top: 12px; padding: 24px 16px; text-align: center; }
.result h1 { font-size: 20px; }
.result.good h1 { color: var(--accent); }
.result.bad h1 { color: var(--bad); }
.result p { margin-top: 4px; color: var(--soft); }
.result a { line-height: 52px; text-decoration: none; }
`
