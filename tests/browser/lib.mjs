/*
 * What every journey needs: numbered results, one Chromium, a person with a
 * context of their own whose console is watched, and the few moves people
 * make on any page.
 */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";

export const URL_BASE = process.env.JIANYIN_TEST_URL ??
    "http://127.0.0.1:8480";
export const VAR = process.env.JIANYIN_VAR ?? "";
export const PIN = "yanshi2026";
export const WORK = fs.mkdtempSync(path.join(os.tmpdir(), "jianyin-browser-"));
const STEP_MS = 15000;		/* one click or one page */
let files = 0;			/* downloads so far */

/* --- results ------------------------------------------------------------- */

const tap = { n: 0, failed: 0 };

export async function test(name, run) {
	tap.n++;
	try {
		const result = await run();
		console.log(`ok ${tap.n} - ${name}`);
		return result ?? true;
	} catch (error) {
		tap.failed++;
		console.log(`not ok ${tap.n} - ${name}`);
		console.log(("" + (error.stack ?? error)).slice(0, 2500)
		    .replace(/^/gm, "# "));
		return undefined;
	}
}

export function tap_end() {
	console.log(`1..${tap.n}`);
	return tap.failed ? 1 : 0;
}

export function must(condition, why) {
	if (!condition)
		throw new Error(why);
}

export function same(seen, wanted, what) {
	must(seen === wanted, `${what}: ${JSON.stringify(seen)}, wanted ` +
	    JSON.stringify(wanted));
}

/* --- every page anybody was shown, for the validator ------------------------ */

export const shown = new Map();	/* "/apply/{id} 200" -> HTML (a promise) */

/* "/approve/01m7…?tab=all" is one kind of page: "/approve/{id}". */
export function page_kind(address) {
	return new URL(address, URL_BASE).pathname.replace(/\/[0-9a-z]{26}/g, "/{id}")
	    .replace(/^\/[vV]\/[0-9A-Za-z]+/, "/v/{handle}")
	    .replace(/\/H\d{14}[0-9A-Z]/, "/{code}")
	    .replace(/\/P-\d\d$/, "/{policy}")
	    .replace(/\/(\d+)(?=\/|$)/g, "/{n}");
}

function page_keep(r) {
	const key = `${page_kind(r.url())} ${r.status()}`;

	if (r.request().isNavigationRequest() && !shown.has(key) &&
	    r.url().startsWith(URL_BASE) &&
	    (r.headers()["content-type"] ?? "").startsWith("text/html"))
		shown.set(key, r.text().catch(() => ""));
}

/* --- the browser ---------------------------------------------------------- */

export async function browser_start() {
	return chromium.launch({
		executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
		headless: true,
		args: ["--no-sandbox", "--disable-gpu", "--disable-quic",
		    "--no-first-run", "--disable-background-networking",
		    "--disable-component-update", "--disable-sync",
		    "--force-color-profile=srgb", "--lang=zh-CN"],
	});
}

export class Person {
	/* options: scripts, width, height, phone, dark, scale */
	static async enter(browser, options = {}) {
		const p = new Person();

		p.context = await browser.newContext({
			baseURL: URL_BASE, locale: "zh-CN",
			timezoneId: "Asia/Shanghai", acceptDownloads: true,
			javaScriptEnabled: options.scripts ?? true,
			colorScheme: options.dark ? "dark" : "light",
			deviceScaleFactor: options.scale ?? 1,
			isMobile: options.phone ?? false,
			hasTouch: options.phone ?? false,
			viewport: {
				width: options.width ?? 1440,
				height: options.height ?? 900,
			},
		});
		p.context.setDefaultTimeout(STEP_MS);
		p.page = await p.context.newPage();
		p.faults = [];
		p.watch();
		return p;
	}

	/*
	 * Console errors, broken scripts, refused content and answers that are
	 * our fault.  A page that answers 400 (a form with errors) is reported
	 * by Chromium too; that line alone is not a fault.
	 */
	watch() {
		const answered = new Set();

		this.page.on("response", (r) => {
			if (r.request().isNavigationRequest() &&
			    r.status() < 500)
				answered.add(r.url());
			page_keep(r);
			if (r.status() >= 500)
				this.faults.push(`${r.status()} ${r.url()}`);
		});
		this.page.on("console", (m) => {
			const at = m.location().url;

			if (m.type() !== "error" && m.type() !== "warning")
				return;
			if (answered.has(at) && /status of 4\d\d/.test(m.text()))
				return;
			this.faults.push(`${m.type()}: ${m.text()} ${at}`);
		});
		this.page.on("pageerror", (e) => this.faults.push(`script: ${e}`));
	}

	/* Fails if the console said anything since the last time. */
	quiet(where) {
		const said = this.faults.splice(0);

		must(said.length === 0, `${where}: ${said.join(" | ")}`);
	}

