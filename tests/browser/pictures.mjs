/*
 * The pictures of docs/pictures: every main page at 1440 and 375 px, taken on
 * one walk from the home page to a verified printout.  `make pictures`.
 */
import fs from "node:fs";
import path from "node:path";
import {
	browser_start, must, Person, qr_read, pdf_render, run, work_end, WORK,
} from "./lib.mjs";
import * as step from "./steps.mjs";

const TO = path.resolve(import.meta.dirname ?? path.dirname(
    new URL(import.meta.url).pathname), "../../docs/pictures");
const WIDE = { width: 1440, height: 900 }, NARROW = { width: 375, height: 720 };
const TALL = 1800;		/* pixels of a long page that are kept */
const FILE_MAX = 150 * 1024, ALL_MAX = 4 * 1024 * 1024;

let browser;

/* 8 bit with a palette of its own, as small as it goes. */
function shrink(from, to) {
	for (const colours of [64, 32, 16]) {
		run("pngquant", "--force", "--strip", "--speed", "1",
		    "--output", to, String(colours), from);
		if (fs.statSync(to).size <= FILE_MAX)
			return;
	}
	throw new Error(`${to} stays above ${FILE_MAX} bytes`);
}

async function shot(p, name, sizes = [WIDE, NARROW]) {
	await p.page.mouse.move(0, 0);
	for (const size of sizes) {
		const raw = path.join(WORK, "shot.png");

		await p.page.setViewportSize(size);
		await p.page.evaluate(() => Promise.all([...document.images]
		    .map((i) => i.decode().catch(() => 0))));
		const tall = await p.page.evaluate(() =>
		    document.documentElement.scrollHeight);

		await p.page.screenshot({ path: raw, fullPage: true,
			animations: "disabled", clip: { x: 0, y: 0,
			width: size.width, height: Math.min(tall, TALL) } });
		shrink(raw, path.join(TO, `${name}-${size.width}.png`));
	}
	await p.page.setViewportSize(WIDE);
	p.quiet(name);
}

async function see(p, name, at, sizes) {
	await p.go(at);
	await shot(p, name, sizes);
}

async function public_pages() {
	const p = await Person.enter(browser);

	await see(p, "home", "/");
	await see(p, "guide", "/apply");
	await see(p, "signin", "/account/signin");
	await see(p, "loss", "/loss");
	await see(p, "verify", "/verify");
	await p.leave();
}

async function new_case(p, more) {
	const at = await step.apply_open(p);

	await step.apply_fill(p, { ...step.ANSWERS, ...more });
	await step.apply_upload(p, at);
	return at;
}

async function applying() {
	const p = await step.staff(browser, "applicant");
	const at = await step.apply_open(p);

	await p.fill_all({ ...step.ANSWERS, org_code: "12990102MB70548X7A",
		agent_idno: "371002199003070012", seal_name: "" });
	await p.press("保存");
	await shot(p, "form-errors");
	await step.apply_fill(p);
	await see(p, "tasks", at);
	await step.apply_upload(p, at);
	await see(p, "check", at + "/check");
	const told = await step.apply_submit(p, at);

	await see(p, "done", at + "/done");
	for (const [name, kind] of [["财务专用章", "CW"], ["业务专用章", "YW"]]) {
		const other = await new_case(p, { seal_name:
			step.ANSWERS.org_name + name, sub_kind: kind });

		await step.apply_submit(p, other);
	}
	return { p, at, told };
}

async function desk({ p, at, told }) {
	const checker = await step.staff(browser, "checker");
	const maker = await step.staff(browser, "maker");
	const approver = await step.staff(browser, "approver");

	await see(checker, "desk", "/approve");
	await see(checker, "list", "/approve/list");
	await see(checker, "desk-case", `/approve/${step.id_of(at)}`);
	await checker.fill_all({ note: "不在本机构受理范围，请到市级窗口办理" });
	await checker.press("不予受理");
	await shot(checker, "sure");
	await step.desk_verify(checker, at);
	await see(maker, "workshop", `/issue/${step.id_of(at)}/draw`);
	await step.make_picture(maker, at);
	await see(p, "confirm", at);
	await step.confirm_picture(p, at);
	await step.make_enter(maker, at);
	await step.desk_approve(approver, at);
	await step.make_steps(maker, at, 2);
	await shot(maker, "making");
	await step.make_steps(maker, at, 2);
	await step.make_deliver(checker, at);
	const keeper = await step.staff(browser, "keeper");

	await step.activate(keeper, at);
	await step.policy_set(browser, "P-01", "36m");
	await see(keeper, "renew", "/renew");
	const again = await step.renew_self(keeper, step.ANSWERS.seal_name);

	await step.make_steps(maker, again, 3);
	await see(keeper, "renew-case", again);
	await step.renew_take(keeper, again);
	await see(keeper, "seals", "/account/seals");
	await see(maker, "takeover", "/issue/import", [WIDE]);
	await see(checker, "figures", "/approve/figures", [WIDE]);
	await see(checker, "ledger", "/approve/seals", [WIDE]);
	await checker.page.locator("main td.code a").first().click();
	await shot(checker, "ledger-seal", [WIDE]);
	await p.go("/progress");
	const boxes = await p.page.locator("main input.input").all();

	await boxes[0].fill(told.number);
	await boxes[1].fill(told.query);
	await p.press(/查/);
	await shot(p, "progress");
	for (const who of [p, checker, maker, approver, keeper])
		await who.leave();
}

