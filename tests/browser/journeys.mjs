/*
 * The journeys people make: the applicant's, the desk's, the keeper's and the
 * public's, from an empty form to a green verdict; again with scripts off;
 * sign-in, the loss page and a clerk's morning by keyboard alone; every page seen
 * on the way through a validator.  No journey may leave a word in the console.
 */
import fs from "node:fs";
import path from "node:path";
import {
	browser_start, must, page_kind, pdf_make, pdf_render, Person, PIN, qr_read,
	run, same, shown, tap_end, test, work_end, WORK,
} from "./lib.mjs";
import * as step from "./steps.mjs";
import { html_faults } from "./validate.mjs";

const PHONE = { width: 375, height: 720, phone: true, scale: 2 };
const SCAN_MAX = 30 * 1024;	/* bytes over the line, style sheet included */
const DEMO_SEAL = step.ANSWERS.org_name;

let browser;

/* --- the applicant ----------------------------------------------------------- */

async function form_errors(p) {
	const empty = Object.fromEntries(Object.keys(step.ANSWERS)
	    .filter((n) => !["category", "sub_kind", "scope", "delivery"]
	    .includes(n)).map((n) => [n, ""]));

	await p.fill_all(empty);
	await p.press("保存");
	await p.has("有 10 处需要修改", "#errors");
	same(await p.page.evaluate(() => document.activeElement.id), "errors",
	    "focus after errors");
	must((await p.page.title()).startsWith("错误："), "title");
	same(await p.page.locator("main .field-bad .error").count(), 10,
	    "errors beside fields");
	const links = await p.page.locator("#errors a").all();

	same(links.length, 10, "links in the summary");
	for (const link of links) {
		const to = (await link.getAttribute("href")).slice(1);

		await link.click();
		must(await p.page.locator(`main [id="${to}"]`).count() === 1,
		    `summary leads nowhere: ${to}`);
		same(await p.page.evaluate(() => location.hash), `#${to}`,
		    "link in the summary");
	}
}

/* Typed values stay, good and bad; one error alone is named. */
async function form_one_error(p, answers) {
	await p.fill_all({ ...answers, agent_idno: "371002199003070012" });
	await p.press("保存");
	await p.has("有 1 处需要修改", "#errors");
	await p.page.locator("#errors a").first().click();
	same(await p.page.evaluate(() => document.activeElement.name),
	    "agent_idno", "focus after the link");
	same(await p.page.locator("[name=agent_name]").inputValue(),
	    step.ANSWERS.agent_name, "what was typed");
}

async function applicant(options, words, name) {
	const p = await step.staff(browser, "applicant", options);
	const answers = { ...step.ANSWERS,
		seal_name: step.ANSWERS.org_name + name };
	const it = { p, seal: answers.seal_name };

	it.at = await step.apply_open(p);
	await test(`R-061 an empty form names ten fields, focus on the ` +
	    `summary, its links lead to them${words}`, () => form_errors(p));
	await test(`R-061 one wrong field alone is named, the rest is kept` +
	    words, () => form_one_error(p, answers));
	await test(`R-063 R-233 corrected, saved, four materials uploaded${words}`,
	    async () => {
		await step.apply_fill(p, answers);
		same(new URL(p.page.url()).pathname, it.at, "after saving");
		await p.go(it.at + "/materials");
		await wrong_file(p, it.at);
		await secret_file(p, it.at);
		for (const item of step.ITEMS) {
			const link = await p.page.locator(
			    `main a[href="${it.at}/check"]`).count();

			same(link, 0, `${item} is missing, submit is offered`);
			await step.apply_upload(p, it.at, [item]);
		}
		await p.go(it.at);
		same(await p.page.locator(`main a[href="${it.at}/check"]`)
		    .count(), 1, "submit is offered");
	});
	await test(`R-070 not without agreement; submitted: number and code` +
	    words, async () => {
		await p.go(it.at + "/check");
		await p.has("371002********0011");
		await p.press(/^提交/);
		must(await p.page.locator("#errors").count() === 1,
		    "submitted without agreement");
		Object.assign(it, await step.apply_submit(p, it.at));
		must(it.number && /^[0-9A-Z]{8}$/.test(it.query),
		    `${it.number} ${it.query}`);
		await p.go(it.at);
		await p.press("撤回申请");
		await p.has("不能恢复");
		await p.has(it.number);
		await p.page.locator("a", { hasText: "返回，不办理" }).click();
		await p.has("待受理");
		await p.go(it.at + "/done");
		await p.has(it.query);
		await p.has("30 天内改好再提交");
		const qr = await p.page.locator("main img.qr").evaluate(
		    (e) => e.naturalWidth);

		must(qr > 0, "no QR of the number");
	});
	await test(`R-040 progress by number and code, no account${words}`,
	    async () => {
		const q = await Person.enter(browser, { ...PHONE, ...options });

		await q.go("/progress");
		await q.fill_all({ number: it.number, code: it.query }).catch(
		    () => progress_fill(q, it));
		await q.press(/查/);
		await q.has(it.number);
		must(!(await q.text()).includes("景经办"), "a name is shown");
		q.quiet("progress");
		await q.leave();
	});
	p.quiet(`applicant${words}`);
	return it;
}

