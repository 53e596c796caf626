/*
 * The moves of each trade, one function each, so that journeys and pictures
 * walk the same way.  A function ends on the page it leads to.
 */
import fs from "node:fs";
import path from "node:path";
import { must, pdf_make, Person, VAR, WORK } from "./lib.mjs";

export const ANSWERS = {
	org_code: "12990102MB70548X7H", org_name: "演示区清泉职业培训学校",
	org_type: "institution", org_region: "990102",
	org_address: "演示区四号路 5 号", agent_name: "景经办",
	agent_idno: "371002199003070011", agent_phone: "13800138000",
	seal_name: "演示区清泉职业培训学校合同专用章", category: "unit",
	sub_kind: "HT", scope: "industry", delivery: "hosted",
	keeper_name: "鲍保管", keeper_login: "keeper",
	physical_number: "9901020000002", secret: "open",
};
export const ITEMS = ["sealed", "agent", "contact", "founding"];
export const LETTER = path.join(VAR, "demo", "letter.pdf");

export async function staff(browser, login, options) {
	return (await Person.enter(browser, options)).sign_in(login);
}

/* --- 申领 ------------------------------------------------------------------ */

/* From the guide to the empty form; returns the path of the case. */
export async function apply_open(p) {
	await p.go("/apply");
	await p.press("开始申领");
	const at = new URL(p.page.url()).pathname;

	must(/^\/apply\/[0-9a-z]{26}$/.test(at), `no new case: ${at}`);
	await p.go(at + "/answers");
	return at;
}

export async function apply_fill(p, answers = ANSWERS) {
	await p.fill_all(answers);
	await p.press("保存");
}

/* One file into the form of one material, on the page of materials. */
export async function material_put(p, item, name, buffer, secret = "open") {
	const form = p.page.locator(`form[action$="/materials/${item}"]`);

	await form.locator("input[type=file]").setInputFiles({
		name, mimeType: "application/pdf", buffer,
	});
	await form.locator(`[name=secret][value=${secret}]`).check();
	await Promise.all([
		p.page.waitForEvent("load"),
		form.locator("button").click(),
	]);
}

export async function apply_upload(p, at, items = ITEMS) {
	await p.go(at + "/materials");
	for (const item of items)
		await material_put(p, item, `${item}.pdf`, pdf_make(item));
}

export async function apply_submit(p, at) {
	await p.go(at + "/check");
	await p.fill_all({ agree: true, declare: true });
	await p.press(/^提交/);
	const text = await p.text();

	return {
		number: text.match(/SL-\d{8}-\d{5}/)?.[0],
		query: (await p.page.locator("main strong.code").first()
		    .innerText()).trim(),
	};
}

/* --- 办理 ------------------------------------------------------------------ */

export const id_of = (at) => at.split("/").pop();

/* Every material passes, item by item; then the case is verified. */
export async function desk_verify(p, at) {
	await p.go(`/approve/${id_of(at)}`);
	for (const radio of await p.page.locator(
	    'main input[type=radio][value="ok"]').all())
		await radio.check();
	await p.press("核验通过");
}

export async function desk_approve(p, at) {
	await p.go(`/approve/${id_of(at)}`);
	await p.press("同意");
}

/* --- 制章 ------------------------------------------------------------------ */

export async function make_picture(p, at) {
	await p.go(`/issue/${id_of(at)}/draw`);
	await p.press("预览");
	await p.press(/^提交印模/);
}

export async function confirm_picture(p, at) {
	await p.go(at);
	await p.press(/一致/);
}

export async function make_enter(p, at) {
	await p.go(`/issue/${id_of(at)}`);
	await p.press("录入并送审批");
}

/* One press each: certificate, code, seal, carrier. */
export async function make_steps(p, at, count = 4) {
	const pressed = [];

	await p.go(`/issue/${id_of(at)}`);
	for (let i = 0; i < count; i++) {
		const button = p.page.locator(
		    'main form.confirm[action$="/step"] button.button').first();

		pressed.push((await button.innerText()).trim());
		await Promise.all([
			p.page.waitForEvent("load"), button.click(),
		]);
	}
	return pressed;
}

export async function make_deliver(p, at) {
	await p.go(`/issue/${id_of(at)}`);
	await p.fill_all({ form: "hosted", receiver: "鲍保管", kind: "idcard",
		number: "371002199003070011" });
	await p.press("登记交付");
}

