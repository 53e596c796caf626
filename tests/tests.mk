# make test: everything, under address and undefined sanitizers, both engines.

.PHONY: test check requirements fuzz

## make test            install what tests need and run all of them
## make check           the quick part: unit tests
test: deps-test
	@$(MAKE) --no-print-directory -s -j$$(nproc) SAN=1 all unit fuzzers
	@$(MAKE) --no-print-directory -s -j$$(nproc) all
	@tests/suites build/san > build/suites.tsv
	@tests/with-postgres tests/run build/suites.tsv

check: deps-test
	@$(MAKE) --no-print-directory -s -j$$(nproc) SAN=1 all unit
	@tests/suites build/san > build/suites.tsv
	@tests/run --only unit. build/suites.tsv

## make requirements    each of the 258 rules with its tests, or 'open'
requirements:
	@tests/requirements

# --- fuzzing: clang's libFuzzer over the parsers that meet strangers ---------

FUZZ = $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c))
FUZZ_SECONDS = 600
FUZZ_FLAGS = -std=c17 -g -O1 -fsanitize=fuzzer,address,undefined \
	     -fno-sanitize-recover=undefined -include base/banned.h \
	     -DJIANYIN_SANITIZED=1 \
	     -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION=1
# What each target is made of, besides base.
FUZZ_SRC_der       = cgi/der/*.c cgi/sm/*.c
FUZZ_SRC_multipart = cgi/web/multipart.c cgi/web/part.c cgi/web/urlencoded.c
FUZZ_SRC_pdf       = cgi/pdf/*.c cgi/box/*.c cgi/draw/*.c cgi/qr/*.c
FUZZ_SRC_ofd       = cgi/ofd/*.c cgi/pack/*.c cgi/box/*.c cgi/sm/*.c
FUZZ_SRC_seal      = cgi/der/*.c cgi/sm/*.c cgi/trust/ses_cert.c \
		     cgi/trust/ses_check.c cgi/trust/ses_words.c \
		     cgi/trust/inspect.c cgi/trust/inspect_value.c \
		     $(addprefix cgi/trust/, inspect_x509.c ocsp.c ocsp_read.c \
		     cert.c cert_read.c cert_write.c crl.c name.c role.c \
		     signed.c)
FUZZ_SRC_ocsp      = cgi/der/*.c cgi/sm/*.c $(addprefix cgi/trust/, ocsp.c \
		     ocsp_read.c seal_list.c cert.c cert_read.c cert_write.c \
		     crl.c name.c role.c signed.c)
FUZZ_SRC_json      = cgi/page/json_read.c cgi/page/json.c
FUZZ_SRC_package   = cgi/der/*.c cgi/sm/*.c cgi/trust/package.c \
		     cgi/trust/offline.c cgi/trust/cert*.c \
		     cgi/trust/signed.c cgi/trust/name.c cgi/trust/role.c \
		     cgi/trust/device_*.c cgi/trust/csr.c cgi/trust/digest.c \
		     cgi/trust/statement.c
FUZZ_LIB = $(shell pkg-config --libs jansson libcrypto libqpdf zlib cairo \
	   pangocairo pangoft2 fontconfig libseccomp libqrencode \
	   libzip libxml-2.0)

.PHONY: fuzzers
fuzzers: $(FUZZ:%=$(BUILD)/fuzz/%)

$(BUILD)/fuzz/%: tests/fuzz/%.c $(wildcard cgi/der/*.c cgi/sm/*.c \
    cgi/web/*part.c cgi/pdf/*.c cgi/ofd/*.c cgi/pack/*.c cgi/box/*.c cgi/trust/ses*.c \
    cgi/trust/inspect*.c cgi/trust/ocsp*.c cgi/trust/seal_list.c \
    cgi/trust/package.c cgi/trust/offline.c cgi/trust/device_*.c \
    cgi/page/json*.c \
    cgi/base/*.c) | $(KEYS)
	@mkdir -p $(@D)
	@echo "  FUZZ $@"
	@clang $(CPPFLAGS) $(FUZZ_FLAGS) -o $@ $< $(FUZZ_SRC_$*) \
	    cgi/base/*.c $(FUZZ_LIB) -lm

## make fuzz            each target for FUZZ_SECONDS=600; see docs/fuzz.md
fuzz: deps-test
	@$(MAKE) --no-print-directory -s SAN=1 fuzzers
	@for t in $(FUZZ); do tests/fuzz/go build/san/fuzz/$$t \
	    $(FUZZ_SECONDS) build/corpus/$$t || exit 1; done
