// Approves, denies and reads with windmill-client. In: `{base, token, workspace, flows}` as JSON; out: "done".
import { JobService, OpenAPI, setClient } from "windmill-client";

const { base, token, workspace, flows } = JSON.parse(process.argv[2]);
const [approved, denied, onPage, owned] = flows;
setClient(token, base);

const minted = async (step) => {
  const urls = await JobService.getResumeUrls({ workspace, id: step, resumeId: 7, approver: "alice" });
  return {
    signature: new URL(urls.resume).pathname.split("/").at(-1),
    token: new URL(urls.approvalPage).searchParams.get("token"),
  };
};
const byAnyone = async (call) => {
  OpenAPI.TOKEN = undefined;
  const answer = await call();
  OpenAPI.TOKEN = token;
  return answer;
};

const { signature, token: page } = await minted(approved.step);
const link = { workspace, id: approved.step, resumeId: 7, signature, approver: "alice" };
await byAnyone(() => JobService.getSuspendedJobFlow(link));
await byAnyone(() => JobService.getApprovalInfo({ workspace, jobId: approved.flow, token: page }));
await byAnyone(() => JobService.resumeSuspendedJobPost({ ...link, requestBody: { amount: 40 } }));

const other = { ...link, id: denied.step, signature: (await minted(denied.step)).signature };
await byAnyone(() => JobService.cancelSuspendedJobPost({ ...other, requestBody: { reason: "no" } }));

const vote = { payload: { amount: 40 }, approval_token: (await minted(onPage.step)).token, approved: true };
await byAnyone(() => JobService.resumeSuspended({ workspace, jobId: onPage.flow, requestBody: vote }));
await JobService.resumeSuspendedFlowAsOwner({ workspace, id: owned.flow, requestBody: { amount: 40 } });
console.log("done");
