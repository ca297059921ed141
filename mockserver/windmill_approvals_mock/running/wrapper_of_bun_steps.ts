// Calls `main`, or a preprocessor's `preprocessor`, of a step's TypeScript. It runs beside `main.ts` and `args.json`, and
// writes the result or the error to `result.json`, and what a workflow as code waits for to `asked.json`.

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Return the names of a function's parameters. bun has removed their types. */
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

/** Return bun's message, and how to install a missing package: the mock installs nothing. */
function messageOf(error: any): string {
  const message = error?.message ?? String(error);
  const script = /^Cannot find module '([./][^']*)' from '([^']*)'/.exec(message);
  if (script !== null) {
    const scripts = join(process.cwd(), "scripts") + "/";
    const missing = join(dirname(script[2]), script[1]);
    if (missing.startsWith(scripts)) {
      const path = missing.slice(scripts.length).replace(/\.ts$/, "");
      return `Cannot find module '${path}'. The workspace has no TypeScript script ${path}; deploy it, or load its folder`;
    }
  }
  const missing = /^Cannot find (?:package|module) '([^'./][^']*)'/.exec(message);
  if (missing === null) return message;
  const name = missing[1].split("/").slice(0, missing[1].startsWith("@") ? 2 : 1).join("/");
  return `${message}. The mock does not install packages for a step; in the mock's folder run: npm install ${name}`;
}

/**
 * Return the result of a script marked with windmill-client's `workflow`; undefined if it waits for something.
 * The mock has no checkpoints over HTTP, so the client is told not to use them: the script ends at each step and is run again.
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
