# Jianyin.  `make help` names the targets; a local.mk overrides settings.

VERSION  = 0.1
CC       = gcc
CXX      = g++
PREFIX   = /usr
SAN      =
BUILD    = build$(if $(SAN),/san,/opt)
BIN      = $(BUILD)/bin

WARN     = -Wall -Wextra -Wshadow -Wcast-qual -Wformat=2 -Wvla -Wpointer-arith \
	   -Wundef -Wwrite-strings
WARN_C   = -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
WERROR   = -Werror
HARDEN   = -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
OPT      = -O2 -g
ifdef SAN
OPT      = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	   -fno-omit-frame-pointer -DJIANYIN_SANITIZED=1
HARDEN   = -fPIE
endif

-include local.mk

CPPFLAGS += -Icgi -I$(BUILD)/gen -D_GNU_SOURCE -DJIANYIN_VERSION='"$(VERSION)"'
CFLAGS   += -std=c17 $(OPT) $(HARDEN) $(WARN) $(WARN_C) $(WERROR) \
	    -include base/banned.h
CXXFLAGS += -std=c++17 $(OPT) $(HARDEN) $(WARN) $(WERROR)
LDFLAGS  += $(OPT) -pie -Wl,-z,relro,-z,now,--as-needed

# --- the house: folders, what each may call, what each needs ----------------
# Includes go down only; tests/lint/floors reads this table.

FOLDERS = base store page der qr pack sm draw box net form flow trust pdf ofd \
	  picture sheet office keys web seal stamp work

FLOOR_0 = base
FLOOR_1 = store page der qr pack sm draw box net
FLOOR_2 = form flow trust pdf ofd picture sheet
FLOOR_3 = office keys
FLOOR_4 = web seal stamp
FLOOR_5 = work

FLOORS_BELOW_0 =
FLOORS_BELOW_1 = $(FLOOR_0)
FLOORS_BELOW_2 = $(FLOOR_1) $(FLOORS_BELOW_1)
FLOORS_BELOW_3 = $(FLOOR_2) $(FLOORS_BELOW_2)
FLOORS_BELOW_4 = $(FLOOR_3) $(FLOORS_BELOW_3)
FLOORS_BELOW_5 = $(FLOOR_4) $(FLOORS_BELOW_4)
FLOORS_BELOW_6 = $(FLOOR_5) $(FLOORS_BELOW_5)

# What a folder really uses, so that its tests link no more than that.
USES_base    =
USES_store   = base
USES_page    = base
USES_der     = base
USES_qr      = base
USES_pack    = base
USES_sm      = base
USES_draw    = base
USES_box     = base
USES_net     = base
USES_form    = page base
USES_flow    = base
USES_trust   = sm der base
USES_pdf     = draw qr box base
USES_ofd     = pack box sm base
USES_picture = draw qr box base
# (picture for its tests alone: a printed sheet is scanned back)
USES_sheet   = picture draw qr box base
USES_office  = trust form flow store sm der base
USES_keys    = trust store sm der box base
USES_web     = office form page trust flow store sm der base
USES_seal    = office flow trust form page store sm der base
USES_stamp   = pdf ofd trust picture pack draw qr box sm der base
USES_work    = net web seal stamp office keys sheet picture pdf ofd form flow trust \
	       page store pack draw qr box sm der base
USES_PROGRAM = work web stamp seal keys office sheet picture pdf ofd form flow \
	       trust draw qr box net pack page store sm der base

PKG_store    = sqlite3 libpq
PKG_page     = jansson
PKG_qr       = libqrencode
PKG_der      = libcrypto
PKG_sm       = libcrypto
PKG_trust    = libcrypto
PKG_keys     = libcrypto
PKG_office   = libcrypto
PKG_draw     = cairo pangocairo pangoft2 fontconfig
PKG_box      = libseccomp
PKG_net      = libcurl
PKG_pack     = libzip libxml-2.0
PKG_pdf      = libqpdf zlib cairo
PKG_picture  = libpng libjpeg cairo zbar
LIB_page     = -lctemplate -lpthread
LIB_web      = -lfcgi

# --- programs ---------------------------------------------------------------