async function progress_fill(q, it) {
	const boxes = await q.page.locator("main input.input").all();

	await boxes[0].fill(it.number);
	await boxes[1].fill(it.query);
}

/* What is no PDF is refused beside its field; what lies there stays. */
async function wrong_file(p, at) {
	await step.material_put(p, "sealed", "纸.pdf",
	    Buffer.from("no PDF at all"));
	await p.has("有 1 处需要修改", "#errors");
	await p.page.locator("#errors a").click();
	same(await p.page.evaluate(() => document.activeElement.id), "f-sealed",
	    "focus after the link");
	same(await p.text(".field-bad .error"), "错误：" +
	    (await p.text("#errors li")).trim(), "words beside the field");
	must((await p.page.title()).startsWith("错误："), "title");
	same(await p.page.locator("main .button").count(), 1, "main acts");
	await p.go(at + "/materials");
}

/* a secret is refused beside the choice, which stays as chosen. */
async function secret_file(p, at) {
	await step.material_put(p, "agent", "密.pdf", pdf_make("secret"),
	    "secret");
	await p.has("有 1 处需要修改", "#errors");
	await p.has("涉及国家秘密的文件和事项不得在本系统办理", "#errors");
	await p.page.locator("#errors a").click();
	same(await p.page.evaluate(() => document.activeElement.id),
	    "f-agent-secret", "focus after the link");
	must(await p.page.locator("#f-agent-secret [value=secret]")
	    .isChecked(), "the choice is gone");
	same(await p.page.getByText("已上传").count(), 0, "files kept");
	await p.go(at + "/materials");
}

/* An item without a verdict is named in the summary and beside itself. */
async function undecided(checker) {
	await checker.page.locator('main input[name="v_sealed"][value="ok"]')
	    .check();
	await checker.press("核验通过");
	await checker.has("有 3 处需要修改", "#errors");
	same(await checker.page.locator("main .check.field-bad .error").count(),
	    3, "errors beside items");
	for (const link of await checker.page.locator("#errors a").all()) {
		const to = (await link.getAttribute("href")).slice(1);

		await link.click();
		same(await checker.page.evaluate(() =>
		    document.activeElement.id), to, "focus after the link");
	}
	must(await checker.page.locator(
	    'main input[name="v_sealed"][value="ok"]').isChecked(),
	    "the verdict given is gone");
}

/* Two faults, told together; both corrected; version 1 can still be read. */
async function sent_back(checker, it) {
	await checker.go(`/approve/${step.id_of(it.at)}`);
	for (const item of step.ITEMS) {
		const bad = item === "agent";

		await checker.page.locator(`main input[name="v_${item}"]` +
		    `[value="${bad ? "fault" : "ok"}"]`).check();
		if (!bad)
			continue;
		await checker.page.locator(`main details:has(#f-w_${item}) ` +
		    "summary").click();
		await checker.page.locator(`#f-w_${item}`)
		    .fill("身份证反面看不清");
	}
	await checker.fill("remark", "单位地址请写到门牌号");
	await checker.press("退回补正");
	await checker.has("待补正", ".case-state").catch(() =>
	    checker.has("补正", ".case-state"));
	await it.p.go(it.at);
	await it.p.has("身份证反面看不清");
	await it.p.has("单位地址请写到门牌号");
	await it.p.has("需补正 1 项", ".tasks");
	same(await it.p.page.locator(`main a[href="${it.at}/check"]`).count(),
	    0, "the fault stands, submit is offered");
	await it.p.go(it.at + "/answers");
	await it.p.fill("org_address", "演示区四号路 5 号 1 幢");
	await it.p.press("保存");
	await it.p.go(it.at + "/materials");
	await it.p.has("身份证反面看不清", 'form[action$="/agent"] .error');
	await step.apply_upload(it.p, it.at, ["agent"]);
	const again = await step.apply_submit(it.p, it.at);

	same(again.number, it.number, "the number");
	it.p.quiet("correcting");
	await checker.go(`/approve/${step.id_of(it.at)}`);
	await checker.has("演示区四号路 5 号 1 幢");
	await checker.press(/第 1 稿/, "link");
	await checker.has("演示区四号路 5 号");
	must(!(await checker.text()).includes("1 幢"), "version 1 is gone");
}

/* --- the desk and the workshop -------------------------------------------------- */

