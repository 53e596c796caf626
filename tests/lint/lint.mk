# make lint: what a compiler does not see.

.PHONY: lint lint-quick lint-clang lint-cppcheck lint-spaces

## make lint            floors, SQL, templates, clang, cppcheck
lint: deps-test
	@$(MAKE) --no-print-directory -s lint-quick lint-clang lint-cppcheck

lint-quick:
	@tests/lint/floors
	@tests/lint/sql
	@tests/lint/templates
	@tests/lint/colours
	@tests/lint/files
	@tests/lint/packages

# clang's own warnings, every file, nothing written.
lint-clang: $(KEYS)
	@find cgi -name '*.c' | xargs -P$$(nproc) -n8 clang -fsyntax-only \
	    $(CPPFLAGS) -std=c17 $(WARN) -Werror -include base/banned.h
	@echo "clang: ok"

lint-cppcheck: $(KEYS)
	@cppcheck -q --std=c11 --enable=warning,portability --inline-suppr \
	    --suppress=missingIncludeSystem --suppress=unknownMacro \
	    --suppress=nullPointerArithmeticOutOfMemory \
	    --suppress=nullPointerOutOfMemory \
	    --error-exitcode=1 -j$$(nproc) -Icgi -I$(BUILD)/gen cgi
	@echo "cppcheck: ok"
