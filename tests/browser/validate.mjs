/* HTML as the standard has it, by html-validate, offline. */
import { HtmlValidate } from "html-validate";

const rules = new HtmlValidate({
	root: true,
	extends: ["html-validate:standard", "html-validate:a11y"],
	rules: {
		/* A form refilled after an error names its own autofocus. */
		"no-autoplay": "error", "heading-level": "error",
		"no-redundant-role": "error", "input-missing-label": "error",
		"no-implicit-button-type": "error",
	},
});

/* What is wrong with one page, a line each. */
export async function html_faults(text) {
	const report = await rules.validateString(text);

	return report.results.flatMap((r) => r.messages.map((m) =>
	    `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
}