async function desk(it) {
	const checker = await step.staff(browser, "checker");
	const maker = await step.staff(browser, "maker");

	await test("R-044 今日工作台 counts the case and leads to it",
	    async () => {
		await checker.go("/approve");
		await checker.has("今日工作台");
		await checker.page.locator("main table a",
		    { hasText: it.number }).first().click();
		await checker.page.waitForLoadState("load");
		await checker.has(it.seal);
	});
	await test("R-066 no decision while an item is undecided; each is named",
	    async () => {
		await undecided(checker);
	});
	await test("R-068 sent back with every fault at once, corrected, the " +
	    "earlier version kept", () => sent_back(checker, it));
	await test("verified item by item, signed", async () => {
		await step.desk_verify(checker, it.at);
		await checker.has("核验通过", ".case-state");
		checker.quiet("checker");
	});
	await test("the picture is drawn true to size and put",
	    async () => {
		await step.make_picture(maker, it.at);
		await maker.has("待确认印模", "body").catch(() =>
		    maker.has("确认", ".case-state"));
		maker.quiet("maker");
	});
	await test("the applicant confirms exactly this picture",
	    async () => {
		await step.confirm_picture(it.p, it.at);
		await it.p.has("申请人已于");
		it.p.quiet("confirming");
	});
	await test("entered by the maker, approved by another person",
	    async () => {
		const approver = await step.staff(browser, "approver");

		await step.make_enter(maker, it.at);
		await maker.has("待审批", ".case-state");
		await step.desk_approve(approver, it.at);
		await approver.has("审批通过", ".case-state");
		approver.quiet("approver");
		await approver.leave();
	});
	await test("certificate, code, seal and carrier, one press each",
	    async () => {
		const pressed = await step.make_steps(maker, it.at);

		same(pressed.join(" "), "签发证书 取得编码 生成印章 写入载体",
		    "steps");
		await maker.has(/H\d{6}/.exec(await maker.text())?.[0] ??
		    "印章编码 H");
		maker.quiet("making");
		await maker.leave();
	});
	await test("delivered by the checker, activated by the keeper",
	    async () => {
		const keeper = await step.staff(browser, "keeper");

		await step.make_deliver(checker, it.at);
		checker.quiet("delivery");
		await step.activate(keeper, it.at);
		await keeper.has("已办结", ".case-state");
		await keeper.go("/account/seals");
		await keeper.has(it.seal);
		keeper.quiet("keeper");
		await keeper.leave();
	});
	await checker.leave();
}

/* --- using the seal --------------------------------------------------------------- */

async function keeper(seal) {
	const asks = await step.staff(browser, "requester");
	const reviewer = await step.staff(browser, "reviewer");
	const use = {};

	await test("a file, a seal, a place in millimetres; the " +
	    "preview is the output", async () => {
		use.at = await step.stamp_ask(asks, seal);
		await asks.fill_all({ x: "20", y: "2000" });
		await asks.press("更新预览");
		must(await asks.page.locator("#errors").count() === 1,
		    "placed off the page");
		await step.stamp_place(asks);
		must(await asks.page.locator("main img.paper").evaluate(
		    (e) => e.naturalWidth) > 500, "no preview");
	});
	await test("submitted with the requester's signature",
	    async () => {
		await step.stamp_submit(asks);
		await asks.has("签名有效");
	});
	await test("no stamp before another person agreed", async () => {
		await asks.go(use.at);
		same(await asks.page.locator('form[action$="/stamp"]').count(),
		    0, "buttons that stamp");
	});
	await test("the reviewer looks and agrees, signed", async () => {
		await step.stamp_review(reviewer, use.at);
		await reviewer.has("同意");
		reviewer.quiet("reviewer");
	});
	await test("R-165 the requester stamps, takes the file; both digests logged",
	    async () => {
		await step.stamp_do(asks, use.at);
		use.code = (await asks.text("#code")).trim();
		must(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){2}-[0-9A-Z]{5}$/
		    .test(use.code), use.code);
		use.file = await asks.download("下载已盖章的文件");
		await asks.has("盖章前文件摘要");
		await asks.has("盖章后文件摘要");
		must(fs.readFileSync(use.file).subarray(0, 5).toString() ===
		    "%PDF-", "not a PDF");
		await asks.go("/stamp");
		await asks.has("关于开办职业技能培训班的通知");
		asks.quiet("requester");
	});
	await reviewer.leave();
	await asks.leave();
	return use;
}

/* --- the public --------------------------------------------------------------------- */

/* Every byte of one page, as it came over the line. */
async function bytes_of(p, address) {
	const line = await p.context.newCDPSession(p.page);
	let bytes = 0;

	await line.send("Network.enable");
	await line.send("Network.setCacheDisabled", { cacheDisabled: true });
	line.on("Network.loadingFinished",
	    (e) => { bytes += e.encodedDataLength; });
	await p.go(address);
	await p.page.waitForLoadState("networkidle");
	await line.detach();
	return bytes;
}

async function printout(use) {
	const page = pdf_render(use.file, 150);

	use.address = qr_read(page);
	/* A4 at 150 dpi is 1240 by 1754; the corner alone must do. */
	run("pdftoppm", "-r", "150", "-png", "-singlefile", "-x", "820",
	    "-y", "0", "-W", "420", "-H", "420", use.file,
	    `${WORK}/corner`);
	same(qr_read(`${WORK}/corner.png`), use.address, "QR at the top right");
	must(/\/V\/[0-9A-Z]{13,}$/.test(use.address), use.address);
	const words = run("pdftotext", "-layout", use.file, "-");

	use.printed = words.match(/验证码\s+([0-9A-Z-]{20})/)?.[1];
	same(use.printed, use.code, "code at the foot");
	must(!use.address.includes(use.code.replaceAll("-", "")
	    .slice(0, 8)), "the code is in the QR");
}

