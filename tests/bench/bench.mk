# make bench: ratios, both sides measured in turn in one run.

.PHONY: bench
## make bench           speed and size as ratios (docs/bench.md)
bench: deps-test
	@$(MAKE) --no-print-directory -s -j$$(nproc) all $(BUILD)/bench/tool \
	    $(BUILD)/bench/hello
	@python3 tests/bench/bench.py $(BUILD)

$(BUILD)/bench/%.o: tests/bench/%.c | $(KEYS)
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/bench/tool: $(BUILD)/bench/tool.o $(call LIBOF,$(USES_PROGRAM))
	@$(CXX) $(LDFLAGS) -o $@ $< -Wl,--start-group \
	    $(call LIBOF,$(USES_PROGRAM)) -Wl,--end-group \
	    $(call LIBS,$(USES_PROGRAM))

$(BUILD)/bench/hello: $(BUILD)/bench/hello.o
	@$(CXX) $(LDFLAGS) -o $@ $< -lfcgi
-include $(wildcard $(BUILD)/bench/*.d)
