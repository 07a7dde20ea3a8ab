// Loaded before the proxy: its log names whose server was asked for, and nothing behind that, for
// addresses name files and may hold whatever somebody typed.
"use strict";

const ASKED = /\b(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT) (?!\/api\/routes)(\S+)/g;
const KEPT = /^(?:\/hub)?(?:\/(?:user|services)\/[a-z_][a-z0-9_.-]*|\/hub(?=\/|$))?/;

function shortened(_, method, address) {
  const kept = KEPT.exec(address)[0];
  return `${method} ${kept}${address.length > kept.length + 1 ? "/…" : ""}`;
}

for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write.bind(stream);
  stream.write = (text, ...rest) =>
    write(typeof text === "string" ? text.replace(ASKED, shortened) : text, ...rest);
}
