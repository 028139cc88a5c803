// The files that are right and those that are broken, as the tests of the program have them.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

// Each broken file, with its line, and with whether only a parser of YAML sees what is wrong.
export function broken(root) {
  const text = readFileSync(join(root, "tests/it/configuration/broken.txt"), "utf8");
  return text.split("=== ").slice(1).map((one) => {
    const end = one.indexOf("\n");
    const [, line, mark, name] = /^(\d+)(!?) (.*)$/.exec(one.slice(0, end));
    return { name, line: Number(line), onlyYaml: mark === "!", text: one.slice(end + 1) };
  });
}

// The blocks of YAML in README and pages that are files of ours.
export function examples(root, schema) {
  const docs = join(root, "src/docs");
  const pages = readdirSync(docs).filter((name) => name.endsWith(".md") && name !== "simulated-azure.md").map((name) => join(docs, name));
  const found = [];
  for (const page of [...pages, join(root, "README.md")]) {
    for (const block of readFileSync(page, "utf8").split("```yaml\n").slice(1)) {
      const text = block.split("```")[0];
      if (text.startsWith(" ")) continue; // a part of a workflow
      let value;
      try {
        value = parse(text);
      } catch {
        continue;
      }
      const isOurs = value && typeof value === "object" && !Array.isArray(value)
        && Object.keys(value).every((key) => key in schema.properties || key.startsWith("x-"));
      if (isOurs) found.push({ name: page, text });
    }
  }
  return found;
}
