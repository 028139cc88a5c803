// The language server of the YAML extension, over its protocol. Arguments: the repository, the schema.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { broken, examples } from "./files.mjs";

const [root, schemaPath] = process.argv.slice(2);
const schema = JSON.parse(readFileSync(schemaPath, "utf8"));
const program = new URL("node_modules/yaml-language-server/bin/yaml-language-server", import.meta.url).pathname;
const server = spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
const settings = {
  yaml: { validate: true, schemas: { [pathToFileURL(schemaPath).href]: "*.yml" }, schemaStore: { enable: false }, yamlVersion: "1.2" },
};
const waiting = new Map();
let buffer = Buffer.alloc(0);
let ids = 0;

function send(message) {
  const body = JSON.stringify({ jsonrpc: "2.0", ...message });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function ask(method, params) {
  const id = `ask-${ids++}`;
  send({ id, method, params });
  return new Promise((resolve) => waiting.set(id, resolve));
}

function take(message) {
  if (message.method === "workspace/configuration") {
    send({ id: message.id, result: message.params.items.map((item) => (item.section === "yaml" ? settings.yaml : {})) });
  } else if (message.method === "textDocument/publishDiagnostics") {
    waiting.get(message.params.uri)?.(message.params.diagnostics);
  } else if (message.id !== undefined && message.method) {
    send({ id: message.id, result: null });
  } else if (waiting.has(message.id)) {
    waiting.get(message.id)(message.result);
  }
}

server.stdout.on("data", (chunk) => {
  buffer = Buffer.concat([buffer, chunk]);
  for (;;) {
    const end = buffer.indexOf("\r\n\r\n");
    if (end < 0) return;
    const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, end).toString())[1]);
    if (buffer.length < end + 4 + length) return;
    const body = buffer.subarray(end + 4, end + 4 + length).toString();
    buffer = buffer.subarray(end + 4 + length);
    take(JSON.parse(body));
  }
});

async function diagnostics(text) {
  const uri = `file:///files/${ids++}.yml`;
  const told = new Promise((resolve) => waiting.set(uri, resolve));
  send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error(`no answer about ${uri}`)), 30_000).unref());
  return Promise.race([told, late]);
}

await ask("initialize", { processId: process.pid, rootUri: null, capabilities: { workspace: { configuration: true } } });
send({ method: "initialized", params: {} });
send({ method: "workspace/didChangeConfiguration", params: { settings } });
let failed = 0;
function check(name, holds, says) {
  if (!holds) failed += 1;
  console.log(`${holds ? "ok  " : "FAIL"} ${name}${holds ? "" : `: ${says}`}`);
}
const shown = (all) => JSON.stringify(all.map((one) => [one.range.start.line + 1, one.message]));
for (const { name, text } of examples(root, schema)) {
  const all = await diagnostics(text);
  check(`an example of ${name.split("/").pop()}: by the language server`, all.length === 0, shown(all));
}
// It merges `<<`, whatever the version of YAML.
for (const { name, line, text } of broken(root).filter((one) => one.name !== "a merge key")) {
  const all = await diagnostics(text);
  const isThere = (one) => one.range.start.line + 1 <= line && one.range.end.line + 1 >= line;
  const found = all.some(isThere);
  check(`${name}: by the language server`, found, `line ${line}, and not ${shown(all)}`);
}
server.kill();
if (failed > 0) {
  console.log(`${failed} failed`);
  process.exit(1);
}