async function scan(use, options) {
	const p = await Person.enter(browser, { ...PHONE, ...options });
	const bytes = await bytes_of(p, use.address);
	const text = await p.text("body");

	must(bytes > 1000 && bytes < SCAN_MAX, `${bytes} bytes over the line`);
	same(await p.page.locator("script").count(), 0, "scripts");
	must(text.indexOf("逐项核对") < text.indexOf("印章状态：有效"),
	    "the facts come first");
	must(text.includes("印章状态：有效"), text.slice(0, 400));
	must(!/真实有效/.test(text), "a scan says 真实有效");
	must(!/1380013|371002/.test(text), "personal data");
	same((await p.context.cookies()).filter((c) => c.name ===
	    "__Host-jy").length, 0, "sessions");
	await p.page.emulateMedia({ media: "print" });
	must((await p.text("body")).includes("视同复印件"), "no note in print");
	await p.page.emulateMedia({ media: "screen" });
	p.quiet("scan");
	console.log(`# scan page: ${bytes} bytes`);
	return p;
}

async function original(p, use) {
	await p.follow("查看原件");
	if (use.personal) {
		await p.fill("last", "AAAA");
		await p.press("查看原件");
		must(await p.page.locator("#errors").count() === 1,
		    "a wrong second value is enough");
		await p.has("不一致", ".field-bad .error");
		same(await p.page.locator("[name=last]").inputValue(), "AAAA",
		    "what was typed");
		await p.fill("last", use.code.slice(-4));
		await p.press("查看原件");
	}
	const picture = p.page.locator("main img.paper").first();

	await picture.scrollIntoViewIfNeeded();
	must(await picture.evaluate((e) => e.decode().then(() =>
	    e.naturalWidth)) > 300, "no original");
	await p.has("复印件");
	p.quiet("original");
}

async function type_code(p, use) {
	await p.go("/verify");
	await p.fill("c", use.printed.toLowerCase().replaceAll("-", " "));
	await p.press("核验");
	await p.has("印章状态：有效");
	must(!(await p.text()).includes("真实有效"), "a code says 真实有效");
	await p.go("/verify");
	await p.fill("c", "AAAA-BBBB-CCCC-DDDDD");
	await p.press("核验");
	must(!/印章状态：有效/.test(await p.text()), "a wrong code is believed");
	p.quiet("code");
}

async function upload(p, file) {
	await p.go("/verify");
	await p.page.locator("main input[type=file]").setInputFiles(file);
	await p.press("核验文件");
	const word = (await p.text(".verdict h2")).trim();

	/* A digest that wraps: every line of it begins at one place. */
	same(await p.page.evaluate(() => {
		const lines = new Map();

		for (const g of document.querySelectorAll("code.code .g")) {
			const at = g.getBoundingClientRect();

			if (!lines.has(at.top))
				lines.set(at.top, at.left);
		}
		return new Set(lines.values()).size;
	}), 1, "places where the lines of the digest begin");
	p.quiet("upload");
	return word;
}

async function still(use) {
	const p = await Person.enter(browser);
	const verdict = await upload(p, use.file);

	await p.leave();
	return verdict;
}

async function the_public(use, options, words) {
	let p;

	await test(`R-191 R-192 the printed page carries a QR at the ` +
	    `top right and a code at the foot${words}`, () => printout(use));
	await test(`R-193 R-200 scanned on a phone: under 30 KB, no script, no ` +
	    `account, never 真实有效${words}`, async () => {
		p = await scan(use, options);
	});
	if (!p)
		return;
	await test(`R-191 the original opens as P-33 allows${words}`,
	    () => original(p, use));
	await test(`R-192 the printed code typed; a wrong one is not found` +
	    words, () => type_code(p, use));
	await test(`the file uploaded is 真实有效${words}`, async () =>
	    same(await upload(p, use.file), "真实有效", "verdict"));
	await test(`R-170 one byte altered: 文件已被改动${words}`, async () =>
	    same(await upload(p, step.alter(use.file)), "文件已被改动",
	    "verdict"));
	await test(`R-246 a file without a stamp is said to be one${words}`,
	    async () => must(!/真实有效/.test(await upload(p, step.LETTER)),
	    "an unstamped file is genuine"));
	await p.leave();
}

/* --- 续期 --------------------------------------------------------------------------- */

/* On a phone by its keeper, without papers; made at the bench, received. */
async function renewal(seal) {
	await step.policy_set(browser, "P-01", "36m");
	const p = await step.staff(browser, "keeper", PHONE);
	const at = await step.renew_self(p, seal);

	await p.has("印章密钥证明");
	p.quiet("renewal asked for");
	const maker = await step.staff(browser, "maker");

	await maker.go("/issue");
	await maker.has("待续期");
	const pressed = await step.make_steps(maker, at, 3);

	same(pressed.join(" "), "签发证书 生成印章 写入载体", "steps");
	await maker.has("交付印章");
	maker.quiet("renewal made");
	await maker.leave();
	await step.renew_take(p, at);
	await p.has("已办结");
	must(!/签名无效/.test(await p.text()), "a signature does not hold");
	p.quiet("renewal received");
	await p.leave();
}

