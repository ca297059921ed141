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

try {
  const { main } = await import("./main.ts");
  const args = JSON.parse(readFileSync("args.json", "utf-8"));
  write(await main(...parametersOf(main).map((name) => args[name])));
} catch (error: any) {
  const step = process.env.WM_FLOW_STEP_ID;
  write({
    message: error?.message ?? String(error),
    name: error?.name ?? "Error",
    stack: error?.stack,
    ...(step ? { step_id: step } : {}),
  });
  process.exit(1);
}
