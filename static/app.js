/*
 * Small helps where scripts run; every page works without.  Focus on the
 * errors, no second submit while the first is under way, a file's size and
 * kind before it is sent, a button that copies a code, single keys at the desk.
 */
(function () {
	"use strict";

	const errors = document.getElementById("errors");
	if (errors)
		errors.focus();

	const pause = 3000;	/* ms; a form that answers with a file stays */

	function free(form) {
		delete form.dataset.sent;
		for (const b of form.querySelectorAll("[aria-disabled]"))
			b.removeAttribute("aria-disabled");
	}

	/* The button is not disabled: its name and value must be sent. */
	document.addEventListener("submit", function (event) {
		const form = event.target;
		const buttons = form.querySelectorAll("button[type=submit]");

		if (form.dataset.sent) {
			event.preventDefault();
			return;
		}
		if (event.defaultPrevented || form.method !== "post")
			return;
		form.dataset.sent = "1";
		setTimeout(free, pause, form);
		for (const button of buttons)
			button.setAttribute("aria-disabled", "true");
	});
	/* Back from the next page: the form may be sent again. */
	window.addEventListener("pageshow", function () {
		for (const form of document.forms)
			free(form);
	});

	function size(bytes) {
		return bytes < 1048576 ? Math.ceil(bytes / 1024) + " KB" :
		    (bytes / 1048576).toFixed(1) + " MB";
	}

	/* What is wrong with a file, or "" where nothing is. */
	function fault(input, file) {
		const max = Number(input.dataset.max || 0);
		const kinds = (input.accept || "").split(/[\s,]+/).filter(Boolean);

		if (file.size === 0)
			return "文件是空的，请重新选择";
		if (max && file.size > max)
			return "文件超过 " + size(max) + "，请换一个较小的文件";
		if (kinds.length && file.type && !kinds.some(function (kind) {
			return kind === file.type || (kind[0] === "." &&
			    file.name.toLowerCase().endsWith(kind));
		}))
			return "文件类型不符，请按提示的类型选择";
		return "";
	}

	document.addEventListener("change", function (event) {
		const input = event.target;
		let said;

		if (input.type !== "file")
			return;
		said = input.nextElementSibling;
		if (!said || !said.classList.contains("file-said")) {
			said = document.createElement("p");
			said.className = "file-said";
			said.setAttribute("role", "status");
			input.after(said);
		}
		said.textContent = "";
		said.classList.remove("error");
		for (const file of input.files) {
			const wrong = fault(input, file);
			const line = document.createElement("span");

			line.textContent = file.name + "，" + size(file.size) +
			    (wrong ? "：" + wrong : "") + " ";
			if (wrong)
				said.classList.add("error");
			said.append(line);
		}
	});

	/* <button type="button" data-copy="id" hidden>复制</button> */
	for (const button of document.querySelectorAll("[data-copy]")) {
		const from = document.getElementById(button.dataset.copy);

		if (!from || !navigator.clipboard)
			continue;
		button.hidden = false;
		button.addEventListener("click", function () {
			const text = from.textContent.trim();
			const label = button.textContent;

			navigator.clipboard.writeText(text).then(function () {
				button.textContent = "已复制";
				setTimeout(function () {
					button.textContent = label;
				}, 2000);
			});
		});
	}

	/*
	 * <p class="keys" hidden>: j and k go through the rows of the tables,
	 * and what has data-key is pressed by it.  Not while something is
	 * typed; "?" leads to the line, where it is switched off (WCAG 2.1.4).
	 */
	const keys = document.querySelector(".keys");
	const rows = Array.from(document.querySelectorAll("main td.code a"));

	function keys_on() {
		try {
			return localStorage.getItem("keys") !== "off";
		} catch {
			return true;	/* not kept: on, as the page says */
		}
	}

	function keys_say() {
		keys.classList.toggle("keys-off", !keys_on());
		keys.querySelector("button").textContent =
		    keys_on() ? "关闭单键操作" : "开启单键操作";
	}

	function key_press(key) {
		const at = rows.indexOf(document.activeElement);
		const next = { j: at + 1, k: Math.max(at - 1, 0) }[key];
		const target = key === "?" ? keys.querySelector("button") :
		    next === undefined ?
		    document.querySelector(`[data-key="${CSS.escape(key)}"]`) :
		    rows[next];

		if (!target)
			return;
		target.focus();
		if (target.dataset.key)
			target.click();
	}

	/* On a phone there are none to press. */
	if (keys && !matchMedia("(pointer: coarse)").matches) {
		keys.hidden = false;
		keys_say();
		keys.querySelector("button").addEventListener("click", function () {
			try {
				localStorage.setItem("keys", keys_on() ? "off" : "on");
			} catch {
				return;
			}
			keys_say();
		});
		document.addEventListener("keydown", function (event) {
			if (event.ctrlKey || event.altKey || event.metaKey ||
			    event.isComposing || event.repeat || !keys_on() ||
			    event.target.closest("input, select, textarea"))
				return;
			key_press(event.key);
		});
	}
})();