/* --- the rules, the trail, the menus -------------------------------------------------- */

const open_originals = () => step.policy_set(browser, "P-33", "original",
    "公开公文原件");

/* From one of the house's to one of our own, asked for and taken back. */
async function own_profile() {
	const p = await step.staff(browser, "business", PHONE);

	await p.go("/admin/policies");
	await p.follow("修改几条规则");
	await p.has("P-46 UKey 最低库存");
	await p.go("/admin/profiles");
	await p.follow("威海");
	await p.follow("由此制作新的方案");
	await p.fill_all({ name: "qingzhou", label: "青州",
	    document: "青州市电子印章管理办法", from: "2026-01-01",
	    article: "第三条", "P-28": "own", "P-46": "3",
	    reason: "本地规定" });
	await p.press("签名并保存");
	await p.has("源自“威海”");
	await p.follow("申请启用");
	await p.fill("reason", "采用本地规定");
	await p.press("签名并提出");
	await p.has("启用地区方案“青州”");
	await p.page.locator("summary", { hasText: "撤回" }).click();
	await p.fill("reason", "另行研究");
	await p.press("签名并撤回");
	await p.has("已撤回");
	p.quiet("own profile");
	await p.leave();
}

const MENUS = {
	applicant: ["申领"], checker: ["审批", "制章"], approver: ["审批"],
	maker: ["制章"], requester: ["用章"], reviewer: ["用章"],
	keeper: ["挂失", "用章"], auditor: ["审计"],
	business: ["管理"], system: ["管理"],
};
const PLACES = ["申领", "审批", "制章", "用章", "审计", "管理"];

async function menus() {
	for (const [login, wanted] of Object.entries(MENUS)) {
		const p = await step.staff(browser, login);
		const seen = await p.page.locator("nav.menu a")
		    .allInnerTexts();

		for (const word of wanted)
			must(seen.includes(word), `${login}: ${seen}`);
		for (const word of PLACES)
			must(wanted.includes(word) || !seen.includes(word),
			    `${login} is offered ${word}`);
		p.quiet(`menu of ${login}`);
		await p.leave();
	}
}

async function audit() {
	const p = await step.staff(browser, "auditor");

	await p.go("/audit");
	await p.has("登录");
	await p.go("/audit/proof");
	await p.page.locator("main form.confirm button").click();
	await p.page.waitForLoadState("load");
	await p.has("完整至第");
	p.quiet("audit");
	await p.leave();
}

/* --- by keyboard alone ------------------------------------------------------------------ */

/* Tab until this element has the focus; every stop must be visible. */
async function tab_to(p, selector) {
	for (let i = 0; i < 40; i++) {
		await p.page.keyboard.press("Tab");
		const at = await p.page.evaluate((want) => {
			const e = document.activeElement;
			const s = getComputedStyle(e);

			return { there: e.matches(want), name: e.tagName +
			    "#" + e.id, ring: s.outlineStyle !== "none" &&
			    parseFloat(s.outlineWidth) >= 2 };
		}, selector);

		must(at.ring, `focus is not visible on ${at.name}`);
		if (at.there)
			return;
	}
	throw new Error(`Tab never reaches ${selector}`);
}

async function enter(p) {
	await Promise.all([
		p.page.waitForEvent("load"), p.page.keyboard.press("Enter"),
	]);
}

async function keyboard_signin() {
	const p = await Person.enter(browser);

	await p.go("/account/signin");
	await tab_to(p, "a.skip");
	await tab_to(p, "[name=login]");
	await p.page.keyboard.type("keeper");
	await tab_to(p, "[name=pin]");
	await p.page.keyboard.type(PIN);
	await tab_to(p, "main button[type=submit]");
	await enter(p);
	await p.has_menu();
	p.quiet("sign-in by keyboard");
	return p;
}

/* 挂失 of the second seal, chosen with the arrow keys. */
async function keyboard_loss(p, seal) {
	await p.go("/loss");
	const wanted = await p.page.locator("main select[name=seal] option",
	    { hasText: seal }).getAttribute("value").catch(() => null);

	if (wanted !== null) {
		await tab_to(p, "select[name=seal]");
		await p.page.keyboard.type(seal);
		same(await p.page.locator("select[name=seal]").inputValue(),
		    wanted, "the seal chosen");
	} else {
		const radios = p.page.locator("main input[name=seal]");

		await tab_to(p, "input[name=seal]");
		for (let i = 0; i < await radios.count(); i++) {
			const label = await p.page.evaluate(() =>
			    document.activeElement.closest("label").innerText);

			if (label.includes(seal))
				break;
			await p.page.keyboard.press("ArrowDown");
		}
		await p.page.keyboard.press("Space");
	}
	await tab_to(p, "main button.button-urgent");
	await enter(p);
	await p.has("印章已停用");
	p.quiet("loss by keyboard");
}

/*
 * A clerk's morning: ten cases verified, item by item, with no hand on the
 * mouse; and the switch that turns the single keys off.
 */
