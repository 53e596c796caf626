# Journeys in a real browser, and the pictures of docs/pictures.

.PHONY: browser pictures

## make browser         the journeys alone
browser: all
	@tests/browser/go $(BUILD)

## make pictures        take docs/pictures anew (pngquant, chromium-l10n)
pictures: all
	@command -v pngquant > /dev/null || \
	    apt-get install -y pngquant chromium-l10n
	@tests/browser/go $(BUILD) pictures.mjs
