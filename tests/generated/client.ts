// Lists, reads and takes a step of six resources, and follows what happens, by types made of the description.
// The world comes as JSON in WORLD; what was seen goes out as JSON.
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

type Problem = components["schemas"]["Problem"];
declare const process: { env: Record<string, string> };

const world: {
  base: string;
  keys: Record<"secretary" | "branch" | "clerk" | "head" | "manager", string>;
  rows: { area: number; areaCode: string; organisation: number; project: number; fund: number };
  due: string;
  today: string;
  login: { username: string; password: string };
  parties: NonNullable<
    paths["/api/v1/disputes/cases/"]["post"]["requestBody"]["content"]["application/json"]["parties"]
  >;
} = JSON.parse(process.env.WORLD);

function as(key: string) {
  return createClient<paths>({ baseUrl: world.base, headers: { Authorization: `Token ${key}` } });
}

function taken<Row>(answer: { data?: Row; error?: Problem }): Row {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

const [secretary, branch] = [as(world.keys.secretary), as(world.keys.branch)];
const [clerk, head, manager] = [as(world.keys.clerk), as(world.keys.head), as(world.keys.manager)];

async function changes(after: number) {
  const found: components["schemas"]["FeedEvent"][] = [];
  for (let position = after; ; ) {
    const page = taken(await branch.GET("/api/v1/events/", { params: { query: { after: position } } }));
    found.push(...page.results);
    if (page.next === null) return { found, after: page.after };
    position = page.after;
  }
}

async function main() {
  const refused = await as("nobody").GET("/api/v1/projects/demands/");
  const token = taken(await createClient<paths>({ baseUrl: world.base }).POST("/api/v1/token/", { body: world.login }));

  // Areas: an edit leaves what is not sent.
  const places = taken(await secretary.GET("/api/v1/governance/areas/", { params: { query: { level: "compound" } } }));
  const place = { params: { path: { id: world.rows.area } } };
  const before = taken(await secretary.GET("/api/v1/governance/areas/{id}/", place));
  const area = taken(
    await secretary.POST("/api/v1/governance/areas/{id}/steps/edit/", { ...place, body: { household_count: 121, version: before.version } }),
  );

  const stale = await secretary.POST("/api/v1/governance/areas/{id}/steps/edit/", {
    ...place,
    body: { household_count: 122, version: before.version },
  });

  // Organisations.
  const bodies = taken(await secretary.GET("/api/v1/governance/organisations/"));
  const unit = { params: { path: { id: bodies.results[0].id } } };
  const organisation = taken(
    await secretary.POST("/api/v1/governance/organisations/{id}/steps/edit/", { ...unit, body: { document: "荷组〔2026〕9号", version: bodies.results[0].version } }),
  );

  // Demands: registered by the branch, whose program follows what becomes of them.
  const start = await changes(0);
  const demand = taken(
    await branch.POST("/api/v1/projects/demands/", {
      params: { header: { "Idempotency-Key": "demand-1" } },
      body: {
        title: "楼道灯不亮",
        area: world.rows.areaCode,
        place: "3 栋 2 单元",
        category: "facility",
        content: "晚上看不清台阶",
        channel: "visit",
        household_count: 36,
        reporter_name: "张小明",
        reporter_phone: "19900001234",
      },
    }),
  );
  const row = { params: { path: { id: demand.id } } };
  const steps = taken(await secretary.GET("/api/v1/projects/demands/{id}/steps/", row));
  const accepted = taken(await secretary.POST("/api/v1/projects/demands/{id}/steps/accept/", { ...row, body: {} }));
  const later = await changes(start.after);
  const rest = await changes(later.after);
  const history = taken(await branch.GET("/api/v1/projects/demands/{id}/events/", row));

  // Micro-projects.
  const project = { params: { path: { id: world.rows.project } } };
  const drafted = taken(await branch.GET("/api/v1/projects/micro-projects/{id}/", project));
  const saved = taken(
    await branch.POST("/api/v1/projects/micro-projects/{id}/steps/save/", {
      ...project,
      body: { maintenance: "邻长每周巡查", version: drafted.version },
    }),
  );

  // Cases.
  const registered = taken(
    await clerk.POST("/api/v1/disputes/cases/", {
      body: {
        title: "5栋2单元屋面漏水赔偿",
        kind: "neighbour",
        area: world.rows.areaCode,
        origin: "application",
        is_oral: true,
        oral_record: "楼上漏水两年未修",
        summary: "楼上防水层老化，漏水浸坏天花板",
        parties: world.parties,
      },
    }),
  );
  const dispute = { params: { path: { id: registered.id } } };
  const taken_on = taken(await head.POST("/api/v1/disputes/cases/{id}/steps/accept/", { ...dispute, body: {} }));
  const cases = taken(await head.GET("/api/v1/disputes/cases/"));

  // Donations.
  const gift = taken(
    await manager.POST("/api/v1/funds/donations/", {
      body: {
        fund: world.rows.fund,
        donor_kind: "person",
        donor_name: "王某某",
        publicity: "masked",
        donor_age: "adult",
        kind: "money",
        amount: "1000.00",
        due_on: world.due,
      },
    }),
  );
  const receipt = await manager.POST("/api/v1/funds/donations/{id}/steps/receive/", {
    params: { path: { id: gift.id } },
    body: { received_on: world.today, amount: "1000.00", slip_no: "", papers: [] },
  });
  const gifts = taken(await manager.GET("/api/v1/funds/donations/"));

  return {
    refused: [refused.response.status, refused.error?.code],
    token: token.token.length > 20,
    areas: [places.results.some((one) => one.id === world.rows.area), area.household_count, area.name === before.name],
    stale: [stale.error?.code, stale.error?.changes?.[0].step],
    organisation: organisation.document,
    demand: [demand.status, accepted.status, steps.find((step) => step.name === "accept")?.allowed],
    followed: later.found.filter((event) => event.row === demand.id).map((event) => [event.resource, event.step]),
    nothing: rest.found.length,
    history: history.map((event) => event.kind),
    project: [saved.maintenance, saved.title === drafted.title, saved.lines.length === drafted.lines.length],
    dispute: [taken_on.status, cases.results[0].id === registered.id, taken_on.parties?.length],
    gift: [gift.status, gifts.results[0].donor, receipt.error?.code],
  };
}

console.log(JSON.stringify(await main()));