PROGRAMS = $(patsubst cgi/%.c,%,$(wildcard cgi/*.c))

SRC   = $(foreach d,$(FOLDERS),$(wildcard cgi/$d/*.c cgi/$d/*.cc)) \
	$(wildcard cgi/*.c)
LIBOF = $(foreach d,$(1),$(BUILD)/lib$d.a)
PKGS  = $(sort $(foreach d,$(1),$(PKG_$d)))
ALLPKG := $(sort $(foreach d,$(FOLDERS),$(PKG_$d)))
# Asked once each; what is not installed yet is `make deps`'s affair.
$(foreach p,$(ALLPKG),$(eval PCLIBS_$(p) := $(shell pkg-config --libs $(p) \
	2>/dev/null)))
LIBS  = $(foreach p,$(call PKGS,$(1)),$(PCLIBS_$(p))) \
	$(foreach d,$(1),$(LIB_$d)) -lm
CPPFLAGS := $(CPPFLAGS) $(foreach p,$(ALLPKG),$(shell pkg-config --cflags $(p) \
	2>/dev/null))

.PHONY: all help deps run reset test check lint bench install requirements \
	fuzz clean libs
.DEFAULT_GOAL = all

all: $(PROGRAMS:%=$(BIN)/%)

help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

KEYS = $(BUILD)/gen/page/keys.h

# One constant a template key; touched only when the keys change.
$(KEYS): cgi/page/keys.sh $(shell find templates -name '*.tpl' 2>/dev/null)
	@mkdir -p $(@D)
	@cgi/page/keys.sh templates >$@.$$$$ && \
	    if cmp -s $@.$$$$ $@; then rm $@.$$$$; else mv $@.$$$$ $@; fi

$(BUILD)/obj/%.o: cgi/%.c | $(KEYS)
	@mkdir -p $(@D)
	@echo "  CC   $<"
	@$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/obj/%.o: cgi/%.cc | $(KEYS)
	@mkdir -p $(@D)
	@echo "  CXX  $<"
	@$(CXX) $(CPPFLAGS) $(CXXFLAGS) -MMD -MP -c -o $@ $<

define FOLDER_RULE
OBJ_$(1) = $(patsubst cgi/%,$(BUILD)/obj/%.o,$(basename $(wildcard cgi/$(1)/*.c cgi/$(1)/*.cc)))
$(BUILD)/lib$(1).a: $$(OBJ_$(1))
	@rm -f $$@
	@mkdir -p $$(@D)
	@ar rcs $$@ $$^
endef
$(foreach d,$(FOLDERS),$(eval $(call FOLDER_RULE,$d)))

libs: $(call LIBOF,$(FOLDERS))

$(BIN)/%: $(BUILD)/obj/%.o $(call LIBOF,$(USES_PROGRAM))
	@mkdir -p $(@D)
	@echo "  LINK $@"
	@$(CXX) $(LDFLAGS) -o $@ $< -Wl,--start-group \
	    $(call LIBOF,$(USES_PROGRAM)) -Wl,--end-group \
	    $(call LIBS,$(USES_PROGRAM))

# --- tests ------------------------------------------------------------------
# tests/unit/FOLDER_TOPIC.c is linked with FOLDER and what it uses.

UNIT = $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/*.c))

define UNIT_RULE
$(BUILD)/tests/$(1): $(BUILD)/obj/tests/$(1).o \
    $(call LIBOF,$(firstword $(subst _, ,$(1))) $(USES_$(firstword $(subst _, ,$(1)))))
	@mkdir -p $$(@D)
	@echo "  LINK $$@"
	@$$(CXX) $$(LDFLAGS) -o $$@ $$< -Wl,--start-group \
	    $$(filter %.a,$$^) -Wl,--end-group -lcmocka \
	    $(call LIBS,$(firstword $(subst _, ,$(1))) $(USES_$(firstword $(subst _, ,$(1)))))
endef
$(foreach t,$(UNIT),$(eval $(call UNIT_RULE,$t)))

$(BUILD)/obj/tests/%.o: tests/unit/%.c | $(KEYS)
	@mkdir -p $(@D)
	@echo "  CC   $<"
	@$(CC) $(CPPFLAGS) $(CFLAGS) -Itests -MMD -MP -c -o $@ $<

unit: $(UNIT:%=$(BUILD)/tests/%)
unit-%: $(BUILD)/tests/%
	CMOCKA_MESSAGE_OUTPUT=STDOUT $<

clean:
	rm -rf build

-include $(wildcard $(BUILD)/obj/*.d $(BUILD)/obj/*/*.d)
.SECONDARY:
-include nginx/run.mk nginx/install.mk tests/tests.mk tests/lint/lint.mk tests/bench/bench.mk tests/browser/browser.mk
