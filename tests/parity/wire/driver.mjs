// Runs one case with windmill-client, in a process of its own: it reads its address and token when it is imported.
// In: the case as JSON, as the argument; out: a JSON list of outcomes.
import * as windmill from "windmill-client";

const given = JSON.parse(process.argv[2]);
const camel = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
const named = Object.fromEntries(Object.entries(given.kwargs).map(([name, value]) => [camel(name), value]));
const isMessage = given.function.startsWith("request_");
const args = isMessage
  ? [named]
  : given.function === "get_resume_urls" && "flowLevel" in named
    ? [given.args[0], named.flowLevel]
    : given.args;

const outcomes = [];
for (let turn = 0; turn < (given.twice ? 2 : 1); turn++) {
  if (turn === 1 && given.twice !== "seed") process.env[given.twice] = "other";
  try {
    await windmill[camel(given.function)](...args);
    outcomes.push("ok");
  } catch (error) {
    outcomes.push(error.name);
  }
}
console.log(JSON.stringify(outcomes));
