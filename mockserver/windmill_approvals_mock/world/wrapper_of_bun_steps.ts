// Runs `main` of a step's TypeScript, in a process and folder of its own, beside `main.ts` and `args.json`.
// It leaves the result, or the error, in `result.json`.

import { readFileSync, writeFileSync } from "node:fs";

/** The names of a function's parameters; bun has stripped their types. */
function parametersOf(main: Function): string[] {
  const source = main.toString();
  const start = source.indexOf("(") + 1;
  const names: string[] = [];
  let depth = 0;
  let current = "";
  for (const character of source.slice(start)) {
    if (depth === 0 && (character === "," || character === ")")) {
      names.push(current.split("=")[0].trim());
      current = "";
      if (character === ")") break;
      continue;
    }
    if ("([{".includes(character)) depth += 1;
    if (")]}".includes(character)) depth -= 1;
    current += character;
  }
  return names.filter((name) => name !== "");
}

function write(value: unknown): void {
  writeFileSync("result.json", JSON.stringify(value ?? null));
}

/** Bun's own words, and for a package that isn't there the cure; the mock installs nothing. */
function messageOf(error: any): string {
  const message = error?.message ?? String(error);
  const missing = /^Cannot find (?:package|module) '([^'./][^']*)'/.exec(message);
  if (missing === null) return message;
  const name = missing[1].split("/").slice(0, missing[1].startsWith("@") ? 2 : 1).join("/");
  return `${message}. The mock installs nothing for a step; do it in the folder it runs in with: npm install ${name}`;
}

try {
  const { main } = await import("./main.ts");
  const args = JSON.parse(readFileSync("args.json", "utf-8"));
  write(await main(...parametersOf(main).map((name) => args[name])));
} catch (error: any) {
  const step = process.env.WM_FLOW_STEP_ID;
  write({
    message: messageOf(error),
    name: error?.name ?? "Error",
    stack: error?.stack,
    ...(step ? { step_id: step } : {}),
  });
  process.exit(1);
}
