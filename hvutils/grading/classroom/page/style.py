"""The style of the class report: light and dark, narrow and printed."""

from __future__ import annotations

__all__ = ["STYLE"]

# Text on its ground has a contrast of 4.5 to 1 or more in both schemes, what a picture is made of
# 3 to 1. The four outcomes are told apart by blues and an orange, which colour-blind readers
# can tell, and by words in the table below each picture.
STYLE = """<style>
:root{color-scheme:light dark;--ground:#fff;--ink:#1d2430;--quiet:#566074;--line:#d5dae3;
--card:#f5f7fa;--link:#0b57b0;--right:#00588f;--partly:#4f97c6;--wrong:#c8500a;--missing:#8b93a1;
--heat:0,88,143;--slip:200,80,10;--mark:#7a1fa2}
@media (prefers-color-scheme:dark){:root{--ground:#14181f;--ink:#e8ebf0;--quiet:#a9b2c1;
--line:#353d4a;--card:#1c222c;--link:#82b7ff;--right:#4aa8e0;--partly:#2f78a8;--wrong:#f08b45;
--missing:#7c8696;--heat:74,168,224;--slip:240,139,69;--mark:#d9a0f5}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--ground);margin:0}
main,header,footer{max-width:72rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:1.5rem}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .25rem}
h2{font-size:1.3rem;margin:2.6rem 0 .5rem;padding-top:.9rem;border-top:1px solid var(--line)}
h3{font-size:1.05rem;margin:.6rem 0 .4rem}
p{max-width:46rem;margin:.5rem 0}
.quiet,figcaption,caption,dt{color:var(--quiet)}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-100rem}
.skip:focus{left:1rem;top:1rem;background:var(--ground);padding:.5rem 1rem;z-index:1}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;list-style:none;padding:0;margin:1rem 0}
nav a{display:inline-block;padding:.25rem 0}
.figures{display:grid;grid-template-columns:repeat(4,1fr);gap:.75rem;
margin:1.2rem 0}
.figures div{background:var(--card);border:1px solid var(--line);border-radius:.5rem;
padding:.6rem .8rem;display:flex;flex-direction:column-reverse;justify-content:flex-end}
.figures dt{font-size:.875rem;line-height:1.3}
.figures dd{margin:0;font-size:1.5rem;font-weight:600;font-variant-numeric:tabular-nums}
.pictures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));
gap:.5rem 2.5rem;align-items:start}
figure{margin:.6rem 0 1.2rem;max-width:34rem}
figure.wide{max-width:44rem}
svg{display:block;width:100%;height:auto;overflow:visible}
svg text{fill:var(--ink);font:12px system-ui,sans-serif}
svg .small{font-size:11px;fill:var(--quiet)}
svg .end{text-anchor:end}svg .middle{text-anchor:middle}
svg .axis{stroke:var(--quiet);stroke-width:1}svg .rule{stroke:var(--line);stroke-width:1}
svg .bar,svg .right{fill:var(--right)}svg .partly{fill:var(--partly)}svg .wrong{fill:var(--wrong)}
svg .missing{fill:var(--missing)}svg .late{fill:var(--wrong)}
svg .due{stroke:var(--mark);stroke-width:1.5;stroke-dasharray:4 3}svg .duetext{fill:var(--mark)}
svg .cell{stroke:var(--line);stroke-width:.5}
figcaption{font-size:.9rem;margin:.4rem 0}
.key{display:flex;flex-wrap:wrap;gap:.2rem 1rem;list-style:none;padding:0;margin:.4rem 0;
font-size:.9rem}
.key i{display:inline-block;width:.8em;height:.8em;border-radius:.15em;margin-right:.4em}
.key .right{background:var(--right)}.key .partly{background:var(--partly)}
.key .wrong{background:var(--wrong)}.key .missing{background:var(--missing)}
.scroll{overflow-x:auto;margin:.6rem 0}
table{border-collapse:collapse;font-size:.92rem}
caption{text-align:left;padding:.3rem 0;font-size:.9rem;max-width:46rem}
th,td{text-align:left;vertical-align:top;padding:.35rem 1.1rem .35rem 0;
border-bottom:1px solid var(--line)}
thead th{border-bottom:2px solid var(--quiet);white-space:nowrap}
tbody th{font-weight:600}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.text{overflow-wrap:anywhere;min-width:13rem}.name{min-width:9rem;overflow-wrap:anywhere}
.when,time{white-space:nowrap}
code{font:.92em ui-monospace,monospace;overflow-wrap:anywhere}
details{margin:.4rem 0}summary{cursor:pointer;color:var(--link);padding:.2rem 0}
ul.why{margin:0;padding-left:1.1rem}
.none{background:var(--card);border-left:4px solid var(--line);padding:.6rem 1rem;max-width:46rem}
footer{color:var(--quiet);font-size:.9rem;padding-top:1rem;padding-bottom:2rem}
@media (max-width:40rem){
main,header,footer{padding-left:1rem;padding-right:1rem}
h1{font-size:1.4rem}
.figures{grid-template-columns:repeat(2,1fr)}
table.rows thead{position:absolute;clip-path:inset(50%);height:1px;width:1px;overflow:hidden}
table.rows,table.rows caption,table.rows tbody,table.rows tr,table.rows th,table.rows td{
display:block;width:auto;min-width:0;white-space:normal;text-align:left}
table.rows tr{border-bottom:2px solid var(--line);padding:.5rem 0}
table.rows th,table.rows td{border:0;padding:.1rem 0}
table.rows td:empty{display:none}
table.rows td[data-label]::before{content:attr(data-label) ": ";color:var(--quiet)}}
@media print{:root{--ground:#fff;--ink:#000;--quiet:#333;--line:#bbb;--card:#fff;--link:#000}
body{font-size:10pt}nav,.skip{display:none}figure,tr,.figures div{break-inside:avoid}
h2,h3{break-after:avoid}.scroll{overflow:visible}
svg *,.key i{print-color-adjust:exact;-webkit-print-color-adjust:exact}
details::details-content{content-visibility:visible;height:auto;display:block}
summary{list-style:none;color:inherit}}
</style>"""
