import { DEFAULT_THEME, mergeMantineTheme } from '@mantine/core'
import { resolver, theme } from '../ui/theme.ts'

/** Colours of the theme that the first sight needs; the rest comes with the style sheet. */
const needed = [
  'site',
  'canvas',
  'surface',
  'sunken',
  'line',
  'line-strong',
  'text',
  'text-2',
  'text-3',
  'link',
  'focus',
]

/** The colours of the document and what stands in it until the pages have come, measured as their own shells are. */
export function firstSheet(): string {
  const { light, dark } = resolver(mergeMantineTheme(DEFAULT_THEME, theme))
  const colours = (of: Readonly<Record<string, string>>) =>
    needed.map((name) => `--dw-${name}:${of[`--dw-${name}`]}`).join(';')
  const [day, night] = [`color-scheme:light;${colours(light)}`, `color-scheme:dark;${colours(dark)}`]
  const sheet = `
:root{${day}}
@media screen and (prefers-color-scheme:dark){:root:not([data-mantine-color-scheme=light]){${night}}}
@media screen{:root[data-mantine-color-scheme=dark]{${night}}}
body{margin:0;background:var(--dw-canvas);color:var(--dw-text)}
#first{box-sizing:border-box;display:flex;flex-direction:column;min-height:100vh;min-height:100dvh;font:0.9375rem/1.55 'Inter Variable',system-ui,sans-serif;border-top:3px solid var(--dw-site)}
#first *{box-sizing:border-box}
#first p{margin:0}
.f-demo{display:none;gap:0 10px;flex-wrap:wrap;padding:4px 16px;font:0.75rem/1.45 'Inter Variable',system-ui,sans-serif}
.f-bar{display:flex;align-items:center;min-height:48.7px;padding:12px 24px;background:var(--dw-surface);border-bottom:1px solid var(--dw-line)}
.f-name{display:inline-flex;align-items:center;gap:7px;font-weight:640;letter-spacing:-0.015em;font-size:0.875rem}
.f-name bdi{overflow-wrap:anywhere}
.f-logo{height:22px;max-width:88px;object-fit:contain}
.f-logo+.f-mark{display:none}
.f-main{width:100%;max-width:1040px;margin:0 auto;padding:32px 24px 56px;display:flex;flex-direction:column;gap:14px}
.f-main i{display:none;height:12px;border-radius:5px;background:var(--dw-line)}
:root[data-first] .f-main i{display:block}
.f-main i:nth-child(1){width:40%;height:24px;margin-bottom:10px}
.f-main i:nth-child(2){width:58%}
.f-main i:nth-child(3){width:82%}
.f-main i:nth-child(4){width:71%}
.f-main i:nth-child(5){width:52%}
.f-say{display:none;color:var(--dw-text-2);font-size:0.875rem}
.f-say button{font:inherit;font-weight:560;color:var(--dw-text);background:var(--dw-surface);border:1px solid var(--dw-line-strong);border-radius:5px;padding:4px 12px;margin-top:10px;cursor:pointer}
.f-say button:focus-visible{outline:2px solid var(--dw-focus);outline-offset:2px}
[data-first=loading] .f-loading,[data-first=slow] .f-slow,[data-first=failed] .f-failed{display:block}
[data-first=failed] .f-main i{display:none!important}
[lang=en] #first [lang=de]:not(.f-both),[lang=de] #first [lang=en]:not(.f-both){display:none}
[data-face=admin] #first,[data-face=console] #first{border-top:0;flex-direction:row;background:var(--dw-canvas);font-size:0.8125rem;line-height:1.45}
[data-face=admin] .f-main,[data-face=console] .f-main{max-width:1232px;margin:0;padding:22px 32px 48px}
[data-face=admin] .f-bar{flex:none;align-items:flex-start;width:208px;padding:14px 18px;background:var(--dw-sunken);border-bottom:0;border-right:1px solid var(--dw-line)}
[data-face=console] .f-bar{flex:none;align-items:flex-start;justify-content:center;width:48px;padding:12px 0;background:var(--dw-sunken);border-bottom:0;border-right:1px solid var(--dw-line)}
[data-face=console] .f-bar bdi{display:none}
[data-face=console] .f-logo{max-width:40px}
[data-face=door] .f-main{max-width:420px;width:calc(100% - 48px);margin:calc(32px + 6vh) auto 0;padding:32px;background:var(--dw-surface);border:1px solid var(--dw-line);border-radius:10px}
@media(max-width:900px){
[data-face=admin] #first{flex-direction:column}
[data-face=admin] .f-bar{width:auto;align-items:center;min-height:49px;padding:8px 16px;border-right:0;border-bottom:1px solid var(--dw-line)}
[data-face=admin] .f-main{padding:16px 16px 40px}
}
@media(max-width:760px){
.f-bar{padding:10px 16px}
.f-main{padding:20px 16px 40px}
[data-face=door] .f-main{width:calc(100% - 32px);margin-top:28px;padding:24px 20px}
}
@media(prefers-reduced-motion:no-preference){.f-main i{animation:f-wait 1.6s ease-in-out infinite}@keyframes f-wait{50%{opacity:.45}}}`
  return sheet.replace(/\n/g, '')
}