const MORNING = 10;

async function keyboard_verify(p) {
	const items = await p.page.locator("main fieldset.check input[value=ok]")
	    .evaluateAll((all) => all.map((e) => e.name));

	must(items.length >= 4, `only ${items.length} items to verify`);
	for (const item of items) {
		await tab_to(p, `input[name=${item}]`);
		await p.page.keyboard.press("Space");
	}
	await tab_to(p, "main button[name=act][value=verify]");
	await enter(p);
	same(await p.page.locator("main fieldset.check").count(), 0,
	    "items to verify after the decision");
}

async function keyboard_morning() {
	const made = run("python3", path.join(import.meta.dirname,
	    "submitted.py"), String(MORNING)).trim().split("\n");
	const p = await step.staff(browser, "checker");
	const focus = () => p.page.evaluate(() =>
	    document.activeElement.innerText);

	same(made.length, MORNING, "cases made");
	await p.go("/approve");
	await p.has("单键操作");
	await p.page.keyboard.press("j");
	const first = await focus();

	await p.page.keyboard.press("j");
	must(await focus() !== first, "j does not go on");
	await p.page.keyboard.press("k");
	same(await focus(), first, "k goes back");
	await enter(p);
	const done = [];	/* what other journeys left is older, and first */

	for (;;) {
		done.push((await p.text()).match(/SL-\d{8}-\d{5}/)[0]);
		await keyboard_verify(p);
		if (await p.page.locator("[data-key=n]").count() === 0)
			break;
		await Promise.all([
			p.page.waitForEvent("load"),
			p.page.keyboard.press("n"),
		]);
	}
	same(done.slice(-MORNING).join(), made.join(), "verified, oldest first");
	p.quiet("a morning by keyboard");
	return p;
}

/* WCAG 2.1.4: single keys can be switched off, and stay so. */
async function keys_off(p) {
	await p.go("/approve/list?tab=all");
	await p.page.keyboard.press("?");
	await p.page.keyboard.press("Enter");
	await p.has("开启单键操作");
	await p.go("/approve/list?tab=all");
	await p.page.keyboard.press("j");
	same(await p.page.evaluate(() => document.activeElement.tagName), "BODY",
	    "a key that was switched off");
	await p.page.locator("main .keys button").press("Enter");
	await p.has("关闭单键操作");
	/* Typing in a field is typing. */
	await p.page.locator("main [name=q]").focus();
	await p.page.keyboard.type("jk?");
	same(await p.page.locator("main [name=q]").inputValue(), "jk?",
	    "what was typed");
	await p.leave();
}

/* No account: the seal's code, the registered phone, the digits sent to it. */
async function phone_loss() {
	const p = await Person.enter(browser, PHONE);

	await p.go("/status?q=" + encodeURIComponent(DEMO_SEAL));
	await p.page.locator("main li a", { hasText: DEMO_SEAL }).first()
	    .click({ timeout: 2000 }).catch(() => null);
	const code = (await p.text()).match(/H99\d{12,}[0-9A-Z]/)[0];

	await p.go("/loss");
	await p.fill_all({ code, phone: "13900000000" });
	await p.press("发送验证码");
	same(await p.page.locator(".band-more").count(), 0,
	    "messages to a strange phone");
	await p.go("/loss");
	await p.fill_all({ code, phone: step.ANSWERS.agent_phone });
	await p.press("发送验证码");
	const sent = await p.text(".band-more");

	await p.fill("digits", "000000");
	await p.press("立即挂失");
	must(await p.page.locator("#errors").count() === 1,
	    "wrong digits are believed");
	await p.fill("digits", sent.match(/\d{6}/)[0]);
	await p.press("立即挂失");
	await p.has("印章已停用");
	await p.go("/status?q=" + code);
	await p.has("已挂失");
	p.quiet("loss by phone");
	await p.leave();
}

async function loss_seen(use, seal) {
	const p = await Person.enter(browser, PHONE);

	await p.go("/status?q=" + encodeURIComponent(seal));
	await p.has("挂失");
	await p.go(use.address);
	await p.has("挂失");
	must(!/印章状态：有效/.test(await p.text()), "still said to be valid");
	same(await upload(p, use.file), "用印时有效，印章现已失效", "verdict");
	await p.leave();
	const asks = await step.staff(browser, "requester");

	await asks.go("/stamp/new?choose=1");
	const card = asks.page.locator("main .seal-card", { hasText: seal })
	    .filter({ has: asks.page.getByRole("heading", { name: seal,
	    exact: true }) });

	must((await card.innerText()).includes("不能使用"), "still usable");
	same(await card.getByRole("link").count(), 0, "links to use it");
	asks.quiet("a stopped seal");
	await asks.leave();
}

/* --- at the counter ------------------------------------------------------------------------ */