export async function activate(p, at) {
	await p.go(at);
	await p.press(/启用/);
}

/* --- 续期 ------------------------------------------------------------------ */

/* A rule gets another value: one business administrator proposes it, the
 * other finds it on the front of the administration and approves it. */
export async function policy_set(browser, rule, value, reason = "演示") {
	const p = await staff(browser, "business");

	await p.go(`/admin/policy/${rule}`);
	await p.fill_all({ value, reason });
	await p.press("签名并提出修改");
	await p.has(reason);
	await p.has("等待另一名业务管理员批准");
	p.quiet("admin");
	await p.leave();
	const q = await staff(browser, "business2");

	await q.go("/admin");
	await q.page.getByRole("link", { name: /待批准的规则/ }).click();
	await q.page.getByRole("link", { name: /第 \d+ 号/ }).first().click();
	await q.has(reason);
	await q.press("签名并批准");
	await q.has("已生效");
	q.quiet("admin");
	await q.leave();
}

/* By the keeper with the seal's key: to the page of the case, verified. */
export async function renew_self(p, seal_name) {
	await p.go("/renew");
	await p.page.locator("main label", { hasText: seal_name + "（" })
	    .first().click();
	await p.fill("reason", "self");
	await p.press("保存并继续");
	const at = new URL(p.page.url()).pathname;

	await p.go(at + "/check");
	await p.fill_all({ agree: true, declare: true });
	await p.press(/^提交/);
	return at;
}

/* Received and put into use, one press each. */
export async function renew_take(p, at) {
	await p.go(at);
	await p.press(/接收/);
	await p.press(/启用/);
}

/* --- 用章 ------------------------------------------------------------------ */

/* Ask for a stamp on a file; ends on the page of the place. */
export async function stamp_ask(p, seal_name, file = LETTER,
    kind = "official", title = "关于开办职业技能培训班的通知") {
	await p.go("/stamp/new?choose=1");
	await p.page.locator("main .seal-card", { has: p.page.getByRole(
	    "heading", { name: seal_name, exact: true }) })
	    .getByRole("link", { name: /用这枚印章/ }).click();
	await p.page.waitForLoadState("load");
	await p.fill_all({ title, class: kind, secret: "open",
		purpose: "发给参训学员" });
	await p.page.locator('main input[type=file]').setInputFiles(file);
	await p.press("上传并选择位置");
	must(p.page.url().endsWith("/place"), `no place: ${p.page.url()} ` +
	    (await p.text()).slice(0, 300));
	return new URL(p.page.url()).pathname.replace(/\/place$/, "");
}

export async function stamp_place(p) {
	await p.press("放到落款处");
	await p.press("位置合适，下一步");
}

export async function stamp_submit(p) {
	await p.press(/^提交|^签名并提交/);
}

export async function stamp_review(p, at) {
	await p.go(at);
	const take = p.page.locator('main form[action$="/take"] button');

	if (await take.count())
		await Promise.all([p.page.waitForEvent("load"),
			take.click()]);
	await p.fill("decision", "agree");
	await p.press("签名并提交审核意见");
}

export async function stamp_do(p, at) {
	await p.go(at);
	await Promise.all([
		p.page.waitForEvent("load"),
		p.page.locator('main form[action$="/stamp"] button').click(),
	]);
}

/* The whole way of one document; returns the stamped file. */
export async function stamp_letter(browser, seal_name, options, kind) {
	const asks = await staff(browser, "requester", options);
	const at = await stamp_ask(asks, seal_name, LETTER, kind);

	await stamp_place(asks);
	await stamp_submit(asks);
	const reviewer = await staff(browser, "reviewer", options);

	await stamp_review(reviewer, at);
	await reviewer.leave();
	await stamp_do(asks, at);
	const code = (await asks.text("#code")).trim();
	const file = await asks.download("下载已盖章的文件");

	await asks.leave();
	return { at, code, file };
}

/* The file with one byte of its first page's content changed. */
export function alter(file) {
	const data = fs.readFileSync(file);
	const to = path.join(WORK, "altered.pdf");
	const at = data.indexOf("stream", 100) + 40;

	data[at] ^= 1;
	fs.writeFileSync(to, data);
	return to;
}
