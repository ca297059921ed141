// Runs `main`, or a preprocessor's `preprocessor`, of a step's TypeScript, in a process and folder of its own, beside
// `main.ts` and `args.json`. It leaves the result, or the error, in `result.json`; what a workflow-as-code script waits for in `asked.json`.

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

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
  const script = /^Cannot find module '([./][^']*)' from '([^']*)'/.exec(message);
  if (script !== null) {
    const scripts = join(process.cwd(), "scripts") + "/";
    const missing = join(dirname(script[2]), script[1]);
    if (missing.startsWith(scripts)) {
      const path = missing.slice(scripts.length).replace(/\.ts$/, "");
      return `Cannot find module '${path}'. The workspace has no TypeScript script ${path}: deploy it, or load its folder`;
    }
  }
  const missing = /^Cannot find (?:package|module) '([^'./][^']*)'/.exec(message);
  if (missing === null) return message;
  const name = missing[1].split("/").slice(0, missing[1].startsWith("@") ? 2 : 1).join("/");
  return `${message}. The mock installs nothing for a step; do it in the folder it runs in with: npm install ${name}`;
}

/**
 * The result of a script that windmill-client's `workflow` marks; undefined when it waits for something.
 * The mock keeps no checkpoints over HTTP, so the client is told not to try; it then ends at each step, to be run again.
 */
async function runWorkflow(main: Function, args: unknown[]): Promise<unknown> {
  process.env.WM_WAC_INLINE_FAST_PATH = "0";
  const client = await import("windmill-client");
  const context: any = new client.WorkflowCtx({ completed_steps: JSON.parse(readFileSync("answers.json", "utf-8")) });
  client.setWorkflowCtx(context);
  let result: unknown;
  try {
    result = await main(...args);
  } catch (error) {
    if (context._pendingSuspend === null) throw error;
  }
  const asked = context._pendingSuspend?.dispatchInfo ?? (context.pending.length ? { mode: "tasks" } : null);
  if (asked === null) return result;
  const type = ["approval", "sleep", "inline_checkpoint"].includes(asked.mode) ? asked.mode : "dispatch";
  writeFileSync("asked.json", JSON.stringify({ ...asked, type }));
  return undefined;
}

try {
  const args = JSON.parse(readFileSync("args.json", "utf-8"));
  const main = (await import("./main.ts"))[args._ENTRYPOINT_OVERRIDE ?? "main"];
  const given = parametersOf(main).map((name) => args[name]);
  write(main._is_workflow ? await runWorkflow(main, given) : await main(...given));
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