/* 注销 for a visitor: taken in, verified, agreed to and done by four hands. */
async function counter_cancel(seal) {
	const clerk = await step.staff(browser, "operator");

	await clerk.go("/approve/seals?tab=all&q=" + encodeURIComponent(seal));
	const code = (await clerk.page.locator("main td.code a").first()
	    .innerText()).trim();

	await clerk.go("/cancel");
	await clerk.fill_all({ seal: code, reason: "electronic-ended" });
	await clerk.press("保存并继续");
	const at = new URL(clerk.page.url()).pathname
	    .match(/^\/cancel\/[0-9a-z]{26}/)[0];

	await step.apply_upload(clerk, at);
	await clerk.go(at + "/check");
	await clerk.fill_all({ agree: true, declare: true });
	await clerk.press(/^提交/);
	await clerk.go(`/approve/${step.id_of(at)}`);
	same(await clerk.page.locator("main fieldset.check").count(), 0,
	    "what the one who took it in may verify");
	await clerk.leave();
	const checker = await step.staff(browser, "checker");

	await step.desk_verify(checker, at);
	await checker.leave();
	const approver = await step.staff(browser, "approver");

	await approver.go(`/approve/${step.id_of(at)}`);
	await approver.press("同意注销");
	await approver.leave();
	const operator = await step.staff(browser, "operator");

	await operator.go(`/approve/${step.id_of(at)}`);
	await operator.press("注销印章");
	await operator.has("不能恢复");
	await operator.press("注销印章");
	await operator.has("办结");
	operator.quiet("cancelled at the counter");
	await operator.leave();
	const anybody = await Person.enter(browser, PHONE);

	await anybody.go("/status?q=" + code);
	await anybody.has("已注销");
	anybody.quiet("a cancelled seal");
	await anybody.leave();
}

/* --- all of it ------------------------------------------------------------------------------ */

async function phone_pages() {
	const p = await Person.enter(browser, PHONE);

	for (const at of ["/", "/apply", "/loss", "/progress", "/verify",
	    "/status", "/status/notices", "/account/signin",
	    "/account/register", "/account/guide", "/verify/real"]) {
		await p.go(at);
		const small = await p.page.locator("main button:visible, " +
		    "main .button:visible").evaluateAll((l) => l.filter((e) =>
		    e.getBoundingClientRect().height < 40 &&
		    !e.classList.contains("link")).map((e) => e.innerText));

		must(small.length === 0, `${at}: hard to touch: ${small}`);
	}
	p.quiet("phone");
	await p.leave();
}

/*
 * On a phone a row is read from top to bottom: every value on the screen,
 * behind the name of its column.
 */
async function phone_tables() {
	for (const [login, places] of Object.entries({
		checker: ["/approve", "/approve/list?tab=all", "/issue"],
		keeper: ["/account/me", "/status/notices", "/stamp/log"],
		requester: ["/stamp?tab=all"], auditor: ["/audit"],
		"ra-admin": ["/admin/people", "/admin/units"],
		business: ["/admin/policies", "/admin/policy-requests",
		    "/admin/profiles", "/admin/profile/weihai"],
	})) {
		const p = await step.staff(browser, login, PHONE);
		let cells = 0;

		for (const at of places) {
			await p.go(at);
			for (const cell of await p.page.locator("main td")
			    .evaluateAll((l) => l.map((e) => {
				const box = e.getBoundingClientRect();
				const name = getComputedStyle(e, "::before");

				return { text: e.innerText, name: name.content,
				    seen: box.left >= 0 &&
				    box.right <= innerWidth };
			}))) {
				cells++;
				must(cell.seen && cell.name.length > 2,
				    `${at}: ${JSON.stringify(cell)}`);
			}
		}
		must(cells > 0 || login === "requester", `${login}: no table`);
		p.quiet(`tables of ${login}`);
		await p.leave();
	}
}

/*
 * On paper: A4, where and when it is from, and nothing to press.  At 200 %
 * (720 px of 1440) nothing scrolls sideways; fits() of lib.mjs sees to it.
 */
async function on_paper(seal) {
	const p = await step.staff(browser, "checker",
	    { width: 720, height: 450 });

	for (const at of ["/approve", "/approve/list?tab=all",
	    "/status?q=" + encodeURIComponent(seal), "/verify", "/loss"]) {
		await p.go(at);
		await p.page.emulateMedia({ media: "print" });
		same(await p.page.locator("button:visible, nav:visible, " +
		    ".button:visible, .skip:visible").count(), 0,
		    `${at}: things to press on paper`);
		must(/本页来自 http.*，20\d\d年\d+月\d+日 \d\d:\d\d/.test(
		    await p.text("footer")), `${at}: no address or date`);
		await p.has("演示", ".band");
		await p.page.emulateMedia({ media: "screen" });
	}
	p.quiet("on paper");
	await p.leave();
}