	async go(address) {
		const answer = await this.page.goto(address,
		    { waitUntil: "load" });

		must(answer === null || answer.status() < 500,
		    `${address}: ${answer?.status()}`);
		await this.fits();
		return answer;
	}

	/* At phone width nothing may be wider than the screen. */
	async fits() {
		const size = this.page.viewportSize();

		if (size === null || size.width > 720)
			return;
		const wide = await this.page.evaluate(() =>
		    document.documentElement.scrollWidth);

		must(wide <= size.width,
		    `${this.page.url()} scrolls sideways: ${wide}`);
	}

	/* Follow a link or press a button by its words. */
	async press(words, role = "button") {
		const target = this.page.locator("main").getByRole(role,
		    { name: words });

		await Promise.all([
			this.page.waitForEvent("load"),
			target.first().click(),
		]);
		await this.fits();
	}

	async follow(words) {
		await this.press(words, "link");
	}

	async fill(name, value) {
		const box = this.page.locator(`main [name="${name}"]`).first();
		const tag = await box.evaluate((e) => e.tagName + ":" + e.type)
		    .catch(() => "");

		if (tag.startsWith("SELECT"))
			await box.selectOption(value);
		else if (tag === "INPUT:radio" && value === "")
			await this.page.locator(`main [name="${name}"]`)
			    .evaluateAll((all) => all.forEach(
			    (e) => { e.checked = false; }));
		else if (tag === "INPUT:radio")
			await this.page.locator(
			    `main [name="${name}"][value="${value}"]`).check();
		else if (tag === "INPUT:checkbox")
			await box.setChecked(value);
		else
			await box.fill(value);
	}

	async fill_all(values) {
		for (const [name, value] of Object.entries(values))
			await this.fill(name, value);
	}

	async text(selector = "main") {
		return (await this.page.locator(selector).first()
		    .innerText()).replace(/[ \t]+/g, " ");
	}

	async has(words, selector = "main") {
		const text = await this.text(selector);

		must(text.includes(words), `${this.page.url()} lacks “${words}”: ` +
		    text.slice(0, 600));
	}

	/* A link that leads to a file. */
	async download(words, role = "link") {
		const [file] = await Promise.all([
			this.page.waitForEvent("download"),
			this.page.locator("main").getByRole(role,
			    { name: words }).first().click(),
		]);
		const to = path.join(WORK, String(++files),
		    file.suggestedFilename());

		await file.saveAs(to);
		return to;
	}

	async sign_in(login, pin = PIN) {
		await this.go("/account/signin");
		await this.fill_all({ login, pin });
		await this.press("登录");
		await this.has_menu();
		return this;
	}

	async has_menu() {
		must(await this.page.locator("header form.who-out").count() === 1,
		    `not signed in: ${(await this.text("body")).slice(0, 400)}`);
	}

	async leave() {
		if (await this.page.locator("header form.who-out").count())
			await Promise.all([
				this.page.waitForEvent("load"),
				this.page.locator("header form.who-out button")
				    .click(),
			]);
		await this.context.close();
	}
}

/* --- papers ---------------------------------------------------------------- */

/* A one page PDF, made here. */
export function pdf_make(words) {
	const objects = [
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595.28 841.89] " +
		    "/Resources << /Font << /F1 3 0 R >> >> /Contents 5 0 R >>",
	];
	const stream = `BT /F1 18 Tf 72 720 Td (${words}) Tj ET`;
	const offsets = [];
	let out = "%PDF-1.7\n";

	objects.push(`<< /Length ${stream.length} >>\nstream\n${stream}\n` +
	    "endstream");
	objects.forEach((body, i) => {
		offsets.push(out.length);
		out += `${i + 1} 0 obj\n${body}\nendobj\n`;
	});
	const start = out.length;
	out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
	for (const at of offsets)
		out += `${String(at).padStart(10, "0")} 00000 n \n`;
	out += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\n` +
	    `startxref\n${start}\n%%EOF\n`;
	return Buffer.from(out, "latin1");
}

export function run(command, ...args) {
	return execFileSync(command, args, { encoding: "utf8",
		stdio: ["ignore", "pipe", "ignore"] });
}

/* The first page as a printer would put it on paper. */
export function pdf_render(file, dpi = 150) {
	const stem = path.join(WORK, `page-${Date.now()}`);

	run("pdftoppm", "-r", String(dpi), "-png", "-f", "1", "-l", "1",
	    "-singlefile", file, stem);
	return stem + ".png";
}

export function qr_read(picture) {
	return run("zbarimg", "--quiet", "--raw", "-Sdisable",
	    "-Sqrcode.enable", picture).trim();
}

export function work_end() {
	fs.rmSync(WORK, { recursive: true, force: true });
}