async function stamping() {
	const p = await step.staff(browser, "requester");
	const at = await step.stamp_ask(p, step.ANSWERS.org_name);

	/* Over the name and the date, as GB/T 9704 has it. */
	await p.fill_all({ x: "115", y: "194" });
	await p.press("更新预览");
	await shot(p, "stamp-place");
	await p.press("位置合适，下一步");
	await step.stamp_submit(p);
	const reviewer = await step.staff(browser, "reviewer");

	await see(reviewer, "stamp-review", at);
	await step.stamp_review(reviewer, at);
	await reviewer.leave();
	await step.stamp_do(p, at);
	await shot(p, "stamp-done");
	const file = await p.download("下载已盖章的文件");

	await p.leave();
	return file;
}

async function verifying(file) {
	const p = await Person.enter(browser);
	const page = pdf_render(file, 80);

	shrink(page, path.join(TO, "stamped-page.png"));
	for (const [name, what] of [["verify-good", file],
	    ["verify-altered", step.alter(file)]]) {
		await p.go("/verify");
		await p.page.setInputFiles("main input[type=file]", what);
		await p.press("核验文件");
		await shot(p, name);
	}
	await see(p, "scan", qr_read(pdf_render(file)));
	await see(p, "outcry", "/verify/report", [NARROW]);
	await p.leave();
}

async function governing() {
	const admin = await step.staff(browser, "ra-admin");
	const auditor = await step.staff(browser, "auditor");
	const business = await step.staff(browser, "business");
	const operator = await step.staff(browser, "operator");

	await operator.go("/admin/carriers/book");
	await operator.fill_all({ device: "smart-key", model: "JY-K1",
	    certificate: "GM001219920220001", note: "采购合同 1 号",
	    serials: [1, 2, 3, 4, 5, 6].map((n) => `JY2026000${n}`)
	    .join("\n") });
	await operator.press("入库");
	await see(operator, "ukeys", "/admin/carriers", [WIDE]);
	await operator.page.locator("main td.code a").first().click();
	await shot(operator, "ukey", [WIDE]);
	await see(admin, "admin", "/admin");
	await see(admin, "people", "/admin/people");
	await business.go("/admin/policy/P-20");
	await business.fill_all({ value: "45d", reason: "补正材料需要的时间较长" });
	await business.press("签名并提出修改");
	await shot(business, "policy-request", [WIDE]);
	await see(business, "policies", "/admin/policies", [WIDE]);
	await see(business, "profiles", "/admin/profiles", [WIDE]);
	await see(operator, "incident", "/admin/incidents/new", [WIDE]);
	await see(operator, "report", "/admin/report", [WIDE]);
	await see(auditor, "audit", "/audit");
	for (const who of [admin, business, auditor, operator])
		await who.leave();
}

function sizes() {
	let all = 0;

	for (const name of fs.readdirSync(TO))
		all += fs.statSync(path.join(TO, name)).size;
	console.log(`# ${fs.readdirSync(TO).length} pictures, ` +
	    `${Math.round(all / 1024)} KiB`);
	must(all <= ALL_MAX, `pictures take ${all} bytes`);
}

try {
	fs.rmSync(TO, { recursive: true, force: true });
	fs.mkdirSync(TO, { recursive: true });
	browser = await browser_start();
	await public_pages();
	await desk(await applying());
	await verifying(await stamping());
	await governing();
	sizes();
} catch (error) {
	console.log(`pictures: ${error.stack}`);
	process.exitCode = 1;
} finally {
	await browser?.close();
	work_end();
}