/* Of every page seen: the band, dates as people write them, our words. */
const DATE = /\b20\d\d-\d\d-\d\d\b/, RAW = /\{\{|\bnull\b|undefined/;

async function words() {
	const faults = [];

	for (const [page, html] of shown) {
		const text = (await html).replace(/<pre>.*?<\/pre>/gs, "")
		    .replace(/<title>.*?<\/title>/s, "")
		    .replace(/<textarea.*?<\/textarea>/gs, "")
		    .replace(/<[^>]*>/g, " ");

		if (!(await html).includes("class=\"band\""))
			faults.push(`${page}: no band`);
		for (const wrong of [DATE, RAW])
			if (wrong.test(text))
				faults.push(`${page}: ` +
				    text.match(wrong)[0]);
	}
	must(faults.length === 0, faults.join("\n"));
}

/*
 * Every link a role is offered, one of each kind: it answers, it is not
 * refused, and its page says nothing in the console.  Files are only asked
 * for.
 */
async function links_of(login) {
	const p = login === null ? await Person.enter(browser) :
	    await step.staff(browser, login);
	const waiting = ["/"], seen = new Set(), faults = [];

	await p.go("/");

	while (waiting.length > 0 && seen.size < 60) {
		const at = waiting.shift();

		if (seen.has(page_kind(at)))
			continue;
		seen.add(page_kind(at));
		/* Asked from the page: the cookie is Secure. */
		const answer = await p.page.evaluate(async (to) => {
			const r = await fetch(to);

			return { status: r.status,
			    type: r.headers.get("content-type") };
		}, at);

		if (answer.status !== 200) {
			faults.push(`${login} is offered ${at}: ` +
			    answer.status);
			continue;
		}
		if (!answer.type.startsWith("text/html"))
			continue;
		await p.go(at);
		for (const e of await p.page.locator("a[href]").all()) {
			const to = await e.getAttribute("href");

			if (to.startsWith("/") && !to.startsWith("//"))
				waiting.push(to.replace(/#.*/, ""));
		}
	}
	/* What was refused stands in faults; the console repeats it. */
	p.faults = p.faults.filter((f) => !/status of 4\d\d/.test(f));
	p.quiet(`links of ${login}`);
	await p.leave();
	return faults;
}

async function links() {
	const faults = [];

	for (const login of [null, ...Object.keys(MENUS), "ra-admin",
	    "operator", "supervisor"])
		faults.push(...await links_of(login));
	must(faults.length === 0, faults.join("\n"));
}

async function validity() {
	const faults = [];

	for (const [page, text] of shown)
		for (const line of await html_faults(await text))
			faults.push(`${page} ${line}`);
	console.log(`# ${shown.size} kinds of page read`);
	must(shown.size > 25, `only ${shown.size} pages`);
	must(faults.length === 0, faults.join("\n"));
}

async function journeys() {
	await test("R-044 each role finds its work in the menu, not others'",
	    menus);
	await test("a rule is changed by two business administrators",
	    open_originals);
	await test("R-243 an own profile is made and asked for", own_profile);
	const it = await applicant({}, "", "合同专用章");

	if (it.number) {
		await desk(it);
		await it.p.leave();
	}
	const use = await keeper(it.number ? it.seal : DEMO_SEAL);

	if (use.file)
		await the_public(use, {}, "");
	await test("R-095 renewed on a phone by its keeper, with its own key",
	    () => renewal(it.number ? it.seal : DEMO_SEAL));
	if (use.file)
		await test("R-094 what was stamped before is valid as it was",
		    async () => same(await still(use), "真实有效", "verdict"));

	const bare = { scripts: false, width: 375, height: 720 };
	const again = await applicant(bare, " (scripts off)", "财务专用章");

	await again.p.leave();
	await test("stamped with scripts off", async () => {
		Object.assign(again, await step.stamp_letter(browser, DEMO_SEAL,
		    bare, "personal"), { personal: true });
	});
	if (again.file)
		await the_public(again, bare, " (scripts off)");

	const p = await test("signed in by keyboard alone, the focus always visible",
	    keyboard_signin);

	if (p && use.file) {
		await test("R-085 R-086 lost: stopped by keyboard alone",
		    () => keyboard_loss(p, it.seal));
		await p.leave();
		await test("R-085 seen at once in status, scan and file, and by users",
		    () => loss_seen(use, it.seal));
	}
	const clerk = await test("R-066 a clerk's morning: ten cases verified by " +
	    "keyboard alone", keyboard_morning);

	if (clerk !== undefined)
		await test("the single keys are switched off, and stay so",
		    () => keys_off(clerk));
	await test("R-086 lost: the registered phone stops the seal at once",
	    phone_loss);
	if (use.file)
		await test("R-089 R-090 cancelled at the counter, for good",
		    () => counter_cancel(it.seal));
	await test("the audit administrator proves the trail", audit);
	await test("the public pages on a phone, 375 px", phone_pages);
	await test("R-044 no role is offered a link that is refused or broken",
	    links);
	await test("tables on a phone: each value behind its column's name",
	    phone_tables);
	await test("on paper and at 200 %: address and date, nothing to press",
	    () => on_paper(DEMO_SEAL));
	await test("every page seen: the band, dates, no raw words", words);
	await test("every page seen is valid HTML", validity);
}

try {
	browser = await browser_start();
	await journeys();
} catch (error) {
	console.log(`not ok 999 - the journeys ended badly\n# ${error.stack
	    .replace(/\n/g, "\n# ")}`);
	process.exitCode = 1;
} finally {
	await browser?.close();
	work_end();
}
process.exitCode = process.exitCode || tap_end();
