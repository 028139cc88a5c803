// Ajv and the package `yaml`. Arguments: the repository, the schema, the program.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv from "ajv/dist/2020.js";
import { LineCounter, parseDocument, visit } from "yaml";
import { broken, examples } from "./files.mjs";

const [root, schemaPath, program] = process.argv.slice(2);
const schema = JSON.parse(readFileSync(schemaPath, "utf8"));
const validate = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false }).compile(schema);
const folder = mkdtempSync(join(tmpdir(), "slot-deploy-schema-"));
let failed = 0;

// The lines at which a text is refused.
function refused(text) {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const lineOf = (offset) => counter.linePos(offset).line;
  if (document.errors.length > 0) return document.errors.map((error) => lineOf(error.pos[0]));
  let value;
  try {
    value = document.toJS();
  } catch {
    // An alias without an anchor.
    const lines = [];
    visit(document, { Alias: (_, alias) => void (alias.resolve(document) ?? lines.push(lineOf(alias.range[0]))) });
    return lines;
  }
  if (validate(value)) return [];
  return validate.errors.map((error) => {
    const path = error.instancePath.split("/").slice(1).map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
    const key = error.params.additionalProperty ?? error.params.propertyName ?? error.propertyName;
    const at = document.getIn(path, true) ?? document.contents;
    const pair = key === undefined ? undefined : at.items?.find((pair) => pair.key?.value === key);
    return lineOf((pair ? pair.key : at).range[0]);
  });
}

function refusedByProgram(text) {
  const file = join(folder, "slot-deploy.yml");
  writeFileSync(file, text);
  const env = { PATH: process.env.PATH };
  const ran = spawnSync(program, ["config"], { cwd: folder, env, encoding: "utf8" });
  return { code: ran.status, told: ran.stdout + ran.stderr };
}

function check(name, holds, says) {
  if (!holds) failed += 1;
  console.log(`${holds ? "ok  " : "FAIL"} ${name}${holds ? "" : `: ${says}`}`);
}

for (const { name, text } of examples(root, schema)) {
  const lines = refused(text);
  check(`an example of ${name.split("/").pop()}`, lines.length === 0, `refused at ${lines}: ${JSON.stringify(validate.errors)}`);
}
const files = broken(root);
check("there are forty broken files or more", files.length >= 40, files.length);
for (const { name, line, text } of files) {
  const lines = refused(text);
  check(`${name}: by ajv`, lines.length > 0 && lines.every((at) => at === line), `line ${line}, and not ${lines}`);
  const { code, told } = refusedByProgram(text);
  const places = [...told.matchAll(/line (\d+), column/g)].map((match) => Number(match[1]));
  check(`${name}: by the program`, code === 2 && places.includes(line), `line ${line}, and not: ${told}`);
}
rmSync(folder, { recursive: true });
if (failed > 0) {
  console.log(`${failed} failed`);
  process.exit(1);
}
